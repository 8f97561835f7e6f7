/** How a throw-away database is opened. */
export interface EngineOptions {
  /** The server of engine `url`. */
  readonly url?: string
  /** Extensions that the app's SQL asks for; only the in-process engine must know them before it starts. */
  readonly extensions?: readonly string[]
  /** Where prepared data folders are kept between runs. */
  readonly folder?: string
  /** Longest that one statement may run, in milliseconds. */
  readonly timeout?: number
  /** Leaves the database behind when it is closed, to look at; engine `url` alone. */
  readonly keep?: boolean
  /** Statements that every run begins with; the in-process engine keeps what they make. */
  readonly prelude?: string
  /** Lines of `postgresql.conf`, for engine `embedded`. */
  readonly settings?: Readonly<Record<string, string>>
}

export const STATEMENT_LIMIT = 60_000
