/** An answer that is an error, in the words of the service that gives it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: unknown
  readonly hint: string | null
  readonly headers: Readonly<Record<string, string>>
  constructor(
    status: number,
    code: string,
    message: string,
    more: { details?: unknown; hint?: string | null; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.details = more.details ?? null
    this.hint = more.hint ?? null
    this.headers = more.headers ?? {}
  }
}

/** What the real service may do and the stand-in does not: a probe that meets it has tested nothing. */
export const NOT_EMULATED = 'SW501'

export function notEmulated(what: string): Refusal {
  return new Refusal(501, NOT_EMULATED, `The lab's Supabase does not do this: ${what}`, { hint: 'The result is "not tested".' })
}

/** What `pg` throws when the server refused a statement. */
export interface ServerError extends Error {
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  readonly constraint?: string
  readonly table?: string
}

export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code)) && 'severity' in error
}
