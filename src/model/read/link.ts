import type { QueryEffect } from '../app-model.js'
import { chosen } from './terms.js'

/** A column whose value nobody guesses: whoever has the link may see what it points to. */
const UNGUESSABLE = /token|secret|hash|key|code|uuid|guid|nonce|share|public_?id/i

/** Found by a text that nobody guesses. */
export function isByLink(query: QueryEffect): boolean {
  return query.filters.some(filter => filter.op === '=' && UNGUESSABLE.test(filter.column) && chosen(filter.value) !== undefined)
}
