import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** A token signed with HMAC SHA-256 (RFC 7519). */
export function signJwt(
  claims: Readonly<Record<string, unknown>>,
  secret: string,
  header: Readonly<Record<string, unknown>> = { alg: 'HS256', typ: 'JWT' },
): string {
  const text = `${encoded(header)}.${encoded(claims)}`
  return header['alg'] === 'none' ? `${text}.` : `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** The encrypted session token of NextAuth 4: `dir`, `A256GCM`, the key derived from the app's secret. */
export function nextAuthToken(claims: Readonly<Record<string, unknown>>, secret: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'NextAuth.js Generated Encryption Key', 32))
  const header = encoded({ alg: 'dir', enc: 'A256GCM' })
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header))
  const text = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()])
  return [header, '', iv.toString('base64url'), text.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.')
}

/** The encrypted session token of Auth.js 5: `dir`, `A256CBC-HS512` (RFC 7518, 5.2.5), salted with the cookie's name. */
export function authJsToken(claims: Readonly<Record<string, unknown>>, secret: string, cookie: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, cookie, `Auth.js Generated Encryption Key (${cookie})`, 64))
  const header = encoded({ alg: 'dir', enc: 'A256CBC-HS512' })
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()])
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(Buffer.byteLength(header) * 8))
  const tag = createHmac('sha512', key.subarray(0, 32))
    .update(Buffer.concat([Buffer.from(header), iv, text, length]))
    .digest()
    .subarray(0, 32)
  return [header, '', iv.toString('base64url'), text.toString('base64url'), tag.toString('base64url')].join('.')
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
