import type { OutsideAnswer } from '../../../stand-in.js'
import { text } from '../../fields.js'
import type { Query } from '../connection.js'
import { Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { Challenge } from '../state.js'
import { type AuthCall, inAuth } from './call.js'
import { allowedRedirect } from './mails.js'
import { openSession } from './session.js'
import { confirmUser, newUser } from './signup.js'
import { userBy, type UserRow } from './users.js'

/** GET /authorize: the provider is not asked; the user that `control('provider')` chose comes straight back. */
export async function authorize(call: AuthCall): Promise<OutsideAnswer> {
  const { query: asked } = call.request
  const provider = asked.get('provider')
  if (!provider) throw new Refusal(400, 'validation_failed', 'Unsupported provider: Provider could not be found')
  const back = allowedRedirect(call.place, asked.get('redirect_to') ?? undefined)
  const value = asked.get('code_challenge')
  return inAuth(call, async (query, catalogue) => {
    const row = await providerUser(call, query, catalogue, provider, call.place.run.state.provider)
    const challenge = value ? { value, method: (asked.get('code_challenge_method') ?? 'plain').toLowerCase() } : undefined
    return redirectBack(call, query, catalogue, row, back, 'oauth', challenge)
  })
}

/** To the app: with a code where a challenge was given, else with the tokens behind the hash. */
export async function redirectBack(
  call: AuthCall,
  query: Query,
  catalogue: Catalogue,
  row: UserRow,
  back: string,
  method: string,
  challenge: Challenge | undefined,
  type?: string,
): Promise<OutsideAnswer> {
  const url = new URL(back)
  if (challenge) {
    const code = call.place.run.uuid()
    call.place.run.state.codes.set(code, { user: row.id, method, challenge })
    url.searchParams.set('code', code)
  } else {
    const session = await openSession(call, query, catalogue, row, method)
    const parts = new URLSearchParams()
    for (const name of ['access_token', 'expires_at', 'expires_in', 'refresh_token', 'token_type']) parts.set(name, String(session[name]))
    if (type !== undefined) parts.set('type', type)
    url.hash = parts.toString()
  }
  return { status: type === undefined ? 302 : 303, headers: { location: url.toString() }, body: '' }
}

export async function providerUser(
  call: Pick<AuthCall, 'place'>,
  query: Query,
  catalogue: Catalogue,
  provider: string,
  person: { readonly email: string; readonly name: string },
): Promise<UserRow> {
  const email = text(person.email)?.toLowerCase() ?? ''
  const known = await userBy(query, catalogue, 'email', email)
  if (known) return known
  const data = {
    email,
    email_verified: true,
    full_name: person.name,
    name: person.name,
    iss: `https://${provider}.example`,
    sub: call.place.run.uuid(),
  }
  return confirmUser(call, query, catalogue, await newUser(call, query, catalogue, { email, provider, data }))
}
