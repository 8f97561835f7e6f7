import { readStatement } from '#database/sql'
import type { LiveFilter, LiveSort } from '../effect.js'
import type { LibraryCall } from '../plugin.js'

import { fragment, hasRaw, partsOf, sqlOf } from '../sql-clients/parts.js'
import { readable } from '../sql-clients/readable.js'
import { computed, library, UNDEFINED, type Value } from '../value.js'
import { isColumn, tableName } from './table.js'

/** A filter that knows its table, as long as it is not known which query it stands in. */
interface TableFilter extends LiveFilter {
  readonly table: string | undefined
}

const OPERATORS: Readonly<Record<string, string>> = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: 'like',
  ilike: 'like',
  notLike: 'not like',
  notIlike: 'not like',
  inArray: 'in',
  notInArray: 'not in',
  isNull: 'is null',
  isNotNull: 'is not null',
  between: 'between',
  notBetween: 'not',
  arrayContains: 'in',
  arrayContained: 'in',
  arrayOverlaps: 'in',
}
const ORDER = new Set(['desc', 'asc', 'count', 'countDistinct', 'sum', 'sumDistinct', 'avg', 'max', 'min', 'cosineDistance', 'l2Distance'])

function ordered(method: string, args: readonly Value[]): Value {
  const made = fragment('drizzle:sql', [...args])
  const [column] = args
  if ((method !== 'desc' && method !== 'asc') || made.k !== 'library' || !column || !isColumn(column)) return made
  return { ...made, data: { ...made.data, sort: { column: String(column.data['column']), descending: method === 'desc' } } }
}

/** What `orderBy` is given: a column, `desc(orders.createdAt)`, or a function or list of such. */
export function sortTerms(value: Value): LiveSort[] {
  if (value.k === 'list') return value.items.flatMap(sortTerms)
  if (isColumn(value)) return [{ column: String(value.data['column']), descending: false }]
  return value.k === 'library' && value.data['sort'] ? [value.data['sort'] as LiveSort] : []
}

/** `eq(orders.userId, user.id)`, `and(…)`, `or(…)`. https://orm.drizzle.team/docs/operators */
export function conditionCall(call: LibraryCall): Value | undefined {
  const { method, args } = call
  const op = OPERATORS[method]
  if (op) {
    const [left, right = UNDEFINED] = args
    return condition(left && isColumn(left) ? compared(left, op, right) : isColumn(right) && left ? compared(right, op, left) : [])
  }
  switch (method) {
    case 'and':
      return condition(args.flatMap(conditionsOf))
    case 'or': {
      const inside = args.filter(arg => !(arg.k === 'literal'))
      return condition(inside.length > 1 || inside.some(arg => arg.k !== 'library') ? marked(args, 'or') : args.flatMap(conditionsOf))
    }
    case 'not':
      return condition(marked(args, 'not'))
    case 'exists':
    case 'notExists':
      return condition([])
    default:
      return ORDER.has(method) ? ordered(method, args) : undefined
  }
}

const condition = (filters: readonly TableFilter[]): Value => library('drizzle:condition', 'condition', { filters })
const marked = (args: readonly Value[], mark: string): TableFilter[] =>
  args.flatMap(conditionsOf).map(filter => ({ ...filter, op: `${mark} ${filter.op.replace(/^or /, '')}` }))

function compared(column: Value, op: string, value: Value): TableFilter[] {
  // A column compared with a column joins; it filters by nothing.
  if (isColumn(value) || column.k !== 'library') return []
  return [
    { table: tableName(column), column: String(column.data['column']), op, value: op.startsWith('is') ? computed('constant', []) : value },
  ]
}

/** Filters in a condition however it was put together: chosen by a test, listed, written as SQL. */
function conditionsOf(value: Value): readonly TableFilter[] {
  switch (value.k) {
    case 'library': {
      const filters = value.data['filters'] as readonly TableFilter[] | undefined
      return filters ?? (value.data['parts'] ? written(value) : [])
    }
    case 'either':
      return value.of.flatMap(one => conditionsOf(one.value))
    case 'computed':
      return value.how === '&&' || value.how === '||' || value.how === '??' ? value.of.flatMap(conditionsOf) : []
    case 'list':
      return value.items.flatMap(conditionsOf)
    default:
      return []
  }
}

/** sql`${orders.userId} = ${id}` */
function written(value: Value): TableFilter[] {
  const { text, marks } = readable(partsOf(value))
  const statement = readStatement(`SELECT * FROM part_table WHERE ${text}`)
  return (statement?.filters ?? []).flatMap(filter => {
    if (filter.joined !== undefined) return []
    const mark = typeof filter.parameter === 'number' ? statement!.placeholders[filter.parameter - 1] : undefined
    const found = mark === undefined ? undefined : marks.get(mark)
    return [
      {
        table: filter.table === 'part_table' ? undefined : filter.table,
        column: filter.column,
        op: filter.optional ? `or ${filter.op}` : filter.op.replace('ilike', 'like'),
        value: found ?? computed('constant', []),
      },
    ]
  })
}

/** Filters of `where` as the query on `table` has them. */
export function whereOf(value: Value, table: string | undefined): LiveFilter[] {
  return conditionsOf(value).map(filter => ({
    column: filter.table && table && filter.table !== table ? `${filter.table}.${filter.column}` : filter.column,
    op: filter.op,
    value: filter.value,
  }))
}

/** Text that goes into a condition as it is, if any. */
export function rawIn(value: Value): Value | undefined {
  if (value.k === 'library' && value.data['parts']) {
    const parts = partsOf(value)
    return hasRaw(parts) ? sqlOf(parts) : undefined
  }
  if (value.k === 'list') return value.items.map(rawIn).find(Boolean)
  if (value.k === 'either') return value.of.map(one => rawIn(one.value)).find(Boolean)
  return undefined
}
