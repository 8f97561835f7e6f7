import type { Place } from '#base/place'

/** What was measured on a database filled to scale, with and without each index that could help. */
export interface Trials {
  /** Rows of the largest table. */
  readonly rows: number
  readonly queries: readonly QueryTrial[]
  readonly kept: readonly KeptIndex[]
  readonly rejected: readonly { readonly definition: string; readonly why: string }[]
  readonly redundant: readonly ExistingIndex[]
  readonly unused: readonly ExistingIndex[]
}

/** A query of the app, as far as it decides which rows are read. */
export interface TrialQuery {
  /** The same for the same place in the code. */
  readonly id: string
  /** Name in the database, with its schema when it is not `public`. */
  readonly table: string
  readonly does: 'read' | 'update' | 'delete'
  readonly filters: readonly TrialFilter[]
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[]
  readonly limit: number | undefined
  readonly offset: boolean
  readonly columns: readonly string[] | 'all'
  readonly count: boolean
  /** A whole statement with `$1` parameters, where the code has one. */
  readonly sql?: string
  readonly at: Place
  /** `GET /api/orders`. */
  readonly route?: string
  /** Asked once for each row of another list. */
  readonly loop: boolean
  /** Not asked by the code itself but by the database: to check a reference, or a policy. */
  readonly implied?: 'reference' | 'policy'
}

export interface TrialFilter {
  readonly column: string
  /** `search`: a part of the text is looked for, wherever it stands. */
  readonly op: 'equals' | 'in' | 'above' | 'below' | 'search' | 'null'
  /** The value that the code itself gives. */
  readonly literal?: string
  /** The column stands inside `lower(…)`. */
  readonly lower?: boolean
}

export interface Measured {
  /** Median of warm runs. */
  readonly ms: number
  /** `Seq Scan on orders, Sort` */
  readonly plan: string
  /** Rows looked at, those thrown away among them. */
  readonly rowsRead: number
}

export interface QueryTrial {
  readonly query: TrialQuery
  readonly sql: string
  readonly before: Measured
  readonly after: Measured
  /** Milliseconds without new indexes, by rows of the largest table. */
  readonly scaleMs: Readonly<Record<string, number>>
  /** A better way to ask the same, measured too. */
  readonly rewrite?: {
    readonly what: 'keyset' | 'estimate' | 'columns' | 'join'
    readonly sql: string
    readonly fromMs: number
    readonly ms: number
  }
}

export interface KeptIndex {
  readonly table: string
  /** As in `CREATE INDEX … ON …`: `orders ("userId", "createdAt" DESC)`. */
  readonly definition: string
  readonly columns: readonly string[]
  readonly using: 'btree' | 'gin'
  /** Ids of queries. */
  readonly serves: readonly string[]
  /** Milliseconds saved when each of them is asked once. */
  readonly gainMs: number
  readonly sizeBytes: number
  /** How much longer an insert takes. */
  readonly writeCostPercent: number
  readonly sql: string
}

export interface ExistingIndex {
  readonly table: string
  readonly name: string
  readonly definition: string
  readonly why: string
  readonly sizeBytes: number
}
