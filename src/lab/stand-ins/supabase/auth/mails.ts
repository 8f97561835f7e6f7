import { createHash } from 'node:crypto'
import { text } from '../../fields.js'
import type { Challenge, Mail, MailType, Place } from '../state.js'
import type { AuthCall } from './call.js'
import type { UserRow } from './users.js'

/** Keeps the mail instead of sending it; `control('mails')` reads it. */
export async function sendMail(
  call: Pick<AuthCall, 'place' | 'origin' | 'request' | 'body'>,
  row: UserRow,
  type: MailType,
  more: { readonly challenge?: Challenge | undefined; readonly to?: string; readonly redirectTo?: string | undefined } = {},
): Promise<Mail> {
  const { run } = call.place
  const digest = createHash('sha256').update(run.name('otp')).digest()
  const token = String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0')
  const tokenHash = `${more.challenge ? 'pkce_' : ''}${digest.toString('hex').slice(0, 56)}`
  const redirectTo = allowedRedirect(
    call.place,
    more.redirectTo ?? call.request.query.get('redirect_to') ?? text(call.body['redirect_to']) ?? text(call.request.headers['redirect_to']),
  )
  const link = `${call.origin}/auth/v1/verify?token=${tokenHash}&type=${type}&redirect_to=${encodeURIComponent(redirectTo)}`
  const mail: Mail = {
    to: more.to ?? text(row['email']) ?? text(row['phone']) ?? '',
    type,
    token,
    tokenHash,
    link,
    user: row.id,
    redirectTo,
    at: run.seconds(),
    challenge: more.challenge,
    used: false,
  }
  run.state.mails.push(mail)
  return mail
}

/** Only addresses of the app are gone back to, as the project's allow list has it. */
export function allowedRedirect(place: Place, wanted: string | undefined): string {
  if (wanted === undefined) return place.world.appUrl
  const hosts = new Set(['localhost', '127.0.0.1'])
  for (const value of [place.world.appUrl, ...Object.values(place.world.env)]) {
    const host = hostOf(value)
    if (host !== undefined) hosts.add(host)
  }
  const host = hostOf(wanted)
  return host !== undefined && hosts.has(host) ? wanted : place.world.appUrl
}

function hostOf(value: string): string | undefined {
  return /^[a-z][\w+.-]*:\/\/[^/]/i.test(value) && URL.canParse(value) ? new URL(value).hostname : undefined
}
