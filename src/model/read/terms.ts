import type { Place } from '#base/place'
import { originsOf, type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'

/** Is the verified caller's: of the session, or of a row that was found by it. */
export const isCallers = (term: Term): boolean =>
  [...originsOf(term)].some(one => one.from === 'session' || one.from === 'event' || (one.from === 'row' && one.scoped === true))

/** The value that whoever calls chooses, where the term is one. */
export function chosen(term: Term): OriginTerm | undefined {
  return [...originsOf(term)].find(one => REQUEST_ORIGINS.has(one.from))
}

/** What a value is for a reader: `params.id`. */
export const spelled = (one: OriginTerm): string => [one.from, ...one.path.filter(part => part !== '*')].join('.')

export const samePlace = (a: Place, b: Place): boolean => a.file === b.file && a.line === b.line

/** Alternatives and their kin, one by one. */
export function* leaves(term: Term): Generator<Term> {
  if (term.kind === 'either' || (term.kind === 'computed' && /^(\|\||\?\?|&&)$/.test(term.how)))
    for (const part of term.of) yield* leaves(part)
  else yield term
}

/** A field of an object that is written, wherever it stands among alternatives. */
export function* fieldsOf(term: Term | undefined): Generator<readonly [string, Term]> {
  if (!term) return
  if (term.kind === 'object') {
    for (const [key, value] of term.entries) {
      if (/^\$(set|setOnInsert|inc|push|unset)$/.test(key)) yield* fieldsOf(value)
      else yield [key, value]
    }
    for (const part of term.spread) yield* fieldsOf(part)
  } else if (term.kind === 'list') for (const item of term.items) yield* fieldsOf(item)
  else if (term.kind === 'either') for (const part of term.of) yield* fieldsOf(part)
  // `...(name && { name })`
  else if (term.kind === 'computed' && term.how === '&&') yield* fieldsOf(term.of.at(-1))
}
