/** A table as the running database describes it: all that a row must respect. */
export interface TableShape {
  readonly schema: string
  readonly name: string
  /** Quoted, with its schema. */
  readonly sql: string
  readonly columns: readonly ColumnShape[]
  readonly primaryKey: readonly string[]
  /** Column lists of unique indexes without the primary key; partial and expression indexes leave `columns` empty. */
  readonly uniques: readonly { readonly columns: readonly string[] }[]
  readonly checks: readonly CheckShape[]
  readonly foreignKeys: readonly KeyShape[]
  /** Rows that are there before anything is planted. */
  readonly rows: number
}

export interface ColumnShape {
  readonly name: string
  /** As `format_type` prints it: what a value is cast to. */
  readonly type: string
  /** The plain type below domains and arrays: `text`, `int4`, `uuid`. */
  readonly base: string
  readonly array: boolean
  readonly nullable: boolean
  /** The database makes it: a sequence, an identity, a generated column. */
  readonly made: 'sequence' | 'generated' | undefined
  readonly default: string | undefined
  readonly enum: readonly string[] | undefined
  /** `varchar(20)`, `vector(3)`: the number in parentheses. */
  readonly size: number | undefined
  /** Decimals of a `numeric(10, 2)`. */
  readonly scale: number | undefined
  /** Conditions of the domain, on `VALUE`. */
  readonly domainChecks: readonly string[]
}

export interface CheckShape {
  readonly name: string
  readonly columns: readonly string[]
  /** The condition alone. */
  readonly condition: string
}

export interface KeyShape {
  readonly columns: readonly string[]
  readonly schema: string
  readonly table: string
  readonly references: readonly string[]
  readonly cascade: boolean
}

/** `schema.name`, the identity of a table here. */
export const nameOf = (table: { readonly schema: string; readonly name: string }): string => `${table.schema}.${table.name}`

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`

export const columnOf = (table: TableShape, name: string): ColumnShape | undefined => table.columns.find(column => column.name === name)

/** Whether one column alone tells rows apart. */
export const isUnique = (table: TableShape, column: string): boolean =>
  (table.primaryKey.length === 1 && table.primaryKey[0] === column) ||
  table.uniques.some(unique => unique.columns.length === 1 && unique.columns[0] === column)
