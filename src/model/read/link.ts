import type { QueryEffect } from '../app-model.js'
import { chosen } from './terms.js'

/** A column whose value nobody guesses: whoever has the link may see what it points to. */
const UNGUESSABLE = /token|secret|hash|key|code|uuid|guid|nonce|share|public_?id/i

/** Found by a text that nobody guesses: by its column, by what the request calls it, or because an invitation is a link. */
export function isByLink(query: QueryEffect): boolean {
  return query.filters.some(filter => {
    const asked = filter.op === '=' ? chosen(filter.value) : undefined
    if (!asked) return false
    if (UNGUESSABLE.test(filter.column)) return true
    return (
      /^_?id$/.test(filter.column) &&
      (/token|secret|nonce/i.test(asked.path.at(-1) ?? '') || /^(?:\w+_)?invit(?:e|ation)s?$/i.test(query.table ?? ''))
    )
  })
}
