import type { Place } from '#base/place'

/** One statement of the app's code, as far as the code fixes it, with the database's own names. */
export interface CodeStatement {
  /** The same for the same place and the same alternative. */
  readonly id: string
  readonly at: Place
  /** `POST /api/orders`. */
  readonly route?: string
  /** Which library sends it: `supabase`, `prisma`, `pg`, … */
  readonly via: string
  readonly does: 'select' | 'insert' | 'update' | 'upsert' | 'delete' | 'call' | 'text'
  /** With its schema when that is not `public`. */
  readonly table?: string
  /** Asked back. */
  readonly columns: readonly string[]
  readonly filters: readonly CodeFilter[]
  readonly values: readonly CodeValue[]
  /** Nothing is written but `values`. */
  readonly whole: boolean
  /** Columns by which an upsert knows a row that is there. */
  readonly conflict?: readonly string[]
  /** For `call`: a function with the arguments of `values`. */
  readonly name?: string
  /** For `text`: the statement as written, parameters as `$1`. */
  readonly sql?: string
}

export interface CodeFilter {
  readonly column: string
  readonly op: '=' | 'in' | 'other'
  /** Values that the code itself gives; none where it gives others. */
  readonly literals: readonly Literal[]
}

export interface CodeValue {
  readonly column: string
  /** Values that the code itself gives, by the path taken. */
  readonly literals: readonly Literal[]
  /** It has no other value than these. */
  readonly certain: boolean
}

export type Literal = string | number | boolean | null

/** A statement that the schema cannot accept, whatever the data. */
export interface Rejection {
  readonly statement: CodeStatement
  readonly kind:
    | 'missing-table'
    | 'missing-column'
    | 'missing-function'
    | 'forbidden-value'
    | 'mistyped-value'
    | 'missing-value'
    | 'generated-value'
    | 'no-unique-key'
    | 'refused-text'
  /** The table or function. */
  readonly on: string
  readonly column?: string
  readonly value?: string
  /** What the schema would take: the check's condition, the type, the function's arguments. */
  readonly wants?: string
  /** What was tried. */
  readonly sql: string
  /** SQLSTATE. */
  readonly code: string
  /** The database's own words. */
  readonly message: string
}

/** What trying every statement came to. */
export interface StatementTrials {
  readonly tried: number
  readonly rejections: readonly Rejection[]
  /** Statements of which nothing can be said, by reason. */
  readonly unknown: readonly { readonly at: Place; readonly why: string }[]
}
