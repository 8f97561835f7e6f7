import type { OutsideAnswer } from '../../../stand-in.js'
import { json } from '../../answer.js'
import { isServerError, Refusal, type ServerError } from '../refusal.js'

/** Error bodies as PostgREST writes them. Source: https://docs.postgrest.org/en/stable/references/errors.html */
export function restError(error: unknown, signedIn: boolean): OutsideAnswer {
  if (error instanceof Refusal) return answer(error.status, error.code, error.message, error.details, error.hint, error.headers)
  if (isServerError(error)) return raised(error) ?? fromServer(error, signedIn)
  const message = error instanceof Error ? error.message : String(error)
  return answer(503, 'PGRST000', 'Could not connect with the database due to an unknown reason.', message, null)
}

function answer(
  status: number,
  code: string,
  message: string,
  details: unknown,
  hint: string | null,
  headers: Readonly<Record<string, string>> = {},
): OutsideAnswer {
  return json(status, { code, details, hint, message }, { 'content-type': 'application/json; charset=utf-8', ...headers })
}

function fromServer(error: ServerError, signedIn: boolean): OutsideAnswer {
  const status = statusOf(error, signedIn)
  const headers: Readonly<Record<string, string>> = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  return answer(status, error.code, error.message, error.detail ?? null, error.hint ?? null, headers)
}

/** `raise sqlstate 'PGRST'` and `raise sqlstate 'PT402'` choose their own answer. */
function raised(error: ServerError): OutsideAnswer | undefined {
  if (error.code === 'PGRST') {
    try {
      const body = JSON.parse(error.message) as { code: string; message: string; details?: string; hint?: string }
      const detail = JSON.parse(error.detail ?? '') as { status: number; headers?: Readonly<Record<string, string>> }
      return answer(detail.status, body.code, body.message, body.details ?? null, body.hint ?? null, detail.headers)
    } catch {
      return answer(500, 'PGRST121', 'Could not parse JSON in the "RAISE SQLSTATE \'PGRST\'" error', error.message, null)
    }
  }
  const chosen = /^PT(\d{3})$/.exec(error.code)?.[1]
  return chosen === undefined ? undefined : answer(Number(chosen), error.code, error.message, error.detail ?? null, error.hint ?? null)
}

const EXACT: ReadonlyMap<string, number> = new Map([
  ['23503', 409],
  ['23505', 409],
  ['25006', 405],
  ['42883', 404],
  ['42P01', 404],
  ['42P17', 500],
  ['53400', 500],
  ['57P01', 503],
  ['P0001', 400],
  ['22023', 400],
])

const CLASSES: ReadonlyMap<string, number> = new Map([
  ['08', 503],
  ['09', 500],
  ['0L', 403],
  ['0P', 403],
  ['25', 500],
  ['28', 403],
  ['2D', 500],
  ['38', 500],
  ['39', 500],
  ['3B', 500],
  ['40', 500],
  ['53', 503],
  ['54', 500],
  ['55', 500],
  ['57', 500],
  ['58', 500],
  ['F0', 500],
  ['HV', 500],
  ['P0', 500],
  ['XX', 500],
])

function statusOf(error: ServerError, signedIn: boolean): number {
  if (error.code === '42501') return signedIn ? 403 : 401
  return EXACT.get(error.code) ?? CLASSES.get(error.code.slice(0, 2)) ?? 400
}
