import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { presentations, tokensIn } from './capture.js'
import { authJsToken, nextAuthToken, signJwt } from './jwt.js'

const SECRET = 'a-secret-of-thirty-two-characters'
const parts = (token: string): Buffer[] => token.split('.').map(part => Buffer.from(part, 'base64url'))

test('signs as every other library does', () => {
  // The example that https://jwt.io showed for years.
  const token = signJwt({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 }, 'your-256-bit-secret')
  expect(token).toBe(
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  )
  expect(signJwt({ a: 1 }, '', { alg: 'none' })).toMatch(/^[\w-]+\.[\w-]+\.$/)
})

test('NextAuth 4: opens with the key that it derives from the secret', () => {
  const token = nextAuthToken({ sub: '7' }, SECRET)
  const [header, none, iv, text, tag] = parts(token)
  const key = Buffer.from(hkdfSync('sha256', SECRET, '', 'NextAuth.js Generated Encryption Key', 32))
  const cipher = createDecipheriv('aes-256-gcm', key, iv!)
    .setAAD(Buffer.from(token.split('.')[0]!))
    .setAuthTag(tag!)
  expect(JSON.parse(String(header))).toEqual({ alg: 'dir', enc: 'A256GCM' })
  expect(none).toHaveLength(0)
  expect(JSON.parse(Buffer.concat([cipher.update(text!), cipher.final()]).toString())).toEqual({ sub: '7' })
})

test('Auth.js 5: opens as RFC 7518, 5.2.2.2 says, with a key of its own for each cookie', () => {
  const cookie = 'authjs.session-token'
  const token = authJsToken({ sub: '7' }, SECRET, cookie)
  const [, , iv, text, tag] = parts(token)
  const key = Buffer.from(hkdfSync('sha256', SECRET, cookie, `Auth.js Generated Encryption Key (${cookie})`, 64))
  const header = Buffer.from(token.split('.')[0]!)
  const length = Buffer.alloc(8)
  length.writeUInt32BE(header.length * 8, 4)
  const mac = createHmac('sha512', key.subarray(0, 32))
    .update(Buffer.concat([header, iv!, text!, length]))
    .digest()
    .subarray(0, 32)
  expect(tag).toEqual(mac)
  const cipher = createDecipheriv('aes-256-cbc', key.subarray(32), iv!)
  expect(JSON.parse(Buffer.concat([cipher.update(text!), cipher.final()]).toString())).toEqual({ sub: '7' })
})

test('tokens are found wherever an answer carries them, refresh tokens last', () => {
  const [access, refresh] = [signJwt({ a: 1 }, SECRET), signJwt({ b: 1 }, SECRET)]
  const json = { data: { refreshToken: refresh, session: { accessToken: access } }, csrfToken: 'x'.repeat(40), tokenType: 'b'.repeat(40) }
  const step = { kind: 'request' as const, actor: 'a' as const, method: 'POST', path: '/', status: 200, answer: '' }
  const answer = { status: 200, headers: { authorization: `Bearer ${signJwt({ c: 1 }, SECRET)}` }, text: '', json, milliseconds: 1, step }
  expect(tokensIn(answer)).toEqual([access, signJwt({ c: 1 }, SECRET), refresh])
  expect([...presentations('t', ['x-own'])].slice(0, 2)).toEqual([{ authorization: 'Bearer t' }, { 'x-own': 't' }])
})
