import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve, world, type Loopback } from '../loopback.fixture.js'
import { claimsOf } from '../tokens.js'
import { issuersIn } from './hosts.js'
import { oidc } from './index.js'

let lab: Loopback
beforeAll(async () => {
  lab = await serve(oidc, 'tenant.eu.auth0.com')
})
afterAll(() => lab.close())

interface Key {
  readonly kid: string
}

/** Verifies as any library does: the key by its id, from the address that discovery gives. */
async function believed(token: string): Promise<boolean> {
  const about = (await (await fetch(`${lab.url}/.well-known/openid-configuration`)).json()) as { issuer: string; jwks_uri: string }
  const { keys } = (await (await fetch(lab.url + new URL(about.jwks_uri).pathname)).json()) as { keys: Key[] }
  const [head = '', body = '', signature = ''] = token.split('.')
  const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string; alg: string }
  const key = keys.find(each => each.kid === kid)
  if (!key || alg !== 'RS256') return false
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    createPublicKey({ key: key as never, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  )
  const claims = claimsOf(token) as { iss: string; exp: number }
  return isSigned && claims.iss === about.issuer && claims.exp > Date.now() / 1000
}

it('mints tokens that verify against its keys, and others that must not', async () => {
  const token = async (kind: string) =>
    (
      (await lab.control('token', { host: 'tenant.eu.auth0.com', audience: 'api', claims: { sub: 'u1', role: 'admin' }, kind })) as {
        token: string
      }
    ).token
  const right = await token('right')
  expect(await believed(right)).toBe(true)
  expect(claimsOf(right)).toMatchObject({ sub: 'u1', role: 'admin', aud: 'api', iss: 'https://tenant.eu.auth0.com/' })
  for (const kind of ['expired', 'wrong-key', 'none', 'unsigned']) expect(await believed(await token(kind)), kind).toBe(false)
})

it('goes through the authorization code once', async () => {
  await lab.control('user', { sub: 'u2', email: 'b@lab.test' })
  const query = new URLSearchParams({ redirect_uri: 'http://app.test/callback', state: 's1', client_id: 'c1', nonce: 'n1' })
  const go = await fetch(`${lab.url}/authorize?${query}`, { redirect: 'manual' })
  const target = new URL(go.headers.get('location')!)
  expect([go.status, target.origin + target.pathname, target.searchParams.get('state')]).toEqual([302, 'http://app.test/callback', 's1'])
  const trade = () =>
    fetch(`${lab.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', code: target.searchParams.get('code')! }),
    })
  const tokens = (await (await trade()).json()) as { id_token: string; access_token: string }
  expect(await believed(tokens.id_token)).toBe(true)
  expect(claimsOf(tokens.id_token)).toMatchObject({ sub: 'u2', aud: 'c1', nonce: 'n1' })
  expect((await trade()).status).toBe(400)
  const me = await fetch(`${lab.url}/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  expect(await me.json()).toMatchObject({ sub: 'u2', email: 'b@lab.test' })
})

it('answers for the hosts that the app names', () => {
  const key = `pk_test_${Buffer.from('calm-fox-1.clerk.lab.test$').toString('base64')}`
  const standIn = oidc(
    world({ NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: key, OIDC_ISSUER: 'https://id.lab.test/realms/x', OTHER_URL: 'https://other.lab.test' }),
  )
  expect(['calm-fox-1.clerk.lab.test', 'id.lab.test', 'other.lab.test', 'api.stripe.com'].map(host => standIn.answers(host))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

it('names the issuers that variables name, and no service beside them', () => {
  expect(
    issuersIn([
      ['NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY', `pk_test_${Buffer.from('calm-fox-1.clerk.accounts.dev$').toString('base64')}`],
      ['AUTH0_DOMAIN', 'lab.auth0.com'],
      ['CLERK_API_URL', 'https://api.clerk.com'],
      ['STORE_URL', 'https://lab.auth0.com'],
    ]),
  ).toEqual(['https://calm-fox-1.clerk.accounts.dev', 'https://lab.auth0.com/'])
})
