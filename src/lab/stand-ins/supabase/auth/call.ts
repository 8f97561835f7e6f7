import type { OutsideRequest } from '../../../stand-in.js'
import { type Fields, text } from '../../fields.js'
import type { Query } from '../connection.js'
import { isServerError, Refusal } from '../refusal.js'
import type { Catalogue } from '../rest/schema/catalogue.js'
import type { Challenge, Place } from '../state.js'
import type { Who } from '../who.js'

/** One request to the auth service. */
export interface AuthCall {
  readonly request: OutsideRequest
  readonly body: Fields
  readonly place: Place
  /** The bearer of the token, if it was a valid one. */
  readonly who: Who | undefined
  /** `https://<ref>.supabase.co` as the client wrote it. */
  readonly origin: string
}

/** Works in the database as the auth service does: its own role, its own search path. A trigger that trusts another path fails here too. */
export async function inAuth<Result>(
  call: Pick<AuthCall, 'place'>,
  work: (query: Query, catalogue: Catalogue) => Promise<Result>,
): Promise<Result> {
  const { backend, run } = call.place
  try {
    return await backend.withCatalogue(catalogue =>
      backend.connection.transaction(async query => {
        // Row rules are on for these tables: the service sees rows only where it owns them, as it does on the platform.
        const { rows } = await query<{ owner: string }>(
          `select pg_get_userbyid(relowner) as owner from pg_class where oid = 'auth.users'::regclass`,
        )
        if (rows[0]?.owner === 'supabase_auth_admin') await query(`select set_config('role', 'supabase_auth_admin', true)`)
        await query(`select set_config('search_path', 'auth', true)`)
        return work(query, catalogue)
      }),
    )
  } catch (error) {
    if (!isServerError(error)) throw error
    run.state.troubles.push(`${error.code} ${error.message}`)
    if (error.code === '23505' && /users|identities/.test(error.table ?? ''))
      throw new Refusal(422, 'user_already_exists', 'User already registered')
    if (error.code === '22P02') throw new Refusal(404, 'validation_failed', error.message)
    throw new Refusal(500, 'unexpected_failure', 'Database error saving new user', { details: `${error.code} ${error.message}` })
  }
}

export function challenge(body: Fields): Challenge | undefined {
  const value = text(body['code_challenge'])
  return value === undefined ? undefined : { value, method: text(body['code_challenge_method'])?.toLowerCase() ?? 'plain' }
}
