import type { OutsideRequest } from '../../stand-in.js'
import type { Query } from './connection.js'
import type { Claims } from './jwt.js'
import { Refusal } from './refusal.js'
import type { Catalogue } from './rest/schema/catalogue.js'

/** As whom a request acts. */
export interface Who {
  readonly role: string
  readonly claims: Claims
}

/** From here to the end of the transaction the database sees what it sees behind PostgREST: role, claims, request, settings of the role. */
export async function actAs(query: Query, who: Who, catalogue: Catalogue, request: OutsideRequest, searchPath: string): Promise<void> {
  if (!catalogue.roles.has(who.role)) {
    throw new Refusal(who.role === 'anon' ? 401 : 403, '42501', `permission denied to set role "${who.role}"`)
  }
  const settings: (readonly [string, string])[] = [
    ...[...(catalogue.roleSettings.get(who.role) ?? [])].filter(([name]) => !name.startsWith('pgrst.') && name !== 'search_path'),
    ['search_path', searchPath],
    ['role', who.role],
    ['request.jwt.claims', JSON.stringify(who.claims)],
    ['request.jwt.claim.sub', String(who.claims['sub'] ?? '')],
    ['request.jwt.claim.role', who.role],
    ['request.jwt.claim.email', String(who.claims['email'] ?? '')],
    ['request.method', request.method],
    ['request.path', request.path.replace(/^\/rest\/v1/, '') || '/'],
    ['request.headers', JSON.stringify(lower(request.headers))],
    ['request.cookies', JSON.stringify(cookies(request.headers['cookie'] ?? ''))],
    ['response.headers', ''],
    ['response.status', ''],
  ]
  const calls = settings.map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`)
  await query(`select ${calls.join(', ')}`, settings.flat())
}

const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const cookies = (header: string) =>
  Object.fromEntries(
    header.split(/;\s*/).flatMap(pair => {
      const at = pair.indexOf('=')
      return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : []
    }),
  )
