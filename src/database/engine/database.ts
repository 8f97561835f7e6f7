/** How a throw-away Postgres is run. */
export type EngineName = 'pglite' | 'embedded' | 'url'

/** One connection. Statements run one after another. */
export interface Session {
  /** One statement with `$1` parameters. Rows as objects, values as the driver gives them. Throws `DatabaseError`. */
  query<Row = Record<string, unknown>>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>>
  /** Any number of statements without parameters, stopping at the first that fails. */
  run(sql: string): Promise<void>
}

export interface Answer<Row = Record<string, unknown>> {
  readonly rows: readonly Row[]
  /** Rows returned or changed. */
  readonly count: number
}

/** A throw-away Postgres database of ours; nothing in it is anybody's. */
export interface Database extends Session {
  readonly engine: EngineName
  /** `17.5` */
  readonly version: string
  /** For an app or a second connection; `undefined` in-process. */
  readonly url: string | undefined
  /** Another connection, for locks and races; `undefined` where the engine has one backend. */
  connect: (() => Promise<Session & { close(): Promise<void> }>) | undefined
  /** Inside one transaction that is always rolled back. Savepoints inside are the caller's. */
  rehearse<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  /** From now on a statement that runs longer is ended with code `57014`; in-process that ends the database, and `reset` gives a new one. */
  limit(milliseconds: number): void
  /** Everything gone, as just opened. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** Postgres refused a statement. Source: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export class DatabaseError extends Error {
  /** SQLSTATE, five characters. */
  readonly code: string
  readonly detail: string | undefined
  readonly hint: string | undefined
  /** Character in the statement, from 1. */
  readonly position: number | undefined
  constructor(
    message: string,
    fields: { code: string; detail?: string | undefined; hint?: string | undefined; position?: number | undefined },
  ) {
    super(message)
    this.name = 'DatabaseError'
    this.code = fields.code
    this.detail = fields.detail
    this.hint = fields.hint
    this.position = fields.position
  }
}
