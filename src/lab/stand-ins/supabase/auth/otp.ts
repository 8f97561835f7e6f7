import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields, text } from '../../fields.js'
import { Refusal } from '../refusal.js'
import { type AuthCall, challenge, inAuth } from './call.js'
import { sendMail } from './mails.js'
import { newUser, requireEmail } from './signup.js'
import { updateUser, userBy } from './users.js'

/** POST /otp and /magiclink: a link and six digits, for somebody new as well where that is allowed. */
export async function otp(call: AuthCall): Promise<OutsideAnswer> {
  const { run } = call.place
  const email = text(call.body['email'])?.toLowerCase()
  const phone = text(call.body['phone'])
  if (email === undefined && phone === undefined) throw new Refusal(400, 'validation_failed', 'One of email or phone must be set')
  if (email !== undefined) requireEmail(email)
  return inAuth(call, async (query, catalogue) => {
    const known = await userBy(query, catalogue, email !== undefined ? 'email' : 'phone', email ?? phone ?? '')
    if (!known && (call.body['create_user'] === false || !run.state.settings.signup))
      throw new Refusal(422, 'otp_disabled', 'Signups not allowed for otp')
    const row =
      known ??
      (await newUser(call, query, catalogue, {
        email,
        phone,
        provider: email !== undefined ? 'email' : 'phone',
        data: fields(call.body['data']),
      }))
    await sendMail(call, row, known ? 'magiclink' : 'signup', { challenge: challenge(call.body) })
    return json(200, phone !== undefined ? { message_id: run.uuid() } : {})
  })
}

/** POST /recover: the answer does not tell whether there is such a user. */
export async function recover(call: AuthCall): Promise<OutsideAnswer> {
  const email = text(call.body['email'])
  if (email === undefined) throw new Refusal(400, 'validation_failed', 'Password recovery requires an email')
  requireEmail(email)
  return inAuth(call, async (query, catalogue) => {
    const row = await userBy(query, catalogue, 'email', email)
    if (row) {
      await sendMail(call, row, 'recovery', { challenge: challenge(call.body) })
      await updateUser(query, catalogue, row.id, { recovery_sent_at: call.place.world.now() })
    }
    return json(200, {})
  })
}

/** POST /resend */
export async function resend(call: AuthCall): Promise<OutsideAnswer> {
  const email = text(call.body['email'])
  if (email === undefined) throw new Refusal(400, 'validation_failed', 'Type provided requires an email address')
  return inAuth(call, async (query, catalogue) => {
    const row = await userBy(query, catalogue, 'email', email)
    if (row && !row['email_confirmed_at']) await sendMail(call, row, 'signup', { challenge: challenge(call.body) })
    return json(200, {})
  })
}
