import type { Field } from './field.js'

/** What must hold of a row. */
export type Condition = Test | Logic

export interface Logic {
  readonly kind: 'logic'
  readonly not: boolean
  readonly joins: 'and' | 'or'
  readonly parts: readonly Condition[]
}

export interface Test {
  readonly kind: 'test'
  readonly field: Field
  readonly not: boolean
  readonly operation: Operation
}

export type Operation =
  | { readonly kind: 'compare'; readonly operator: string; readonly value: string }
  /** `eq(any).{1,2}` */
  | { readonly kind: 'quantified'; readonly operator: string; readonly each: 'any' | 'all'; readonly value: string }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'is'; readonly value: 'null' | 'not_null' | 'true' | 'false' | 'unknown' }
  | { readonly kind: 'search'; readonly make: string; readonly language: string | undefined; readonly value: string }

/** Operators with one operand, in the spelling of the database. Source: https://docs.postgrest.org/en/stable/references/api/tables_views.html#operators */
export const OPERATORS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['neq', '<>'],
  ['gt', '>'],
  ['gte', '>='],
  ['lt', '<'],
  ['lte', '<='],
  ['like', 'like'],
  ['ilike', 'ilike'],
  ['match', '~'],
  ['imatch', '~*'],
  ['isdistinct', 'is distinct from'],
  ['cs', '@>'],
  ['cd', '<@'],
  ['ov', '&&'],
  ['sl', '<<'],
  ['sr', '>>'],
  ['nxr', '&<'],
  ['nxl', '&>'],
  ['adj', '-|-'],
])

/** Those that take `(any)` and `(all)`. */
export const QUANTIFIED: ReadonlySet<string> = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'like', 'ilike', 'match', 'imatch'])

export const SEARCHES: ReadonlyMap<string, string> = new Map([
  ['fts', 'to_tsquery'],
  ['plfts', 'plainto_tsquery'],
  ['phfts', 'phraseto_tsquery'],
  ['wfts', 'websearch_to_tsquery'],
])
