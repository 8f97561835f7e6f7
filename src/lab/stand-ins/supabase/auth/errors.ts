import type { OutsideAnswer, OutsideRequest } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { fields } from '../../fields.js'
import { Refusal } from '../refusal.js'

const VERSION = 'x-supabase-api-version'

/** Error bodies as GoTrue writes them: the newer form for clients that say they know it. */
export function authError(error: unknown, request: OutsideRequest): OutsideAnswer {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, 'unexpected_failure', 'Unexpected failure, please check server logs for more information', {
          details: String(error),
        })
  const { status, code, message, headers } = refusal
  const more = fields(refusal.details)
  const asked = request.headers[VERSION] ?? ''
  if (asked >= '2024-01-01') return json(status, { code, message, ...more }, { [VERSION]: '2024-01-01', ...headers })
  return json(status, { code: status, error_code: code, msg: message, ...more }, headers)
}
