import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { text } from '../../fields.js'
import type { Query } from '../connection.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { Mail } from '../state.js'
import { type AuthCall, inAuth } from './call.js'
import { allowedRedirect } from './mails.js'
import { redirectBack } from './provider.js'
import { openSession } from './session.js'
import { confirmUser } from './signup.js'
import { updateUser, userBy, type UserRow } from './users.js'

const LIFE = 3600

/** POST /verify: a code or a hash out of a mail, for a session. */
export async function verifyPost(call: AuthCall): Promise<OutsideAnswer> {
  const mail = find(
    call,
    call.body['token_hash'] ?? call.body['token'],
    text(call.body['email']) ?? text(call.body['phone']),
    text(call.body['type']),
  )
  return inAuth(call, async (query, catalogue) =>
    json(200, await openSession(call, query, catalogue, await use(call, query, catalogue, mail), 'otp')),
  )
}

/** GET /verify: the link in a mail, which leads back to the app. */
export async function verifyGet(call: AuthCall): Promise<OutsideAnswer> {
  const { query: asked } = call.request
  const back = allowedRedirect(call.place, asked.get('redirect_to') ?? undefined)
  try {
    const mail = find(call, asked.get('token'), undefined, asked.get('type') ?? undefined)
    return await inAuth(call, async (query, catalogue) => {
      const row = await use(call, query, catalogue, mail)
      return redirectBack(call, query, catalogue, row, back, 'otp', mail.challenge, mail.type)
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const url = new URL(back)
    url.hash = new URLSearchParams({ error: 'access_denied', error_code: error.code, error_description: error.message }).toString()
    return { status: 303, headers: { location: url.toString() }, body: '' }
  }
}

function find(call: AuthCall, given: unknown, to: string | undefined, type: string | undefined): Mail {
  const { run } = call.place
  const wanted = text(given)
  const found = run.state.mails.findLast(
    mail =>
      !mail.used &&
      wanted !== undefined &&
      (mail.tokenHash === wanted || (to !== undefined && mail.token === wanted && mail.to.toLowerCase() === to.toLowerCase())) &&
      fits(mail.type, type) &&
      run.seconds() - mail.at < LIFE,
  )
  if (!found) throw new Refusal(403, 'otp_expired', 'Token has expired or is invalid')
  return found
}

/** `email` and `sms` stand for sign-up and sign-in alike. */
const fits = (type: string, asked: string | undefined) =>
  asked === undefined ||
  asked === type ||
  (/^(?:email|sms)$/.test(asked) && /^(?:signup|magiclink)$/.test(type)) ||
  (asked === 'magiclink' && type === 'signup')

async function use(call: AuthCall, query: Query, catalogue: Catalogue, mail: Mail): Promise<UserRow> {
  const row = await userBy(query, catalogue, 'id', mail.user)
  if (!row) throw new Refusal(403, 'otp_expired', 'Token has expired or is invalid')
  mail.used = true
  if (mail.type === 'email_change') return updateUser(query, catalogue, row.id, { email: mail.to, email_change: '' })
  return row['email_confirmed_at'] || row['phone_confirmed_at'] ? row : confirmUser(call, query, catalogue, row)
}
