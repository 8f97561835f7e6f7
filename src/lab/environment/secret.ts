import { createHash } from 'node:crypto'

/** Hex that follows from the run's seed and a name: the same run, the same value. */
export function made(seed: string, name: string, length = 48): string {
  let text = ''
  for (let part = 0; text.length < length; part++) text += createHash('sha256').update(`${seed}/${name}/${part}`).digest('hex')
  return text.slice(0, length)
}

/** Digits only, for account numbers. */
export function madeDigits(seed: string, name: string, length: number): string {
  return made(seed, name, length * 2)
    .replace(/\D/g, digit => String(digit.charCodeAt(0) % 10))
    .slice(0, length)
}
