import { checkPrimeSync, createPrivateKey } from 'node:crypto'
import { made } from './secret.js'

const HALF = 1024
const E = 65_537n
const kept = new Map<string, string>()

/** An RSA key in PEM that follows from the run's seed and a name: a service account has one. */
export function madePrivateKey(seed: string, name: string): string {
  const id = `${seed}/${name}`
  const known = kept.get(id) ?? pemOf(primeFrom(`${id}/p`), primeFrom(`${id}/q`))
  kept.set(id, known)
  return known
}

/** The first prime above a made-up number with its two highest bits set, that fits the exponent. */
function primeFrom(id: string): bigint {
  const top = (3n << BigInt(HALF - 2)) | 1n
  let candidate = BigInt(`0x${made(id, 'prime', HALF / 4)}`) | top
  while (candidate % E === 1n || !checkPrimeSync(candidate)) candidate += 2n
  return candidate
}

function pemOf(p: bigint, q: bigint): string {
  const n = p * q
  const d = inverse(E, (p - 1n) * (q - 1n))
  const key = { kty: 'RSA', n, e: E, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const jwk = Object.fromEntries(Object.entries(key).map(([name, value]) => [name, typeof value === 'bigint' ? encoded(value) : value]))
  return createPrivateKey({ format: 'jwk', key: jwk }).export({ format: 'pem', type: 'pkcs8' }).toString()
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n]
  while (a > 1n) {
    const times = a / b
    ;[a, b] = [b, a % b]
    ;[x, y] = [y, x - times * y]
  }
  return x < 0n ? x + modulus : x
}

function encoded(value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')
}
