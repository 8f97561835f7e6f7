/** What one SQL statement of the app's code does. */
export interface Statement {
  readonly does: 'read' | 'create' | 'update' | 'delete' | 'upsert' | 'raw'
  /** Names as the catalogue has them; the written table first. */
  readonly tables: readonly string[]
  readonly filters: readonly StatementFilter[]
  /** Columns asked for, by `SELECT` or `RETURNING`. */
  readonly columns: readonly string[] | 'all'
  /** A limit, or aggregates alone: the answer's size does not grow with the table. */
  readonly limited: boolean
  /** The placeholder that says how many rows at most, from 1. */
  readonly limit?: number
  /** The order asked for, where it is made of the main table's columns. */
  readonly sort?: readonly { readonly column: string; readonly descending: boolean }[]
  /** `OFFSET` by anything but a plain 0. */
  readonly offset?: boolean
  /** Columns written. */
  readonly writes: readonly string[]
  readonly values: readonly StatementValue[]
  readonly returning: boolean
  /** What happens to a row that is already there. */
  readonly conflict: 'nothing' | 'update' | undefined
  /** Every placeholder as written; `parameter` counts them from 1. */
  readonly placeholders: readonly string[]
}

export interface StatementFilter {
  readonly column: string
  /** The column's table, where the statement tells. */
  readonly table: string | undefined
  /** `=`, `in`, `like`, `<`, `is null`, …, lower case. */
  readonly op: string
  /** The placeholder compared with, from 1 as in `$1`; `literal` for a constant. Left out for anything else. */
  readonly parameter?: number | 'literal'
  /** The column it is joined with: `orders.id`. */
  readonly joined?: string
  /** Stands under OR or NOT, so it does not narrow the answer by itself. */
  readonly optional?: true
  /** Belongs to a query inside this one. */
  readonly nested?: true
}

export interface StatementValue {
  readonly column: string
  readonly parameter: number | 'literal' | undefined
}
