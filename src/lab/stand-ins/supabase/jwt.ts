import { createHmac, timingSafeEqual } from 'node:crypto'
import { isFields, type Fields } from '../fields.js'

/** What a token says; times are seconds. */
export type Claims = Fields

/** Why a token is not taken. */
export type Doubt = 'parts' | 'algorithm' | 'signature' | 'content' | 'expired' | 'early'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const mac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest()

/** HS256, as every project signs that has not moved to asymmetric keys. */
export function sign(claims: Claims, secret: string): string {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${text}.${mac(text, secret).toString('base64url')}`
}

/** The claims, or why there are none. */
export function verify(token: string, secret: string, seconds: number): Claims | Doubt {
  const [head, body, signature, ...more] = token.split('.')
  if (!head || !body || signature === undefined || more.length > 0) return 'parts'
  const header = decode(head)
  if (!header) return 'parts'
  if (header['alg'] !== 'HS256') return 'algorithm'
  const given = Buffer.from(signature, 'base64url')
  const wanted = mac(`${head}.${body}`, secret)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'signature'
  const claims = decode(body)
  if (!claims) return 'content'
  // The server allows thirty seconds for clocks that differ.
  if (typeof claims['exp'] === 'number' && claims['exp'] + 30 < seconds) return 'expired'
  if (typeof claims['nbf'] === 'number' && claims['nbf'] - 30 > seconds) return 'early'
  return claims
}

/** What a token says, believed or not. */
export function unverified(token: string): Claims | undefined {
  return decode(token.split('.')[1] ?? '')
}

function decode(part: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}
