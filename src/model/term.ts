import type { Place } from '#base/place'
import { type OriginKind, REQUEST_ORIGINS } from '#facts/origin'

/**
 * What is known of a value, as plain data: where it comes from. Nearly every check follows from this.
 * The interpreter's live values are turned into terms when the model is built.
 */
export type Term =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | OriginTerm
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Term])[]; readonly spread: readonly Term[] }
  | { readonly kind: 'list'; readonly items: readonly Term[] }
  /** Made from other values: `how` is `template`, `concat`, an operator, or `call name`. */
  | { readonly kind: 'computed'; readonly how: string; readonly of: readonly Term[]; readonly at?: Place }
  /** One of several, by the path taken. */
  | { readonly kind: 'either'; readonly of: readonly Term[] }
  | { readonly kind: 'unknown' }

export interface OriginTerm {
  readonly kind: 'origin'
  readonly from: OriginKind
  /** Property path below the origin: `['items', '*', 'price']` for `body.items[i].price`. */
  readonly path: readonly string[]
  /** For `row`: the table. For `env`: the variable. For `service`: the service. For `body`: `raw` while it is the bytes as they came. */
  readonly name?: string
  /** For `row`: place of the query that read it. For `random`: where it was drawn. */
  readonly at?: Place
  /** For `row`: found by the caller's session, so it is the caller's own. */
  readonly scoped?: boolean
  /** A schema or an explicit test has accepted the value: `zod`, `number`, `enum`, `pattern`, …; `presence`: only that there is one. An error: `expected` where its kind was asked, `development` where only developers see it. */
  readonly checked?: string
  /** For `row`: columns that were taken out. */
  readonly without?: readonly string[]
}

// Checks ask this of the same terms again and again.
const known = new WeakMap<Term, readonly OriginTerm[]>()

/** Every origin inside a term, in order. */
export function originsOf(term: Term): readonly OriginTerm[] {
  if (term.kind === 'literal' || term.kind === 'unknown') return NO_ORIGINS
  let origins = known.get(term)
  if (!origins) {
    const found: OriginTerm[] = []
    collect(term, found)
    known.set(term, (origins = found))
  }
  return origins
}

const NO_ORIGINS: readonly OriginTerm[] = []

function collect(term: Term, into: OriginTerm[]): void {
  switch (term.kind) {
    case 'origin':
      into.push(term)
      return
    case 'object':
      for (const entry of term.entries) collect(entry[1], into)
      for (const value of term.spread) collect(value, into)
      return
    case 'list':
      for (const item of term.items) collect(item, into)
      return
    case 'computed':
    case 'either':
      for (const part of term.of) collect(part, into)
  }
}

export { type OriginKind, REQUEST_ORIGINS }
