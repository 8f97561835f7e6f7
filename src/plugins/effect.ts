import type { Place, TrailStep } from '#base/place'
import type { Fact, Value } from './value.js'

/** What every recorded effect carries besides what the plugin says of it. */
export interface EffectContext {
  readonly at: Place
  readonly facts: readonly Fact[]
  readonly trail: readonly TrailStep[]
  /** Done on the way to the route, for whatever comes by: it is no part of what the route does. */
  onTheWay?: true
  readonly loop: { readonly at: Place; readonly over: Value; readonly bounded: boolean } | undefined
  swallowedBy: Place | undefined
  /** Inside a `catch`: it happens when something failed. */
  readonly caught: boolean
  /** What becomes of an error here: something catches it, whoever awaits gets it, or nobody waits for the promise. Undefined: nothing awaits it. */
  failure: 'handled' | 'thrown' | 'floating' | undefined
}

export interface LiveFilter {
  readonly column: string
  readonly op: string
  readonly value: Value
}

export interface LiveSort {
  readonly column: string
  readonly descending: boolean
}

/** A query while it is being built: builders go on adding to it. */
export interface LiveQuery {
  readonly kind: 'query'
  does: 'read' | 'create' | 'update' | 'upsert' | 'delete' | 'raw'
  table: string | undefined
  readonly via: string
  filters: LiveFilter[]
  /** Filters that a later one took the place of, and where it did. */
  replaced?: { readonly filters: readonly LiveFilter[]; readonly at: readonly Place[] }
  data: Value | undefined
  columns: string[] | undefined
  /** Columns left out of the answer. */
  omits?: readonly string[]
  /** Related rows that come whole with each row, as paths: `user`, `items.product`. */
  includes?: readonly string[]
  sort?: readonly LiveSort[]
  /** Rows are counted off before the answer begins: `skip`, `OFFSET`. */
  offset?: boolean
  /** Columns by which an upsert knows a row that is there. */
  conflict?: readonly string[]
  limited: boolean
  /** How many rows at most, where a value says so. */
  limit?: Value
  single: boolean
  sql: Value | undefined
  transaction: boolean
  returning: boolean
  rights: 'service' | 'user' | undefined
  errorRead: boolean | undefined
}

export type LiveAction =
  | LiveQuery
  | { readonly kind: 'send'; readonly service: string; readonly operation: string; readonly input: Value }
  | {
      readonly kind: 'respond'
      readonly how: 'json' | 'html' | 'text' | 'redirect' | 'render' | 'file' | 'empty'
      readonly status: number | undefined
      readonly body: Value
      readonly view?: string
    }
  | { readonly kind: 'run'; readonly what: 'code' | 'shell' | 'deserialize' | 'xml' | 'xpath' | 'pattern'; readonly input: Value }
  | { readonly kind: 'file'; readonly does: 'read' | 'write' | 'delete'; readonly path: Value }
  | {
      readonly kind: 'session'
      readonly does: 'create' | 'destroy' | 'regenerate' | 'cookie'
      readonly input: Value
      readonly options: Value | undefined
    }
  | { readonly kind: 'log'; readonly logger: string; readonly values: readonly Value[] }
  | { readonly kind: 'compare'; readonly left: Value; readonly right: Value; readonly plain?: true }

export type LiveEffect = LiveAction & EffectContext

export function query(via: string, does: LiveQuery['does'], table: string | undefined, more: Partial<LiveQuery> = {}): LiveQuery {
  return {
    kind: 'query',
    does,
    table,
    via,
    filters: [],
    data: undefined,
    columns: undefined,
    limited: false,
    single: false,
    sql: undefined,
    transaction: false,
    returning: false,
    rights: undefined,
    errorRead: undefined,
    ...more,
  }
}
