import { randomUUID } from 'node:crypto'
import { type Fields, fields, text } from '../../fields.js'
import type { Query } from '../connection.js'
import { sign } from '../jwt.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { Place } from '../state.js'
import type { AuthCall } from './call.js'
import { makeRefresh } from './refresh.js'
import { identitiesOf, publicUser, updateUser, type UserRow } from './users.js'

/** A new session, as sign-in answers with it. */
export async function openSession(
  call: Pick<AuthCall, 'place' | 'origin'>,
  query: Query,
  catalogue: Catalogue,
  row: UserRow,
  method: string,
): Promise<Fields> {
  const { run } = call.place
  refuseBanned(row, run.world.now())
  const id = startSession(call.place, row.id, method)
  const fresh = await updateUser(query, catalogue, row.id, { last_sign_in_at: run.world.now() })
  return sessionOf(call, query, catalogue, fresh, id, method)
}

/** Tokens for a session that stands. */
export async function sessionOf(
  call: Pick<AuthCall, 'place' | 'origin'>,
  query: Query,
  catalogue: Catalogue,
  row: UserRow,
  session: string,
  method: string,
): Promise<Fields> {
  const { run } = call.place
  const refresh = makeRefresh(call.place, { session, user: row.id, method })
  const life = run.state.settings.tokenLife
  return {
    access_token: sign(claimsOf(call, row, session, method), call.place.project.jwtSecret),
    token_type: 'bearer',
    expires_in: life,
    expires_at: run.seconds() + life,
    refresh_token: refresh,
    user: publicUser(row, await identitiesOf(query, catalogue, row.id)),
  }
}

/** Sessions are told apart by chance: a lab that was put back opens others than before. */
export function startSession(place: Place, user: string, method: string): string {
  const id = randomUUID()
  place.run.state.sessions.set(id, { id, user, method, at: place.run.seconds() })
  return id
}

export function endSession(place: Place, id: string): void {
  place.run.state.sessions.delete(id)
  place.run.state.ended.add(id)
}

export function claimsOf(call: Pick<AuthCall, 'place' | 'origin'>, row: UserRow, session: string, method: string): Fields {
  const { run } = call.place
  const at = run.seconds()
  return {
    iss: `${call.origin}/auth/v1`,
    sub: row.id,
    aud: text(row['aud']) ?? 'authenticated',
    exp: at + run.state.settings.tokenLife,
    iat: at,
    email: text(row['email']) ?? '',
    phone: text(row['phone']) ?? '',
    app_metadata: fields(row['raw_app_meta_data']),
    user_metadata: fields(row['raw_user_meta_data']),
    role: text(row['role']) ?? 'authenticated',
    aal: 'aal1',
    amr: [{ method, timestamp: at }],
    session_id: session,
    is_anonymous: row['is_anonymous'] === true,
  }
}

function refuseBanned(row: UserRow, now: Date): void {
  const until = row['banned_until']
  if (until instanceof Date && until > now) throw new Refusal(400, 'user_banned', 'User is banned')
}
