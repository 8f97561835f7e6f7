import { type Condition, type Logic, OPERATORS, type Operation, QUANTIFIED, SEARCHES } from './condition.js'
import { type Cursor, cursor, ended, fail, match, need, quoted, spaces, take } from './cursor.js'
import { type Field, field } from './field.js'

/** `eq.5`, `not.in.(1,2)`: the value of a filter in the address. */
export function parseFilter(of: Field, text: string): Condition {
  const from = cursor(text, 'filter')
  return { kind: 'test', field: of, ...test(from, false) }
}

/** `(a.eq.1,or(b.is.null,c.gt.2))`: what `and=`, `or=`, `not.or=` say. */
export function parseLogic(joins: 'and' | 'or', not: boolean, text: string): Logic {
  const from = cursor(text, 'logic tree')
  const parts = tree(from)
  if (!ended(from)) fail(from, '")" or end of input')
  return { kind: 'logic', not, joins, parts }
}

function tree(from: Cursor): readonly Condition[] {
  spaces(from)
  need(from, '(')
  const parts: Condition[] = []
  do parts.push(part(from))
  while (take(from, ','))
  need(from, ')')
  spaces(from)
  return parts
}

function part(from: Cursor): Condition {
  spaces(from)
  const opening = match(from, /(?:not\.)?(?:and|or)(?=\()/y)
  if (opening) return { kind: 'logic', not: opening.startsWith('not.'), joins: opening.endsWith('and') ? 'and' : 'or', parts: tree(from) }
  const of = field(from)
  need(from, '.')
  const found = { kind: 'test', field: of, ...test(from, true) } as const
  spaces(from)
  return found
}

const KNOWN = 'operator (eq, gt, ...)'

/** Inside a tree, a value ends at a comma or a bracket; outside, it takes everything. */
function test(from: Cursor, nested: boolean): { readonly not: boolean; readonly operation: Operation } {
  const not = take(from, 'not.')
  const start = from.at
  const word = match(from, /[a-z]+/y) ?? fail(from, not ? KNOWN : `"not" or ${KNOWN}`)
  const modifier = match(from, /\([^()]*\)(?=\.)/y)?.slice(1, -1)
  if (!take(from, '.')) fail({ ...from, at: OPERATORS.has(word) ? from.at : start }, OPERATORS.has(word) ? '"."' : `"not" or ${KNOWN}`)
  const make = SEARCHES.get(word)
  if (make) return { not, operation: { kind: 'search', make, language: modifier, value: value(from, nested) } }
  if (word === 'in') return { not, operation: { kind: 'in', values: values(from) } }
  if (word === 'is') return { not, operation: { kind: 'is', value: truth(from) } }
  const operator = OPERATORS.get(word)
  if (!operator) return fail({ ...from, at: start }, not ? KNOWN : `"not" or ${KNOWN}`)
  if (modifier === undefined) return { not, operation: { kind: 'compare', operator, value: value(from, nested) } }
  if (!QUANTIFIED.has(word) || (modifier !== 'any' && modifier !== 'all')) return fail({ ...from, at: start }, KNOWN)
  return { not, operation: { kind: 'quantified', operator, each: modifier, value: value(from, nested) } }
}

function truth(from: Cursor): 'null' | 'not_null' | 'true' | 'false' | 'unknown' {
  const word = match(from, /not_null|null|true|false|unknown/iy)?.toLowerCase()
  if (word === undefined || !/^$|[,)\s]/.test(from.text[from.at] ?? '')) return fail(from, 'null or trilean value (unknown, true, false)')
  return word as 'null'
}

function value(from: Cursor, nested: boolean): string {
  if (!nested) {
    const rest = from.text.slice(from.at)
    from.at = from.text.length
    return rest
  }
  const text = quoted(from)
  if (text !== undefined) return text
  return match(from, /\{[^{}]*\}/y) ?? match(from, /[^,)]*/y) ?? ''
}

function values(from: Cursor): readonly string[] {
  spaces(from)
  need(from, '(')
  const found: string[] = []
  if (!take(from, ')')) {
    do {
      spaces(from)
      found.push(quoted(from) ?? match(from, /[^,)]*/y) ?? '')
      spaces(from)
    } while (take(from, ','))
    need(from, ')')
  }
  return found
}
