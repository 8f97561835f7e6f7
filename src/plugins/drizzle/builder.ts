import type { Place } from '#base/place'
import { type LiveEffect, type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { skips } from '../sort.js'
import {
  computed,
  type Fact,
  library,
  type LibraryValue,
  list,
  literal,
  object,
  type ObjectValue,
  oneOf,
  UNDEFINED,
  type Value,
} from '../value.js'
import { whereOf, rawIn, sortTerms } from './condition.js'
import { columnsOf, rowShaped } from './rows.js'
import { countedOn } from './sql.js'
import { tableName } from './table.js'

/** A query under way. Copies of the builder share it, as Drizzle's do. */
interface Building {
  readonly at: Place
  readonly transaction: boolean
  effect: (LiveQuery & LiveEffect) | undefined
  selected: ObjectValue | undefined
  joined: string[]
  /** What the last `where` narrowed, and what held there. */
  where?: { readonly facts: readonly Fact[]; readonly filters: readonly LiveFilter[] }
}

export interface Database {
  readonly schema?: Value
  readonly transaction?: boolean
}

const WRITES: Readonly<Record<string, LiveQuery['does']>> = { insert: 'create', update: 'update', delete: 'delete', replace: 'upsert' }

/** `db.select()`, `db.insert(orders)`, …: what the builder begins with. */
export function startBuilder(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  const transaction = (call.on.data as Database).transaction === true
  const does = WRITES[method]
  if (does) {
    const effect = run.emit(query('drizzle', does, tableName(args[0]), { transaction }), at)
    return builder(run, { at, transaction, effect, selected: undefined, joined: [] })
  }
  if (!/^select(Distinct(On)?)?$/.test(method)) return undefined
  const columns = args[method === 'selectDistinctOn' ? 1 : 0]
  return builder(run, { at, transaction, effect: undefined, selected: columns?.k === 'object' ? columns : undefined, joined: [] })
}

function builder(run: Run, building: Building): LibraryValue {
  const value = library('drizzle:query', 'query', { building })
  settle(run, building, value)
  return value
}

/** What awaiting it gives, as far as it has been built. */
function settle(run: Run, building: Building, value: LibraryValue): LibraryValue {
  const { effect } = building
  if (!effect) return value
  const hasRows = effect.does === 'read' || effect.returning
  value.result = hasRows
    ? list([rowShaped(run, effect, building.at, building)], true)
    : object([
        ['rowCount', computed('number', [])],
        ['changes', computed('number', [])],
        ['length', computed('number', [])],
      ])
  return value
}

const SETS = new Set(['union', 'unionAll', 'intersect', 'except'])
const KEEPS = new Set([
  'for',
  '$dynamic',
  'prepare',
  'onConflictDoNothing',
  'overridingSystemValue',
  '$withCache',
  'comment',
  'ignore',
  'limitBy',
])

export function builderCall(call: LibraryCall): Value | undefined {
  const { run, method, args } = call
  const building = call.on.data['building'] as Building
  const { effect } = building
  const [first = UNDEFINED] = args
  const on = call.on
  if (method === 'from') {
    if (!effect) {
      const columns = columnsOf(building.selected, tableName(first))
      building.effect = run.emit(
        query('drizzle', 'read', tableName(first), {
          columns,
          transaction: building.transaction,
          ...(isCounting(building.selected) ? { limited: true, single: true } : {}),
        }),
        building.at,
      )
    }
    return settle(run, building, on)
  }
  if (!effect) return undefined
  switch (method) {
    case 'where':
      narrowed(run, building, whereOf(first, effect.table), call.at)
      effect.sql ??= rawIn(first)
      return settle(run, building, on)
    case 'having':
      effect.filters.push(...whereOf(first, effect.table))
      effect.sql ??= rawIn(first)
      return settle(run, building, on)
    case 'limit':
      effect.limited = true
      effect.limit = first
      if (first.k === 'literal' && first.value === 1) effect.single = true
      return on
    case 'offset':
      effect.offset = skips(first)
      return on
    case 'orderBy':
    case 'groupBy':
      effect.sql ??= args.map(rawIn).find(Boolean)
      // One row a group: of a day, of a status.
      if (method === 'groupBy') {
        effect.single = false
        effect.limited = isSummary(building.selected)
      } else effect.sort = args.flatMap(sortTerms)
      return on
    case 'values':
      effect.data = effect.data ? oneOf([effect.data, first]) : first
      return on
    case 'set':
      effect.data = countedOn(first)
      return on
    case 'select':
      effect.data = computed('select', [first])
      return on
    case 'returning':
    case '$returningId':
      effect.returning = true
      building.selected = first.k === 'object' ? first : undefined
      effect.columns = columnsOf(building.selected, effect.table)
      return settle(run, building, on)
    case 'onConflictDoUpdate':
    case 'onDuplicateKeyUpdate': {
      effect.does = 'upsert'
      const update = run.get(first, 'set')
      effect.data = oneOf([effect.data ?? UNDEFINED, update])
      return on
    }
    case 'get':
    case 'all':
    case 'run':
    case 'execute':
      return finished(run, building, method)
    case 'as':
      return subquery(effect, building)
    case 'toSQL':
      return object([
        ['sql', literal('')],
        ['params', list([], true)],
      ])
    default:
      return joins(call, building)
  }
}

function joins(call: LibraryCall, building: Building): Value | undefined {
  const { method, args, run, on } = call
  const effect = building.effect!
  if (/^(left|right|inner|full|cross)Join(Lateral)?$/.test(method)) {
    building.joined.push(tableName(args[0]) ?? '')
    const condition = args[1]
    if (condition && condition.k !== 'function') effect.filters.push(...whereOf(condition, effect.table))
    return settle(run, building, on)
  }
  return KEEPS.has(method) || SETS.has(method) ? on : undefined
}

function finished(run: Run, building: Building, method: string): Value {
  const effect = building.effect!
  const value = settle(run, building, library('drizzle:query', 'query', { building })).result ?? UNDEFINED
  if (method !== 'get') return value
  effect.single = effect.limited = true
  return oneOf([run.get(value, '0'), ...(building.selected ? [UNDEFINED] : [])])
}

/** A second `where` on the same way takes the place of the first: what that one kept apart is open again. */
function narrowed(run: Run, building: Building, filters: readonly LiveFilter[], at: Place): void {
  const { effect, where } = building
  if (where?.facts.every(fact => run.facts.includes(fact))) {
    const kept = effect!.filters.filter(filter => !where.filters.includes(filter))
    effect!.filters.splice(0, Infinity, ...kept)
    const before = effect!.replaced
    effect!.replaced = { filters: [...(before?.filters ?? []), ...where.filters], at: [...(before?.at ?? []), at] }
  }
  effect!.filters.push(...filters)
  building.where = { facts: run.facts, filters }
}

/** Something is added up in every row. */
const isSummary = (selected: ObjectValue | undefined): boolean => selected !== undefined && [...selected.props.values()].some(isComputed)

/** `count()` alone gives one row. */
const isCounting = (selected: ObjectValue | undefined): boolean =>
  selected !== undefined && selected.props.size > 0 && [...selected.props.values()].every(isComputed)

const isComputed = (value: Value): boolean => value.k === 'library' && value.library === 'drizzle:sql'

/** A query that another one selects from: seen from there, it is its first table. */
function subquery(effect: LiveQuery, building: Building): Value {
  return library('drizzle:table', effect.table ?? 'subquery', { table: effect.table, identifier: effect.table, columns: building.selected })
}

export const isBuilder = (value: Value): value is LibraryValue => value.k === 'library' && value.library === 'drizzle:query'
