import { type OriginTerm, REQUEST_ORIGINS, type Term } from '../term.js'

/** After these checks nothing of the caller's own wording is left: a number, one of a list, a shape. */
const NARROW = /(?:^| )(?:number|boolean|date|enum|uuid|pattern|basename|isInt|isNumeric|isUUID|isMongoId|isIn|isAlphanumeric|isISO8601)$/
/** Ways to make a text of others that keep their wording. */
const KEEPS =
  /^(?:template|concat|\+|\|\||\?\?|&&|join|entry|element|made from|raw html|keys|index|\.(?!(?:length|size)$)\w+|call (?:concat|join|replace|replaceAll|split|substring|substr|at|pop|shift|padStart|padEnd|match|decodeURIComponent|decodeURI|unescape|atob|URL|searchParams|fromEntries|assign|parse|stringify|format|toString|render|wrap\w*|layout\w*|\w*[tT]emplate|build\w*|make\w*))$/

/** What a reader of texts may want to decide for itself. */
export interface Flow {
  /** Whether a value made so carries on what it was made of; undefined: the usual answer. */
  readonly keeps?: (how: string, of: readonly Term[]) => boolean | undefined
  /** Checks after which a value is harmless here, besides those that leave no wording. */
  readonly safe?: RegExp
}

/** Origins whose own wording is in a value: numbers, verdicts and what a library made of it are left out. */
export function* textsIn(term: Term, flow: Flow = {}): Generator<OriginTerm> {
  switch (term.kind) {
    case 'origin':
      if (!isNarrow(term) && !(term.checked !== undefined && flow.safe?.test(term.checked))) yield term
      return
    case 'object':
      for (const [, value] of term.entries) yield* textsIn(value, flow)
      for (const value of term.spread) yield* textsIn(value, flow)
      return
    case 'list':
      for (const item of term.items) yield* textsIn(item, flow)
      return
    case 'either':
      for (const part of term.of) yield* textsIn(part, flow)
      return
    case 'computed':
      if (!(flow.keeps?.(term.how, term.of) ?? KEEPS.test(term.how))) return
      // What stands under a key is not the key; of `a && b` only the last is ever a text.
      for (const part of term.how === '&&' ? term.of.slice(-1) : term.how === 'index' ? term.of.slice(0, 1) : term.of)
        yield* textsIn(part, flow)
  }
}

/** Only what looks like a number, a date, one of a list. */
export const isNarrow = (one: OriginTerm): boolean => one.checked !== undefined && NARROW.test(one.checked)

/** The caller's own wording in a value, where there is any. */
export function wording(term: Term, flow: Flow = {}): OriginTerm | undefined {
  return [...textsIn(term, flow)].find(one => REQUEST_ORIGINS.has(one.from))
}

/** Whether a value is checked so that only what the app expects passes: more than that there is one. */
export const isChecked = (one: OriginTerm): boolean => !isUnasked(one) && one.checked !== 'keys'

/** Nothing was asked of a value but that it is there, or that it is a text. */
export const isUnasked = (one: OriginTerm): boolean => one.checked === undefined || one.checked === 'presence' || one.checked === 'text'

/** Every place of an object, however deep, with the name it stands under. */
export function* entriesIn(term: Term, under = ''): Generator<readonly [string, Term]> {
  switch (term.kind) {
    case 'object':
      for (const [key, value] of term.entries) {
        yield [key, value]
        yield* entriesIn(value, key)
      }
      for (const value of term.spread) yield* entriesIn(value, under)
      return
    case 'list':
      for (const item of term.items) yield* entriesIn(item, under)
      return
    case 'either':
      for (const part of term.of) yield* entriesIn(part, under)
      return
    case 'computed':
      if (/^(?:\|\||\?\?|&&|made from)$/.test(term.how)) for (const part of term.of) yield* entriesIn(part, under)
  }
}
