import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect } from '../app-model.js'
import { isPrivate } from '../read/rows.js'
import { fieldsOf, isCallers, samePlace } from '../read/terms.js'
import { originsOf, type Term } from '../term.js'

/** Touches only what is the caller's: there is nothing to protect from somebody else. */
export function isItsOwnGuard(effect: Effect): boolean {
  if (effect.kind !== 'query' || effect.does === 'raw') return false
  return (
    effect.filters.some(filter => !filter.op.startsWith('or') && (isCallers(filter.value) || isGuest(filter.value))) ||
    (effect.does === 'create' && [...fieldsOf(effect.data)].some(([, value]) => isGuest(value)))
  )
}

/** A guest is known by a random name that their browser keeps. */
export const isGuest = (term: Term): boolean =>
  [...originsOf(term)].some(
    one => (one.from === 'cookies' || one.from === 'headers') && /cart|guest|visitor|anon|session|device/i.test(one.path.join('.')),
  )

export const GUEST = 'a guest is known by a name that their browser keeps'

/** A visitor gets a name that nobody guesses. */
const makesGuest = (query: QueryEffect): boolean =>
  query.does === 'create' &&
  /guest|visitor|anon|cart/i.test(query.table ?? '') &&
  [...fieldsOf(query.data)].some(([, value]) => value.kind === 'origin' && value.from === 'secret-random')

/** What hangs on rows that were found, or made, by the name of a guest; what everybody may see may be read beside it. */
export function isGuestsOwn(judged: readonly Effect[], queries: readonly QueryEffect[], tables: ReadonlyMap<string, Table>): boolean {
  const own = queries.filter(query => isItsOwnGuard(query) || makesGuest(query))
  const isOwnRow = (term: Term): boolean =>
    [...originsOf(term)].some(one => one.from === 'row' && own.some(query => one.at && samePlace(query.at, one.at)))
  return (
    own.some(query => query.filters.some(filter => isGuest(filter.value))) &&
    judged.every(
      effect =>
        effect.kind === 'query' &&
        (makesGuest(effect) ||
          effect.filters.some(filter => isOwnRow(filter.value)) ||
          (effect.does === 'create' && [...fieldsOf(effect.data)].some(([, value]) => isOwnRow(value))) ||
          (effect.does === 'read' && !isPrivate(effect.table ?? '', tables.get(effect.table ?? '')))),
    )
  )
}
