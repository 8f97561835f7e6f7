import { Buffer } from 'node:buffer'
import { webcrypto } from 'node:crypto'

type Key = webcrypto.CryptoKey | string
type Claims = Readonly<Record<string, unknown>>

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const decoded = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Record<string, unknown>

const ALGORITHMS: Readonly<Record<string, webcrypto.AlgorithmIdentifier | webcrypto.EcdsaParams | webcrypto.RsaPssParams>> = {
  HS: { name: 'HMAC' },
  RS: { name: 'RSASSA-PKCS1-v1_5' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' } as webcrypto.EcdsaParams,
  ES384: { name: 'ECDSA', hash: 'SHA-384' } as webcrypto.EcdsaParams,
  PS256: { name: 'RSA-PSS', saltLength: 32 } as webcrypto.RsaPssParams,
}
const algorithmOf = (alg: string) => ALGORITHMS[alg] ?? ALGORITHMS[alg.slice(0, 2)] ?? { name: 'HMAC' }

async function keyFor(key: Key, alg: string): Promise<webcrypto.CryptoKey> {
  if (typeof key !== 'string') return key
  const hash = `SHA-${alg.slice(2)}`
  return webcrypto.subtle.importKey('raw', Buffer.from(key), { name: 'HMAC', hash }, false, ['sign', 'verify'])
}

/** https://deno.land/x/djwt */
export async function create(header: { readonly alg: string }, payload: Claims, key: Key): Promise<string> {
  const text = `${encode({ typ: 'JWT', ...header })}.${encode(payload)}`
  const signature = await webcrypto.subtle.sign(algorithmOf(header.alg), await keyFor(key, header.alg), Buffer.from(text))
  return `${text}.${Buffer.from(signature).toString('base64url')}`
}

export async function verify(token: string, key: Key, second?: string | { readonly [option: string]: unknown }): Promise<Claims> {
  const [head = '', body = '', signature = ''] = token.split('.')
  // The algorithm is the key's; the token's own word must agree with it.
  const said = String(decoded(head)['alg'])
  const alg = typeof second === 'string' ? second : said
  const { name } = algorithmOf(said) as { name: string }
  if (alg !== said || (typeof key !== 'string' && key.algorithm.name !== name))
    throw new Error(`The jwt's alg '${said}' does not match the key's algorithm.`)
  const good = await webcrypto.subtle.verify(
    algorithmOf(said),
    await keyFor(key, said),
    Buffer.from(signature, 'base64url'),
    Buffer.from(`${head}.${body}`),
  )
  if (!good) throw new Error("The jwt's signature does not match the verification signature.")
  const claims = decoded(body)
  const now = Date.now() / 1000
  if (typeof claims['exp'] === 'number' && claims['exp'] + 1 < now) throw new RangeError('The jwt is expired.')
  if (typeof claims['nbf'] === 'number' && claims['nbf'] - 1 > now) throw new RangeError('The jwt is used too early.')
  return claims
}

export function decode(token: string): readonly [header: unknown, payload: unknown, signature: Uint8Array] {
  const [head, body, signature = ''] = token.split('.')
  return [decoded(head), decoded(body), new Uint8Array(Buffer.from(signature, 'base64url'))]
}

export const getNumericDate = (when: number | Date): number =>
  Math.round((when instanceof Date ? when.getTime() : Date.now() + when * 1000) / 1000)
