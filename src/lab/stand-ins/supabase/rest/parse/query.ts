import { Refusal } from '../../refusal.js'
import type { Condition } from './condition.js'
import { cursor, ended, quoted } from './cursor.js'
import { type Field, field } from './field.js'
import { parseFilter, parseLogic } from './filter.js'
import { type Order, parseOrder } from './order.js'
import { type Item, parseSelect } from './select.js'

/** The address of a request, read. */
export interface ParsedQuery {
  /** `undefined` when nothing was said: everything. */
  readonly select: readonly Item[] | undefined
  readonly parts: readonly QueryPart[]
  readonly columns: readonly string[] | undefined
  readonly onConflict: readonly string[] | undefined
}

/** A part of the query and the embedded resource that it is about: `posts.comments` is `['posts', 'comments']`. */
export type QueryPart = { readonly on: readonly string[] } & (
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'order'; readonly order: readonly Order[] }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'offset'; readonly count: number }
)

export function parseQuery(entries: Iterable<readonly [string, string]>): ParsedQuery {
  const parts: QueryPart[] = []
  let select: readonly Item[] | undefined
  let columns: readonly string[] | undefined
  let onConflict: readonly string[] | undefined
  for (const [key, value] of entries) {
    if (key === 'select') select = parseSelect(value)
    else if (key === 'columns') columns = names(value)
    else if (key === 'on_conflict') onConflict = names(value)
    else if (key !== 'apikey') {
      const found = part(key, value)
      if (found) parts.push(found)
    }
  }
  return { select, parts, columns, onConflict }
}

function part(key: string, value: string): QueryPart | undefined {
  const segments = split(key)
  const last = segments.at(-1) ?? ''
  const on = segments.slice(0, -1)
  if (last === 'order') return { on, kind: 'order', order: parseOrder(value) }
  if (last === 'limit' || last === 'offset') {
    const count = whole(value)
    return count === undefined ? undefined : { on, kind: last, count }
  }
  if (last === 'and' || last === 'or') {
    const not = on.at(-1) === 'not'
    return { on: not ? on.slice(0, -1) : on, kind: 'condition', condition: parseLogic(last, not, value) }
  }
  return { on, kind: 'condition', condition: parseFilter(column(last), value) }
}

/** What is no number is as if it were not there, as the server has it. */
const whole = (value: string) => (/^-?\d+$/.test(value) ? Number(value) : undefined)

/** Splits at dots that stand outside quotes and before any JSON path. */
function split(key: string): readonly string[] {
  const arrow = key.indexOf('->')
  const head = arrow < 0 ? key : key.slice(0, arrow)
  const parts = head.match(/(?:"(?:[^"\\]|\\.)*"|[^."])+/g) ?? [head]
  const segments = parts.map((text, index) => (index < parts.length - 1 ? unquote(text) : text))
  if (arrow >= 0) segments[segments.length - 1] += key.slice(arrow)
  return segments
}

function unquote(text: string): string {
  const from = cursor(text, 'name')
  const value = quoted(from)
  return value !== undefined && ended(from) ? value : text
}

function column(text: string): Field {
  const from = cursor(text, 'filter')
  const found = field(from)
  if (!ended(from)) {
    throw new Refusal(400, 'PGRST100', `"failed to parse tree path (${text})" (line 1, column ${from.at + 1})`, {
      details: `unexpected "${from.text[from.at]}" expecting field name`,
    })
  }
  return found
}

function names(text: string): readonly string[] {
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,"]+/g) ?? []
  return [...new Set(parts.map(part => unquote(part.trim())).filter(part => part !== ''))]
}
