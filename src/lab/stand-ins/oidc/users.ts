import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import type { Fields } from '../fields.js'
import { bearer, claimsOf, tokenKeys } from '../tokens.js'
import type { OidcRun } from './state.js'

/** What providers with an interface of their own say of a person: GitHub, Discord, Microsoft, Clerk. */
export function person(request: OutsideRequest, run: OidcRun): OutsideAnswer | undefined {
  const claims = { ...run.state.user, ...claimsOf(bearer(request.headers)) }
  const { host, path } = request
  if (host === 'api.github.com') {
    if (path === '/user/emails') return json(200, [{ email: claims['email'], primary: true, verified: true, visibility: 'private' }])
    if (path === '/user')
      return json(200, {
        id: numberOf(claims),
        login: String(claims['email']).split('@')[0],
        ...shown(claims),
        avatar_url: claims['picture'],
      })
    return json(200, [])
  }
  if (host === 'discord.com' && path.endsWith('/users/@me')) {
    return json(200, {
      id: String(numberOf(claims)),
      username: claims['name'],
      email: claims['email'],
      verified: true,
      avatar: null,
      discriminator: '0',
    })
  }
  if (host === 'graph.microsoft.com') {
    return json(200, { id: claims['sub'], displayName: claims['name'], mail: claims['email'], userPrincipalName: claims['email'] })
  }
  if (/^api\.clerk\.(com|dev)$/.test(host)) return clerk(request, run)
  return undefined
}

function shown(claims: Fields): Fields {
  return { name: claims['name'], email: claims['email'] }
}

function numberOf(claims: Fields): number {
  return [...String(claims['sub'])].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_007, 7)
}

function clerk(request: OutsideRequest, run: OidcRun): OutsideAnswer {
  const [, kind = '', id] = /^\/v1\/(\w+)(?:\/([^/]+))?/.exec(request.path) ?? []
  if (kind === 'jwks') return json(200, tokenKeys(run.world).jwks)
  if (kind === 'users')
    return json(200, id === undefined || id === 'count' ? [clerkUser(run, String(run.state.user['sub']))] : clerkUser(run, id))
  if (kind === 'sessions') return json(200, { object: 'session', id, user_id: run.state.user['sub'], status: 'active' })
  return json(404, {
    errors: [{ code: 'resource_not_found', message: 'not found', long_message: 'Resource not found' }],
    clerk_trace_id: 'lab',
  })
}

function clerkUser(run: OidcRun, id: string): Fields {
  const known = run.state.people.get(id) ?? { ...run.state.user, sub: id }
  const email = {
    id: 'idn_lab',
    object: 'email_address',
    email_address: known['email'],
    verification: { status: 'verified', strategy: 'email_code' },
    linked_to: [],
  }
  const names = { first_name: known['name'] ?? null, last_name: null, username: null, image_url: '', has_image: false }
  const meta = { public_metadata: known['public_metadata'] ?? {}, private_metadata: {}, unsafe_metadata: {}, external_id: null }
  const lists = { phone_numbers: [], web3_wallets: [], external_accounts: [], saml_accounts: [], enterprise_accounts: [] }
  return {
    object: 'user',
    id,
    primary_email_address_id: 'idn_lab',
    email_addresses: [email],
    ...names,
    ...meta,
    ...lists,
    banned: false,
    locked: false,
    created_at: 0,
    updated_at: 0,
  }
}
