import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { type Fields, fields, numeric, text } from '../../fields.js'
import type { Params } from '../../route.js'
import type { Query } from '../connection.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { MailType } from '../state.js'
import { type AuthCall, inAuth } from './call.js'
import { sendMail } from './mails.js'
import { hash } from './password.js'
import { endSession } from './session.js'
import { confirmUser, newUser, requireEmail, requirePassword } from './signup.js'
import { merged } from './user.js'
import { identitiesOf, publicUser, updateUser, userBy, type UserRow } from './users.js'

/** Only the service role, or a role the project made an admin. */
export function requireAdmin(call: AuthCall): void {
  if (!call.who) throw new Refusal(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  if (call.who.role !== 'service_role' && call.who.role !== 'supabase_admin') throw new Refusal(403, 'not_admin', 'User not allowed')
}

export async function listUsers(call: AuthCall): Promise<OutsideAnswer> {
  const page = numeric(call.request.query.get('page')) ?? 1
  const size = numeric(call.request.query.get('per_page')) ?? 50
  return inAuth(call, async (query, catalogue) => {
    const { rows } = await query<UserRow>('select * from auth.users order by created_at desc, id limit $1::int8 offset $2::int8', [
      size,
      (page - 1) * size,
    ])
    const { rows: counts } = await query<{ total: number }>('select count(*)::int as total from auth.users')
    const total = counts[0]?.total ?? 0
    const last = Math.max(1, Math.ceil(total / size))
    const next = page < last ? `<${call.origin}/auth/v1/admin/users?page=${page + 1}&per_page=${size}>; rel="next", ` : ''
    const users = []
    for (const row of rows) users.push(publicUser(row, await identitiesOf(query, catalogue, row.id)))
    const headers = {
      'x-total-count': String(total),
      link: `${next}<${call.origin}/auth/v1/admin/users?page=${last}&per_page=${size}>; rel="last"`,
    }
    return json(200, { users, aud: 'authenticated' }, headers)
  })
}

export async function createUser(call: AuthCall): Promise<OutsideAnswer> {
  const email = text(call.body['email'])?.toLowerCase()
  const phone = text(call.body['phone'])
  const password = text(call.body['password'])
  if (email === undefined && phone === undefined)
    throw new Refusal(400, 'validation_failed', 'Cannot create a user without either an email or phone')
  if (email !== undefined) requireEmail(email)
  if (password !== undefined) requirePassword(call, password)
  return inAuth(call, async (query, catalogue) => {
    if (email !== undefined && (await userBy(query, catalogue, 'email', email))) {
      throw new Refusal(422, 'email_exists', 'A user with this email address has already been registered')
    }
    const user = {
      email,
      phone,
      password,
      id: text(call.body['id']),
      role: text(call.body['role']),
      provider: email !== undefined ? 'email' : 'phone',
    }
    const row = await newUser(call, query, catalogue, {
      ...user,
      data: fields(call.body['user_metadata']),
      appData: fields(call.body['app_metadata']),
    })
    const confirms = call.body['email_confirm'] === true || call.body['phone_confirm'] === true
    return answer(query, catalogue, confirms ? await confirmUser(call, query, catalogue, row) : row)
  })
}

export async function oneUser(call: AuthCall, params: Params): Promise<OutsideAnswer> {
  return inAuth(call, async (query, catalogue) => answer(query, catalogue, await found(query, catalogue, params['id'])))
}

export async function changeUser(call: AuthCall, params: Params): Promise<OutsideAnswer> {
  const { body } = call
  const password = text(body['password'])
  if (password !== undefined) requirePassword(call, password)
  return inAuth(call, async (query, catalogue) => {
    const row = await found(query, catalogue, params['id'])
    const now = call.place.world.now()
    const ban = text(body['ban_duration'])
    const change: Fields = {
      updated_at: now,
      email: text(body['email'])?.toLowerCase(),
      phone: text(body['phone']),
      role: text(body['role']),
      encrypted_password: password === undefined ? undefined : await hash(query, catalogue, password),
      raw_user_meta_data:
        body['user_metadata'] === undefined ? undefined : merged(fields(row['raw_user_meta_data']), fields(body['user_metadata'])),
      raw_app_meta_data:
        body['app_metadata'] === undefined ? undefined : merged(fields(row['raw_app_meta_data']), fields(body['app_metadata'])),
      email_confirmed_at: body['email_confirm'] === true ? now : undefined,
      banned_until: ban === undefined ? undefined : ban === 'none' ? null : new Date(now.getTime() + (hours(ban) ?? 0) * 3_600_000),
    }
    return answer(query, catalogue, await updateUser(query, catalogue, row.id, change))
  })
}

const hours = (duration: string) => numeric(/^(\d+)h/.exec(duration)?.[1])

export async function deleteUser(call: AuthCall, params: Params): Promise<OutsideAnswer> {
  const { run } = call.place
  return inAuth(call, async (query, catalogue) => {
    const row = await found(query, catalogue, params['id'])
    if (call.body['should_soft_delete'] === true)
      await updateUser(query, catalogue, row.id, { deleted_at: run.world.now(), email: null, encrypted_password: '' })
    else await query('delete from auth.users where id = $1', [row.id])
    for (const [id, session] of run.state.sessions) if (session.user === row.id) endSession(call.place, id)
    return json(200, {})
  })
}

/** POST /admin/generate_link and /invite: the mail's content, given to the caller instead of sent. */
export async function generateLink(call: AuthCall): Promise<OutsideAnswer> {
  const email = text(call.body['email'])?.toLowerCase()
  const invites = call.request.path.endsWith('/invite')
  const type = (invites ? 'invite' : text(call.body['type'])) as MailType | 'email_change_current' | 'email_change_new' | undefined
  if (email === undefined || type === undefined) throw new Refusal(400, 'validation_failed', 'An email address and a type are required')
  requireEmail(email)
  return inAuth(call, async (query, catalogue) => {
    const known = await userBy(query, catalogue, 'email', email)
    const makes = type === 'signup' || type === 'invite' || type === 'magiclink'
    if (!known && !makes) throw new Refusal(404, 'user_not_found', 'User with this email not found')
    if (known && (type === 'invite' || type === 'signup'))
      throw new Refusal(422, 'email_exists', 'A user with this email address has already been registered')
    const row =
      known ??
      (await newUser(call, query, catalogue, {
        email,
        password: text(call.body['password']),
        provider: 'email',
        data: fields(call.body['data']),
      }))
    const kind: MailType = type.startsWith('email_change') ? 'email_change' : (type as MailType)
    const mail = await sendMail(call, row, kind, { to: text(call.body['new_email']) ?? email })
    const user = publicUser(row, await identitiesOf(query, catalogue, row.id))
    if (invites) return json(200, user)
    return json(200, {
      ...user,
      action_link: mail.link,
      email_otp: mail.token,
      hashed_token: mail.tokenHash,
      verification_type: kind,
      redirect_to: mail.redirectTo,
    })
  })
}

async function found(query: Query, catalogue: Catalogue, id: string | undefined): Promise<UserRow> {
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id ?? '')) throw new Refusal(404, 'validation_failed', 'user_id must be an UUID')
  const row = await userBy(query, catalogue, 'id', id ?? '')
  if (!row) throw new Refusal(404, 'user_not_found', 'User not found')
  return row
}

async function answer(query: Query, catalogue: Catalogue, row: UserRow): Promise<OutsideAnswer> {
  return json(200, publicUser(row, await identitiesOf(query, catalogue, row.id)))
}
