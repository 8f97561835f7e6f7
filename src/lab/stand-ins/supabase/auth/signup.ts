import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, text } from '../../fields.js'
import type { Query } from '../connection.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import { type AuthCall, challenge, inAuth } from './call.js'
import { sendMail } from './mails.js'
import { hash } from './password.js'
import { openSession } from './session.js'
import { identitiesOf, insertUser, publicUser, updateUser, userBy, type UserRow } from './users.js'

/** POST /signup */
export async function signup(call: AuthCall): Promise<OutsideAnswer> {
  const { run } = call.place
  const { settings } = run.state
  if (!settings.signup) throw new Refusal(422, 'signup_disabled', 'Signups not allowed for this instance')
  const email = text(call.body['email'])?.toLowerCase()
  const phone = text(call.body['phone'])
  const password = text(call.body['password'])
  if (email === undefined && phone === undefined && password === undefined) return anonymous(call)
  if (email === undefined && phone === undefined) throw new Refusal(400, 'validation_failed', 'To signup, please provide your email')
  if (password === undefined) throw new Refusal(400, 'validation_failed', 'Signup requires a valid password')
  if (email !== undefined) requireEmail(email)
  requirePassword(call, password)
  return inAuth(call, async (query, catalogue) => {
    const old = await userBy(query, catalogue, email !== undefined ? 'email' : 'phone', email ?? phone ?? '')
    if (old && (settings.autoconfirm || old['email_confirmed_at'])) {
      if (settings.autoconfirm) throw new Refusal(422, 'user_already_exists', 'User already registered')
      // Who may not know that the address is taken gets a user that looks new.
      return json(200, {
        ...publicUser({ ...old, id: run.uuid(), raw_user_meta_data: fields(call.body['data']) }, []),
        confirmation_sent_at: run.world.now().toISOString(),
      })
    }
    const row =
      old ??
      (await newUser(call, query, catalogue, {
        email,
        phone,
        password,
        provider: email !== undefined ? 'email' : 'phone',
        data: fields(call.body['data']),
      }))
    if (!settings.autoconfirm) {
      await sendMail(call, row, 'signup', { challenge: challenge(call.body) })
      const sent = await updateUser(query, catalogue, row.id, { confirmation_sent_at: run.world.now() })
      return json(200, publicUser(sent, await identitiesOf(query, catalogue, row.id)))
    }
    return json(200, await openSession(call, query, catalogue, await confirmUser(call, query, catalogue, row), 'password'))
  })
}

async function anonymous(call: AuthCall): Promise<OutsideAnswer> {
  if (!call.place.run.state.settings.anonymous) throw new Refusal(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled')
  return inAuth(call, async (query, catalogue) => {
    const row = await insertUser(
      query,
      catalogue,
      { id: call.place.run.uuid(), is_anonymous: true, raw_app_meta_data: {}, raw_user_meta_data: fields(call.body['data']) },
      'anonymous',
      call.place.world.now(),
    )
    return json(200, await openSession(call, query, catalogue, row, 'anonymous'))
  })
}

/** What is needed to make a user. */
export interface NewUser {
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly password?: string | undefined
  readonly provider: string
  readonly data: Readonly<Record<string, unknown>>
  readonly appData?: Readonly<Record<string, unknown>>
  readonly id?: string | undefined
  readonly role?: string | undefined
}

export async function newUser(call: Pick<AuthCall, 'place'>, query: Query, catalogue: Catalogue, user: NewUser): Promise<UserRow> {
  const { run } = call.place
  let id = user.id ?? run.uuid()
  // A lab that starts again counts from one again, over users that are still there.
  while (user.id === undefined && (await userBy(query, catalogue, 'id', id))) id = run.uuid()
  const row = {
    id,
    email: user.email,
    phone: user.phone,
    role: user.role,
    encrypted_password: user.password === undefined ? '' : await hash(query, catalogue, user.password),
    raw_app_meta_data: { provider: user.provider, providers: [user.provider], ...user.appData },
    raw_user_meta_data: user.email !== undefined && user.provider === 'email' && user.password !== undefined ? { ...user.data } : user.data,
    is_anonymous: false,
  }
  return insertUser(
    query,
    catalogue,
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)),
    user.provider,
    run.world.now(),
  )
}

/** A second statement, as the real service has it: triggers on the confirmation fire. */
export async function confirmUser(call: Pick<AuthCall, 'place'>, query: Query, catalogue: Catalogue, row: UserRow): Promise<UserRow> {
  const now = call.place.run.world.now()
  const which = text(row['email']) !== undefined ? { email_confirmed_at: now } : { phone_confirmed_at: now }
  return updateUser(query, catalogue, row.id, { ...which, updated_at: now })
}

export function requireEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw new Refusal(400, 'validation_failed', 'Unable to validate email address: invalid format')
}

export function requirePassword(call: Pick<AuthCall, 'place'>, password: string): void {
  const least = call.place.run.state.settings.minimumPassword
  if (password.length > 72) throw new Refusal(422, 'validation_failed', 'Password cannot be longer than 72 characters')
  if (password.length < least) {
    throw new Refusal(422, 'weak_password', `Password should be at least ${least} characters.`, {
      details: { weak_password: { reasons: ['length'] } },
    })
  }
}
