import { type Alternative, computed, either, library, type LibraryValue, literal, textOf, UNDEFINED, type Value } from '../value.js'

/** A piece of SQL that a tag made: it may stand in another one. */
export const fragment = (name: string, parts: readonly Value[]): LibraryValue => library(name, 'fragment', { parts })

/** A value that the library sends beside the text, so that it can never become a part of it. */
export const bound = (value: Value): LibraryValue => library('sql:bound', 'bound', { bound: value })

/** A table or a column put into the text by its name. */
export const identifier = (name: string): LibraryValue => library('sql:identifier', name, { identifier: name })

export const boundIn = (part: Value): Value | undefined => (part.k === 'library' ? (part.data['bound'] as Value | undefined) : undefined)
export const identifierIn = (part: Value): string | undefined =>
  part.k === 'library' && typeof part.data['identifier'] === 'string' ? part.data['identifier'] : undefined
const innerParts = (part: Value): readonly Value[] | undefined =>
  part.k === 'library' ? (part.data['parts'] as readonly Value[] | undefined) : undefined

/** A tag's text with its values: other pieces are opened, everything else is bound. */
export function taggedParts(quasis: readonly string[], values: readonly Value[]): Value[] {
  return quasis.flatMap((text, index) => {
    const value = values[index]
    const inside = value === undefined ? [] : isPiece(value) ? partsOf(value) : [bound(value)]
    return [literal(text), ...inside]
  })
}

const isPiece = (value: Value): boolean =>
  value.k === 'either'
    ? value.of.some(one => isPiece(one.value))
    : innerParts(value) !== undefined || identifierIn(value) !== undefined || boundIn(value) !== undefined

const JOINED = new Set(['template', 'concat', '+', 'call concat'])

/** The pieces of a text in order. Of several possible texts the shortest counts: it holds what every path holds. */
export function partsOf(value: Value): readonly Value[] {
  const inner = innerParts(value)
  if (inner) return inner.flatMap(partsOf)
  if (value.k === 'computed' && JOINED.has(value.how)) return value.of.flatMap(partsOf)
  if (value.k === 'computed' && value.how === '&&') return []
  if (value.k === 'computed' && (value.how === '||' || value.how === '??') && textOf(value.of[1]) !== undefined)
    return partsOf(value.of[0]!)
  if (value.k === 'either') {
    const texts = value.of
      .map(one => partsOf(one.value).map(part => held(one, part)))
      .filter(parts => !(parts.length === 1 && isNothing(parts[0]!)))
    return texts.sort((a, b) => lengthOf(a) - lengthOf(b))[0] ?? []
  }
  return isNothing(value) ? [] : [value]
}

/** What stands raw in any of several possible texts: the shortest one may be the harmless one. */
export function rawIn(value: Value): Value[] {
  const inner = innerParts(value)
  if (inner) return inner.flatMap(rawIn)
  if (value.k === 'either') return value.of.flatMap(one => rawIn(one.value).map(part => held(one, part)))
  if (value.k === 'computed' && (JOINED.has(value.how) || /^(?:\|\||\?\?|&&)$/.test(value.how)))
    return (value.how === '&&' ? value.of.slice(-1) : value.of).flatMap(rawIn)
  if (value.k === 'computed' && /^(?:\.length|number|call Number|\+\+)$/.test(value.how)) return []
  return value.k === 'literal' || identifierIn(value) !== undefined || boundIn(value) !== undefined ? [] : [value]
}

/** A part with what holds where it is chosen: in `LIST.includes(x) ? x : 'id'` the first `x` is one of a list. */
const held = ({ facts }: Alternative, part: Value): Value =>
  !facts.length || part.k === 'literal' || part.k === 'library' ? part : either([{ value: part, facts }])

/** The same part, whatever held where it was chosen. */
export const isSamePart = (a: Value, b: Value): boolean => chosen(a) === chosen(b)
const chosen = (part: Value): Value => (part.k === 'either' && part.of.length === 1 ? part.of[0]!.value : part)

const isNothing = (value: Value): boolean =>
  value.k === 'literal' && (value.value === undefined || value.value === null || value.value === false)
const lengthOf = (parts: readonly Value[]): number => parts.reduce((sum, part) => sum + (textOf(part)?.length ?? 8), 0)

/** The text as a value again: what is bound leaves a `?`, what is not stays to be seen. */
export function sqlOf(parts: readonly Value[]): Value {
  const merged: Value[] = []
  for (const part of parts) {
    const text = part.k === 'literal' ? String(part.value) : (identifierIn(part) ?? (boundIn(part) ? '?' : undefined))
    const last = textOf(merged.at(-1))
    if (text === '') continue
    if (text === undefined) merged.push(part)
    else if (last === undefined) merged.push(literal(text))
    else merged[merged.length - 1] = literal(last + text)
  }
  return merged.length === 1 ? merged[0]! : merged.length ? computed('template', merged) : UNDEFINED
}

/** Text goes into the statement that is neither written in the source nor bound. */
export const hasRaw = (parts: readonly Value[]): boolean =>
  parts.some(part => part.k !== 'literal' && identifierIn(part) === undefined && boundIn(part) === undefined)
