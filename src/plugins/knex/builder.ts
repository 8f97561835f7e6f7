import { rowOf } from '../caller.js'
import { type LiveEffect, type LiveFilter, type LiveQuery, query } from '../effect.js'
import type { LibraryCall, Run } from '../plugin.js'
import { hasRaw, partsOf, sqlOf } from '../sql-clients/parts.js'
import { skips, sortBy } from '../sort.js'
import { computed, library, type LibraryValue, list, object, oneOf, textOf, UNDEFINED, type Value } from '../value.js'

type Running = LiveQuery & LiveEffect

interface Building {
  readonly effect: Running
  /** Only the first row. */
  first: boolean
  /** Marks for what is added inside `orWhere(…)`. */
  readonly mark: string
}

/** `knex('orders')`: a read, until something is written. */
export function startBuilder(run: Run, at: LibraryCall['at'], table: Value | undefined, transaction: boolean): LibraryValue {
  const name = textOf(table)?.replace(/\s+as\s+\w+$/i, '') ?? (table?.k === 'object' ? textOf([...table.props.values()][0]) : undefined)
  const effect = run.emit(query('knex', 'read', name, { transaction }), at)
  return settle(library('knex:query', 'query', { building: { effect, first: false, mark: '' } satisfies Building }))
}

function settle(of: LibraryValue): LibraryValue {
  const { effect, first } = of.data['building'] as Building
  const row = rowOf(effect.table, effect.at, effect.filters)
  if (effect.does === 'read') of.result = first ? oneOf([row]) : list([row], true)
  else of.result = effect.returning ? list([row], true) : computed('written', [])
  return of
}

const KEEPS = new Set([
  'groupBy',
  'having',
  'distinct',
  'as',
  'clone',
  'with',
  'onConflict',
  'ignore',
  'forUpdate',
  'forShare',
  'timeout',
  'union',
  'unionAll',
  'clearOrder',
  'debug',
  'modify',
  'on',
  'using',
  'withSchema',
  'skipLocked',
  'transacting',
  'orderByRaw',
  'groupByRaw',
  'havingRaw',
  'options',
  'queryContext',
  'stream',
])
const COUNTS = new Set(['count', 'countDistinct', 'sum', 'avg', 'min', 'max'])
const OPERATORS: Readonly<Record<string, string>> = { '<>': '!=', ilike: 'like', 'not ilike': 'not like', is: '=' }

/** https://knexjs.org/guide/query-builder.html */
export function builderCall(call: LibraryCall): Value | undefined {
  const { method, args, on } = call
  const building = on.data['building'] as Building
  const { effect } = building
  const [first] = args
  if (/^(and|or)?where(Not)?(In|NotIn|Null|NotNull|Between|NotBetween|Like|ILike|Exists|NotExists|Raw|Column|JsonPath)?$/i.test(method)) {
    effect.filters.push(...conditions(call, building))
    return settle(on)
  }
  if (COUNTS.has(method)) {
    effect.limited = effect.single = true
    effect.columns = []
    return on
  }
  if (/Join(Raw)?$/.test(method) || method === 'join') return on
  if (KEEPS.has(method)) {
    if (method === 'transacting') effect.transaction = true
    if (method === 'orderByRaw' || method === 'havingRaw' || method === 'groupByRaw') effect.sql ??= rawText(first)
    return on
  }
  switch (method) {
    case 'select':
    case 'column':
    case 'columns':
    case 'returning':
    case 'pluck': {
      const names = args
        .flatMap(arg => (arg.k === 'list' ? arg.items : [arg]))
        .flatMap(arg => textOf(arg)?.replace(/\s+as\s+.*$/i, '') ?? [])
      if (method === 'returning') effect.returning = true
      if (names.length && !names.some(name => name.endsWith('*'))) effect.columns = names
      effect.sql ??= args.map(rawText).find(Boolean)
      return settle(on)
    }
    case 'first':
      building.first = effect.limited = effect.single = true
      return settle(on)
    case 'limit':
      effect.limited = true
      if (first) effect.limit = first
      return on
    case 'offset':
      effect.offset = skips(first)
      return on
    case 'orderBy':
      effect.sort = [...(effect.sort ?? []), ...sortBy(first, args[1])]
      return on
    case 'from':
    case 'into':
    case 'table':
      effect.table = textOf(first) ?? effect.table
      return settle(on)
    case 'insert':
    case 'update':
      effect.does = method === 'insert' ? 'create' : 'update'
      effect.data = textOf(first) !== undefined && args[1] ? object([[textOf(first)!, args[1]]]) : first
      if (args[1] && (args[1].k === 'list' || textOf(args[1]) !== undefined) && textOf(first) === undefined) effect.returning = true
      return settle(on)
    case 'increment':
    case 'decrement':
      effect.does = 'update'
      effect.data = object([[textOf(first) ?? '*', computed('number', args[1] ? [args[1]] : [])]])
      return settle(on)
    case 'merge':
    case 'upsert':
      effect.does = 'upsert'
      if (method === 'upsert') effect.data = first
      return settle(on)
    case 'del':
    case 'delete':
    case 'truncate':
      effect.does = 'delete'
      return settle(on)
    case 'whereExists':
      return on
    default:
      return undefined
  }
}

/** `where('a', b)`, `where('a', '>', b)`, `where({ a: b })`, `where(q => …)`. */
function conditions(call: LibraryCall, building: Building): LiveFilter[] {
  const { run, method, args, at } = call
  const [first, second, third] = args
  const mark = /^or/i.test(method) || building.mark ? 'or ' : ''
  if (/Raw$/.test(method)) {
    building.effect.sql ??= rawText(first)
    return second?.k === 'list' ? second.items.map(value => ({ column: '*', op: `${mark}raw`, value })) : []
  }
  if (first?.k === 'function') {
    const inner = library('knex:query', 'query', { building: { ...building, mark } satisfies Building })
    run.call(first, [inner], at, inner)
    return []
  }
  if (first?.k === 'object')
    return [
      ...[...first.props].map(([column, value]) => ({ column, op: `${mark}=`, value })),
      ...first.spreads.map(value => ({ column: '*', op: 'object', value })),
    ]
  const column = textOf(first)
  if (column === undefined)
    return first && first.k !== 'literal' && first.k !== 'library'
      ? [{ column: '*', op: second ? `${mark}=` : 'object', value: second ?? first }]
      : []
  const kind = /(NotIn|In|NotNull|Null|NotBetween|Between|ILike|Like|Column)$/.exec(method)?.[1]
  if (kind === 'Column') return []
  if (kind)
    return [
      {
        column,
        op:
          mark +
          ({
            In: 'in',
            NotIn: 'not in',
            Null: 'is null',
            NotNull: 'is not null',
            Like: 'like',
            ILike: 'like',
            Between: 'between',
            NotBetween: 'not',
          }[kind] ?? '='),
        value: second ?? computed('constant', []),
      },
    ]
  const written = third ? (textOf(second) ?? '=').toLowerCase() : '='
  const op = /whereNot$/i.test(method) ? '!=' : (OPERATORS[written] ?? written)
  return [{ column, op: mark + op, value: third ?? second ?? UNDEFINED }]
}

/** Text that goes into the statement as it is. */
export function rawText(value: Value | undefined): Value | undefined {
  const text = value?.k === 'library' ? (value.data['raw'] as Value | undefined) : value
  if (!text || text.k === 'literal' || text.k === 'library' || text.k === 'list' || text.k === 'object') return undefined
  const parts = partsOf(text)
  return hasRaw(parts) ? sqlOf(parts) : undefined
}
