/** What the database holds, as far as requests can name it. */
export interface Catalogue {
  /** By `schema.name`. */
  readonly tables: ReadonlyMap<string, Table>
  readonly byOid: ReadonlyMap<number, Table>
  readonly keys: readonly ForeignKey[]
  readonly routines: readonly Routine[]
  readonly schemas: ReadonlySet<string>
  /** Roles that a token may name. */
  readonly roles: ReadonlySet<string>
  /** `pgrst.*` of the connecting role: `db_aggregates_enabled`. */
  readonly settings: ReadonlyMap<string, string>
  /** Settings of each role that requests run under: `statement_timeout`. */
  readonly roleSettings: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export interface Table {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly view: boolean
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  /** Column sets of unique constraints and indexes without predicate, the primary key among them. */
  readonly unique: readonly (readonly string[])[]
}

export interface Column {
  readonly name: string
  readonly number: number
  /** As `format_type` writes it, qualified. */
  readonly type: string
  /** Default or identity expression; `undefined` for none. */
  readonly fallback: string | undefined
  /** For views: the table column that it shows. */
  readonly shows: { readonly table: number; readonly column: number } | undefined
}

export interface ForeignKey {
  readonly name: string
  readonly from: Table
  readonly to: Table
  readonly columns: readonly (readonly [from: string, to: string])[]
}

export interface Routine {
  readonly schema: string
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly volatility: 'volatile' | 'stable' | 'immutable'
  readonly set: boolean
  /** It says that it returns one row at most. */
  readonly one: boolean
  readonly returns: 'void' | 'scalar' | 'row'
  /** The table whose rows it returns. */
  readonly table: number | undefined
}

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly variadic: boolean
}
