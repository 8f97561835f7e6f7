import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, text } from '../../fields.js'
import type { Query } from '../connection.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import { type AuthCall, challenge, inAuth } from './call.js'
import { sendMail } from './mails.js'
import { hash, matches } from './password.js'
import { endSession } from './session.js'
import { requireEmail, requirePassword } from './signup.js'
import { identitiesOf, publicUser, updateUser, userBy, type UserRow } from './users.js'

/** GET /user */
export async function getUser(call: AuthCall): Promise<OutsideAnswer> {
  return inAuth(call, async (query, catalogue) => {
    const row = await bearer(call, query, catalogue)
    return json(200, publicUser(row, await identitiesOf(query, catalogue, row.id)))
  })
}

/** PUT /user */
export async function putUser(call: AuthCall): Promise<OutsideAnswer> {
  const { run } = call.place
  return inAuth(call, async (query, catalogue) => {
    const row = await bearer(call, query, catalogue)
    const change: Record<string, unknown> = { updated_at: run.world.now() }
    const password = text(call.body['password'])
    if (password !== undefined) {
      requirePassword(call, password)
      if (await matches(query, catalogue, password, text(row['encrypted_password']) ?? '')) {
        throw new Refusal(422, 'same_password', 'New password should be different from the old password.')
      }
      change['encrypted_password'] = await hash(query, catalogue, password)
    }
    if (call.body['data'] !== undefined) change['raw_user_meta_data'] = merged(fields(row['raw_user_meta_data']), fields(call.body['data']))
    const email = text(call.body['email'])?.toLowerCase()
    if (email !== undefined && email !== row['email']) {
      requireEmail(email)
      if (await userBy(query, catalogue, 'email', email))
        throw new Refusal(422, 'email_exists', 'A user with this email address has already been registered')
      if (run.state.settings.autoconfirm) change['email'] = email
      else {
        change['email_change'] = email
        await sendMail(call, row, 'email_change', { to: email, challenge: challenge(call.body) })
      }
    }
    const fresh = await updateUser(query, catalogue, row.id, change)
    return json(200, publicUser(fresh, await identitiesOf(query, catalogue, row.id)))
  })
}

/** POST /logout?scope=global|local|others */
export async function logout(call: AuthCall): Promise<OutsideAnswer> {
  const { sessions, ended } = call.place.run.state
  const claims = required(call)
  const mine = text(claims['session_id'])
  const scope = call.request.query.get('scope') ?? 'global'
  if (mine === undefined || ended.has(mine)) throw noSession()
  if (scope !== 'others') endSession(call.place, mine)
  for (const [id, session] of sessions) {
    if (session.user === claims['sub'] && id !== mine && scope !== 'local') endSession(call.place, id)
  }
  return { status: 204, body: '' }
}

/** The user whose token this is, and whose session still stands. */
export async function bearer(call: AuthCall, query: Query, catalogue: Catalogue): Promise<UserRow> {
  const claims = required(call)
  const session = text(claims['session_id'])
  if (session !== undefined && call.place.run.state.ended.has(session)) throw noSession()
  const row = await userBy(query, catalogue, 'id', text(claims['sub']) ?? '')
  if (!row) throw new Refusal(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  return row
}

function required(call: AuthCall) {
  if (!call.who) throw new Refusal(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  if (text(call.who.claims['sub']) === undefined) throw new Refusal(403, 'bad_jwt', 'invalid claim: missing sub claim')
  return call.who.claims
}

const noSession = () => new Refusal(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')

/** Keys that are set to null are taken away. */
export function merged(
  old: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries({ ...old, ...change }).filter(([, value]) => value !== null))
}
