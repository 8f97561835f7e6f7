import { type Cursor, cursor, ended, fail, match, need, take } from './cursor.js'
import { type Field, jsonPath, name } from './field.js'

/** One term of `order=`. */
export interface Order {
  /** The embedded to-one resource whose column decides: `order=author(name)`. */
  readonly relation: string | undefined
  readonly field: Field
  readonly direction: 'asc' | 'desc' | undefined
  readonly nulls: 'nullsfirst' | 'nullslast' | undefined
}

export function parseOrder(text: string): readonly Order[] {
  const from = cursor(text, 'order')
  const terms: Order[] = []
  do terms.push(term(from))
  while (take(from, ','))
  if (!ended(from)) fail(from, '"," or end of input')
  return terms
}

function term(from: Cursor): Order {
  const first = name(from)
  if (take(from, '(')) {
    const inner = name(from)
    const path = jsonPath(from)
    need(from, ')')
    return { relation: first, field: { name: inner, path }, ...direction(from) }
  }
  return { relation: undefined, field: { name: first, path: jsonPath(from) }, ...direction(from) }
}

function direction(from: Cursor): Pick<Order, 'direction' | 'nulls'> {
  const way = match(from, /\.(?:asc|desc)(?=$|[.,\s])/y)?.slice(1)
  const nulls = match(from, /\.nulls(?:first|last)(?=$|[,\s])/y)?.slice(1)
  match(from, /\s+/y)
  return { direction: way as Order['direction'], nulls: nulls as Order['nulls'] }
}
