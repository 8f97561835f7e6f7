import type { Effect, QueryEffect, Route } from '#model/app-model'
import { fieldsOf as writtenFields, leaves } from '#model/read/terms'
import { originsOf, type OriginTerm, type Term } from '#model/term'

export type FieldSource = 'params' | 'query' | 'body' | 'headers' | 'cookies' | 'files'

/** A value that a route reads from its request, and what becomes of it. */
export interface Field {
  readonly from: FieldSource
  /** `['items', '*', 'price']` for `body.items[i].price`. */
  readonly path: readonly string[]
  /** Tests that it has to pass: `zod enum`, `number`. */
  readonly checks: readonly string[]
  readonly columns: readonly FieldColumn[]
}

/** A column that a field is compared with or written to. */
export interface FieldColumn {
  readonly table: string
  readonly column: string
  readonly use: 'filter' | 'data'
}

const SOURCES: ReadonlySet<string> = new Set<FieldSource>(['params', 'query', 'body', 'headers', 'cookies', 'files'])

const TEXT_MEMBERS = new Set([
  'length',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'split',
  'replace',
  'slice',
  'toString',
  'map',
  'filter',
  'forEach',
  'reduce',
  'join',
  'includes',
  'some',
  'every',
  'find',
])

/** Every field that a route reads, in a stable order. */
export function routeFields(route: Route): readonly Field[] {
  const found = new Map<string, { field: Field; columns: Map<string, FieldColumn>; checks: Set<string> }>()
  const note = (origin: Pick<OriginTerm, 'from' | 'path' | 'checked'>, column?: FieldColumn): void => {
    if (!SOURCES.has(origin.from)) return
    // `q.length` and `q.trim` ask something of `q`.
    const asked = origin.path.at(-1) ?? ''
    const path = TEXT_MEMBERS.has(asked) && origin.path.length > 1 ? origin.path.slice(0, -1) : origin.path
    if (path.length === 0 || path.includes('')) return
    const key = `${origin.from}.${path.join('.')}`
    const entry = found.get(key) ?? {
      field: { from: origin.from as FieldSource, path, checks: [], columns: [] },
      columns: new Map<string, FieldColumn>(),
      checks: new Set<string>(),
    }
    found.set(key, entry)
    if (origin.checked && !/^(?:presence|text)$/.test(origin.checked)) entry.checks.add(origin.checked)
    if (column) entry.columns.set(`${column.use} ${column.table}.${column.column}`, column)
  }
  for (const input of route.inputs) note({ from: input.from, path: input.path, ...(input.checked && { checked: input.checked }) })
  for (const effect of route.effects) for (const [term, column] of uses(effect)) for (const origin of originsOf(term)) note(origin, column)
  return [...found.values()]
    .map(({ field, columns, checks }) => ({ ...field, columns: ownColumns(field, [...columns.values()]), checks: [...checks].toSorted() }))
    .filter((field, _, all) => !all.some(other => isPrefix(field, other)))
    .toSorted((a, b) => compare(`${a.from}.${a.path.join('.')}`, `${b.from}.${b.path.join('.')}`))
}

/** Of columns that were written together, the one that is called like the field. */
function ownColumns({ path }: Field, columns: readonly FieldColumn[]): readonly FieldColumn[] {
  const called = columns.filter(({ column, use }) => use === 'data' && bare(column) === bare(path.at(-1)))
  return columns.filter(one => one.use !== 'data' || called.every(({ table }) => table !== one.table) || called.includes(one))
}

const bare = (name: string | undefined): string => (name ?? '').replaceAll(/[_-]/g, '').toLowerCase()

const isPrefix = (a: Field, b: Field): boolean =>
  a !== b && a.from === b.from && a.path.length < b.path.length && a.path.every((part, index) => part === b.path[index])

function* uses(effect: Effect): Generator<readonly [Term, FieldColumn?]> {
  switch (effect.kind) {
    case 'query':
      yield* usesOfQuery(effect)
      break
    case 'send':
      yield [effect.input]
      break
    case 'compare':
      yield [effect.left]
      yield [effect.right]
      break
    case 'run':
      yield [effect.input]
      break
    case 'file':
      yield [effect.path]
      break
    case 'session':
      yield [effect.input]
      break
    case 'respond':
      yield [effect.body]
  }
  for (const { term } of effect.when) yield [term]
}

function* usesOfQuery(query: QueryEffect): Generator<readonly [Term, FieldColumn?]> {
  const { table } = query
  for (const { column, value } of query.filters)
    if (table === undefined) yield [value]
    else
      for (const origin of originsOf(value))
        yield isComparedWith(value, origin, table, column) ? [origin, columnOf(table, column, 'filter')] : [origin]
  if (query.sql) yield [query.sql]
  if (!query.data) return
  if (table !== undefined)
    for (const [column, value] of writtenFields(query.data))
      for (const leaf of leaves(value)) if (isDirect(leaf)) yield [leaf, columnOf(table, column, 'data')]
  yield [query.data]
}

/** Where values are put into a list before the statement is made, any of them may be the key: the one that is called so is. */
function isComparedWith(value: Term, { from, path }: OriginTerm, table: string, column: string): boolean {
  const asked = new Set([...originsOf(value)].filter(one => SOURCES.has(one.from)).map(one => `${one.from}.${one.path.join('.')}`))
  const names = [bare(column), bare(table).replace(/s$/, '') + bare(column)]
  return asked.size < 2 || from === 'params' || names.includes(bare(path.at(-1)))
}

/** The value itself, or one made from it alone: `Number(body.price)`. */
const isDirect = (term: Term): boolean => term.kind === 'origin' || (term.kind === 'computed' && [...originsOf(term)].length === 1)

/** `order_items.orderId` names a column of a related table. */
function columnOf(table: string, column: string, use: FieldColumn['use']): FieldColumn {
  const [related, own] = column.includes('.')
    ? [column.slice(0, column.lastIndexOf('.')), column.slice(column.lastIndexOf('.') + 1)]
    : [table, column]
  return { table: related, column: own, use }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
