import type { LiveFilter } from '../effect.js'
import type { Run } from '../plugin.js'
import { type ObjectValue, textOf, type Value } from '../value.js'

const OPERATORS: Readonly<Record<string, string>> = {
  eq: '=',
  is: '=',
  ne: '!=',
  not: 'not',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  in: 'in',
  notIn: 'not in',
  any: 'in',
  contains: 'in',
  contained: 'in',
  overlap: 'in',
  like: 'like',
  notLike: 'not like',
  iLike: 'like',
  notILike: 'not like',
  startsWith: 'like',
  endsWith: 'like',
  substring: 'like',
  regexp: 'like',
  iRegexp: 'like',
  between: 'between',
  notBetween: 'not',
  match: 'search',
}

/** `where` as a flat list. Operators are `[Op.like]`, read as `$like`, as older code writes them. https://sequelize.org/docs/v6/core-concepts/model-querying-basics */
export function whereFilters(run: Run, where: Value): LiveFilter[] {
  switch (where.k) {
    case 'object':
      return ofObject(run, where)
    case 'either':
      return where.of.flatMap(one => whereFilters(run, one.value))
    case 'list':
      return where.items.flatMap(item => whereFilters(run, item))
    case 'computed':
      return where.how === '||' || where.how === '&&' || where.how === '??'
        ? where.of.flatMap(one => whereFilters(run, one))
        : [{ column: '*', op: 'object', value: where }]
    case 'origin':
      return [{ column: '*', op: 'object', value: where }]
    case 'library':
      return conditionCall(where)
    default:
      return []
  }
}

/** `where(fn('lower', col('email')), email)` */
function conditionCall(value: Value & { k: 'library' }): LiveFilter[] {
  const condition = value.data['condition'] as readonly Value[] | undefined
  const column = condition?.[0]?.k === 'library' ? (condition[0].data['column'] as string | undefined) : undefined
  return column && condition?.[1] ? [{ column, op: '=', value: condition.at(-1)! }] : []
}

function ofObject(run: Run, where: ObjectValue): LiveFilter[] {
  const filters: LiveFilter[] = where.spreads.map(value => ({ column: '*', op: 'object', value }))
  for (const entry of where.dynamic ?? []) filters.push({ column: '*', op: 'operator', value: entry })
  for (const [column, value] of where.props) {
    if (column === '$and') filters.push(...whereFilters(run, value))
    else if (column === '$or' || column === '$not')
      filters.push(...whereFilters(run, value).map(filter => ({ ...filter, op: `${column.slice(1)} ${filter.op.replace(/^or /, '')}` })))
    else filters.push(...compared(column.replace(/^\$(.+\..+)\$$/, '$1'), value))
  }
  return filters
}

function compared(column: string, value: Value): LiveFilter[] {
  if (value.k === 'list') return [{ column, op: 'in', value }]
  if (value.k !== 'object' || !value.props.size) return [{ column, op: '=', value }]
  return [...value.props].flatMap(([key, inner]): LiveFilter[] => {
    const op = OPERATORS[key.replace(/^\$/, '')]
    if (op) return [{ column, op, value: inner }]
    if (key === '$or' || key === '$and')
      return (inner.k === 'list' ? inner.items : [inner])
        .flatMap(one => compared(column, one))
        .map(filter => (key === '$or' ? { ...filter, op: `or ${filter.op}` } : filter))
    return [{ column, op: key.startsWith('$') ? 'operator' : '=', value: inner }]
  })
}

/** Columns that `attributes` asks for. */
export function attributesOf(run: Run, options: Value): string[] | undefined {
  const attributes = run.get(options, 'attributes')
  return attributes.k === 'list'
    ? attributes.items.flatMap(item => textOf(item) ?? (item.k === 'list' ? (textOf(item.items[1]) ?? []) : []))
    : undefined
}

/** Columns that `attributes` leaves out. */
export function excludedOf(run: Run, options: Value): string[] {
  const left = run.get(run.get(options, 'attributes'), 'exclude')
  return left.k === 'list' ? left.items.flatMap(item => textOf(item) ?? []) : []
}

/** Text that goes into the statement as it is: `sequelize.literal(…)`. */
export function literalIn(value: Value, depth = 0): Value | undefined {
  if (depth > 5) return undefined
  switch (value.k) {
    case 'library':
      return (
        (value.data['raw'] as Value | undefined) ??
        (value.data['condition'] as readonly Value[] | undefined)?.map(one => literalIn(one, depth + 1)).find(Boolean)
      )
    case 'object':
      return [...value.props.values()].map(one => literalIn(one, depth + 1)).find(Boolean)
    case 'list':
      return value.items.map(one => literalIn(one, depth + 1)).find(Boolean)
    case 'either':
      return value.of.map(one => literalIn(one.value, depth + 1)).find(Boolean)
    default:
      return undefined
  }
}
