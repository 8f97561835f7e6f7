/** An error as the server sends it. */
export class MongoRefusal extends Error {
  readonly code: number
  readonly codeName: string
  readonly rest: Readonly<Record<string, unknown>>
  constructor(code: number, codeName: string, message: string, rest: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.codeName = codeName
    this.rest = rest
  }
}

export function answerOf(error: unknown): Record<string, unknown> {
  if (error instanceof MongoRefusal) return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.rest }
  return { ok: 0, errmsg: error instanceof Error ? error.message : String(error), code: 2, codeName: 'BadValue' }
}

export function conflict(): MongoRefusal {
  const message =
    'Caused by :: WriteConflict :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation.'
  return new MongoRefusal(112, 'WriteConflict', message, { errorLabels: ['TransientTransactionError'] })
}
