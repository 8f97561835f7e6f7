import type { OutsideRequest } from '../../stand-in.js'
import { type Doubt, unverified, verify } from './jwt.js'
import type { Place } from './state.js'
import type { Who } from './who.js'

/** The role that a key of the project stands for. */
export function keyRole(key: string, place: Place): string | undefined {
  const known = place.project.keys.get(key) ?? place.run.state.adopted.get(key)
  if (known !== undefined) return known
  const claims = verify(key, place.project.jwtSecret, place.run.seconds())
  if (typeof claims !== 'string') return typeof claims['role'] === 'string' ? claims['role'] : undefined
  // A public key that the app was built with: it opens what anybody may see, and nothing more.
  const said = unverified(key)
  return said?.['iss'] === 'supabase' && said['role'] === 'anon' ? 'anon' : undefined
}

/** Who sends the request; `undefined` without any token, a doubt where the token does not hold. */
export function identify(request: OutsideRequest, place: Place, key: string | undefined): Who | Doubt | undefined {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]?.trim()
  const token = bearer === undefined || bearer === '' ? undefined : bearer
  if (token === undefined) return key === undefined ? undefined : { role: key, claims: { role: key, iss: 'supabase' } }
  const known =
    token.startsWith('sb_') || typeof verify(token, place.project.jwtSecret, place.run.seconds()) === 'string'
      ? keyRole(token, place)
      : undefined
  if (known !== undefined) return { role: known, claims: { role: known, iss: 'supabase' } }
  const claims = verify(token, place.project.jwtSecret, place.run.seconds())
  if (typeof claims === 'string') return claims
  return { role: typeof claims['role'] === 'string' ? claims['role'] : 'anon', claims }
}
