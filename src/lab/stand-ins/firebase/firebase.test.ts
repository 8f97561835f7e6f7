import { X509Certificate, verify } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve, world, type Loopback } from '../loopback.fixture.js'
import { claimsOf } from '../tokens.js'
import { firebase } from './index.js'

let lab: Loopback
beforeAll(async () => {
  lab = await serve(firebase, 'identitytoolkit.googleapis.com', { FIREBASE_PROJECT_ID: 'shop-lab' })
})
afterAll(() => lab.close())

async function post(verb: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${lab.url}/v1/accounts:${verb}?key=k`, { method: 'POST', body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, unknown>
}

it('signs up, in, and tells who it is', async () => {
  const person = { email: 'A@b.test', password: 'secret-1', returnSecureToken: true }
  const made = await post('signUp', { ...person, emailVerified: true, customAttributes: '{"admin":true}' })
  expect(claimsOf(String(made['idToken']))).toMatchObject({
    aud: 'shop-lab',
    iss: 'https://securetoken.google.com/shop-lab',
    email: 'a@b.test',
    email_verified: false,
  })
  expect(claimsOf(String(made['idToken']))).not.toHaveProperty('admin')
  expect(await post('signUp', person)).toMatchObject({ error: { message: 'EMAIL_EXISTS' } })
  expect(await post('signInWithPassword', { ...person, password: 'wrong' })).toMatchObject({
    error: { message: 'INVALID_LOGIN_CREDENTIALS' },
  })
  const signed = await post('signInWithPassword', person)
  expect(signed['localId']).toBe(made['localId'])
  expect(await post('lookup', { idToken: signed['idToken'] })).toMatchObject({ users: [{ email: 'a@b.test', localId: made['localId'] }] })
  expect(JSON.stringify(await lab.control('accounts'))).not.toContain('secret-1')
})

it('signs with the key whose certificate it shows', async () => {
  const auth = firebase(world({ FIREBASE_PROJECT_ID: 'shop-lab' }))
  const request = { host: 'www.googleapis.com', method: 'GET', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) }
  const page = await auth.answer({ ...request, path: '/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com' })
  const [[kid, pem] = ['', '']] = Object.entries(JSON.parse(String(page?.body)) as Record<string, string>)
  const { token } = (await auth.control!('token', { uid: 'u1', claims: { role: 'seller' } })) as { token: string }
  const [head = '', body = '', signature = ''] = token.split('.')
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'RS256', kid })
  expect(verify('sha256', Buffer.from(`${head}.${body}`), new X509Certificate(pem).publicKey, Buffer.from(signature, 'base64url'))).toBe(
    true,
  )
  expect(claimsOf(token)).toMatchObject({ sub: 'u1', role: 'seller' })
})
