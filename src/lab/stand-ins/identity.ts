import { createHash } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A name that looks random and is the same in every run with this seed. */
export function seededName(seed: string, count: number, length: number): string {
  let name = ''
  for (let round = 0; name.length < length; round += 1) {
    for (const byte of createHash('sha256').update(`${seed}:${count}:${round}`).digest()) name += LETTERS[byte % LETTERS.length] ?? ''
  }
  return name.slice(0, length)
}

/** A UUID that is the same in every run with this seed. */
export function seededUuid(seed: string, count: number): string {
  const hex = createHash('sha256').update(`${seed}:uuid:${count}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
