import { createHash } from 'node:crypto'

/** A secret as it may be shown: its first characters and a short fingerprint, never the whole. */
export function masked(value: string): string {
  const shown = Math.min(8, Math.floor(value.length / 4))
  return `${value.slice(0, shown)}… (${fingerprint(value)})`
}

export const fingerprint = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 6)
