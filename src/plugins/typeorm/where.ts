import type { LiveFilter } from '../effect.js'
import type { Run } from '../plugin.js'
import { textOf, UNDEFINED, type Value } from '../value.js'

const OPTIONS =
  /^(?:where|relations|select|order|skip|take|cache|join|lock|withDeleted|loadEagerRelations|loadRelationIds|transaction|comment)$/

/** Before version 0.3 an id, or the conditions themselves, stood where the options do: `findOne(id)`, `findOne({ slug })`. */
export function isOptions(value: Value): boolean {
  if (value.k === 'object') return value.props.size === 0 || [...value.props.keys()].some(key => OPTIONS.test(key))
  return value.k !== 'origin' && !(value.k === 'literal' && value.value !== undefined)
}

/** Relations that come with each row: `relations: ['user', 'items.product']`, `relations: { user: true }`. */
export function relationsOf(run: Run, options: Value): string[] {
  const named = run.get(options, 'relations')
  if (named.k === 'list') return named.items.flatMap(item => textOf(item) ?? [])
  return named.k === 'object' ? [...named.props].filter(([, value]) => !isFalse(value)).map(([key]) => key) : []
}

export function filtersOf(where: Value): LiveFilter[] {
  switch (where.k) {
    case 'object':
      return [
        ...where.spreads.map(value => ({ column: '*', op: 'object', value })),
        ...[...where.props].flatMap(([column, value]): LiveFilter[] => {
          // `{ user: { id } }`: the key that the relation stands for.
          if (value.k === 'object' && value.props.size === 1 && value.props.has('id'))
            return [{ column, op: '=', value: value.props.get('id')! }]
          if (value.k === 'object') return filtersOf(value).map(filter => ({ ...filter, column: `${column}.${filter.column}` }))
          const op = value.k === 'library' ? (value.data['op'] as string | undefined) : undefined
          return [{ column, op: op ?? '=', value: op && value.k === 'library' ? (value.args[0] ?? UNDEFINED) : value }]
        }),
      ]
    case 'list':
      // Several conditions are alternatives.
      return where.items.flatMap(item =>
        filtersOf(item).map(filter => (where.items.length > 1 ? { ...filter, op: `or ${filter.op}` } : filter)),
      )
    case 'either':
      return where.of.flatMap(one => filtersOf(one.value))
    case 'literal':
      return where.value === undefined ? [] : [{ column: 'id', op: '=', value: where }]
    case 'unknown':
      return []
    default:
      return [
        {
          column: where.k === 'origin' && !where.path.length ? '*' : 'id',
          op: where.k === 'origin' && !where.path.length ? 'object' : '=',
          value: where,
        },
      ]
  }
}

export function columnsOf(select: Value): string[] | undefined {
  if (select.k === 'list') return select.items.flatMap(item => textOf(item) ?? [])
  return select.k === 'object' && select.props.size
    ? [...select.props].filter(([, value]) => !isFalse(value)).map(([key]) => key)
    : undefined
}

export const isNothing = (value: Value): boolean =>
  value.k === 'unknown' || (value.k === 'literal' && (value.value === undefined || value.value === null))
const isFalse = (value: Value): boolean => value.k === 'literal' && value.value === false
