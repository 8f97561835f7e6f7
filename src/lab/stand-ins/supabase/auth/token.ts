import { createHash } from 'node:crypto'
import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { text } from '../../fields.js'
import { verify } from '../jwt.js'
import { Refusal } from '../refusal.js'
import type { Challenge } from '../state.js'
import { type AuthCall, inAuth } from './call.js'
import { matches } from './password.js'
import { providerUser } from './provider.js'
import { readRefresh } from './refresh.js'
import { endSession, openSession, sessionOf } from './session.js'
import { userBy } from './users.js'

/** POST /token?grant_type=… */
export async function token(call: AuthCall): Promise<OutsideAnswer> {
  switch (call.request.query.get('grant_type')) {
    case 'password':
      return password(call)
    case 'refresh_token':
      return refresh(call)
    case 'pkce':
      return pkce(call)
    case 'id_token':
      return idToken(call)
    default:
      throw new Refusal(400, 'validation_failed', 'unsupported_grant_type')
  }
}

const wrong = () => new Refusal(400, 'invalid_credentials', 'Invalid login credentials')

async function password(call: AuthCall): Promise<OutsideAnswer> {
  const email = text(call.body['email'])
  const phone = text(call.body['phone'])
  const given = text(call.body['password'])
  if (email === undefined && phone === undefined) throw new Refusal(400, 'validation_failed', 'missing email or phone')
  if (given === undefined) throw wrong()
  return inAuth(call, async (query, catalogue) => {
    const row = await userBy(query, catalogue, email !== undefined ? 'email' : 'phone', email ?? phone ?? '')
    if (!row || !(await matches(query, catalogue, given, text(row['encrypted_password']) ?? ''))) throw wrong()
    if (email !== undefined && !row['email_confirmed_at']) throw new Refusal(400, 'email_not_confirmed', 'Email not confirmed')
    return json(200, { ...(await openSession(call, query, catalogue, row, 'password')), weak_password: null })
  })
}

/** A token that was just used is taken again for ten seconds, since tabs race; later its whole session ends. */
async function refresh(call: AuthCall): Promise<OutsideAnswer> {
  const { run } = call.place
  const given = text(call.body['refresh_token']) ?? ''
  const known = readRefresh(call.place, given)
  if (!known) throw new Refusal(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')
  if (run.state.ended.has(known.session)) throw new Refusal(400, 'session_not_found', 'Invalid Refresh Token: Session Not Found')
  const used = run.state.used.get(given)
  if (used !== undefined && run.seconds() - used > 10) {
    endSession(call.place, known.session)
    throw new Refusal(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used')
  }
  return inAuth(call, async (query, catalogue) => {
    const row = await userBy(query, catalogue, 'id', known.user)
    if (!row) throw new Refusal(400, 'user_not_found', 'Invalid Refresh Token: User Not Found')
    run.state.used.set(given, used ?? run.seconds())
    return json(200, await sessionOf(call, query, catalogue, row, known.session, known.method))
  })
}

async function pkce(call: AuthCall): Promise<OutsideAnswer> {
  const code = text(call.body['auth_code']) ?? ''
  const verifier = text(call.body['code_verifier'])
  if (verifier === undefined)
    throw new Refusal(400, 'validation_failed', 'invalid request: both auth code and code verifier should be non-empty')
  const known = call.place.run.state.codes.get(code)
  if (!known) throw new Refusal(404, 'flow_state_not_found', 'invalid flow state, no valid flow state found')
  if (known.challenge && !answersTo(verifier, known.challenge))
    throw new Refusal(400, 'bad_code_verifier', 'code challenge does not match previously saved code verifier')
  call.place.run.state.codes.delete(code)
  return inAuth(call, async (query, catalogue) => {
    const row = await userBy(query, catalogue, 'id', known.user)
    if (!row) throw new Refusal(404, 'user_not_found', 'User not found')
    return json(200, await openSession(call, query, catalogue, row, known.method))
  })
}

function answersTo(verifier: string, challenge: Challenge): boolean {
  return challenge.method === 's256'
    ? createHash('sha256').update(verifier).digest('base64url') === challenge.value
    : verifier === challenge.value
}

/** A provider's own token: taken when it is signed with the lab's secret, since no provider's keys are here. */
async function idToken(call: AuthCall): Promise<OutsideAnswer> {
  const { project, run } = call.place
  const claims = verify(text(call.body['id_token']) ?? '', project.jwtSecret, run.seconds())
  if (typeof claims === 'string') throw new Refusal(400, 'validation_failed', 'Bad ID token')
  const email = text(claims['email'])
  if (email === undefined) throw new Refusal(400, 'validation_failed', 'ID token has no email')
  return inAuth(call, async (query, catalogue) => {
    const row = await providerUser(call, query, catalogue, text(call.body['provider']) ?? 'google', {
      email,
      name: text(claims['name']) ?? email,
    })
    return json(200, await openSession(call, query, catalogue, row, 'oauth'))
  })
}
