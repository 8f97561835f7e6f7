import { rowOf } from '../caller.js'
import { type LiveEffect, type LiveQuery, query } from '../effect.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { fragment, hasRaw, partsOf, sqlOf, taggedParts } from '../sql-clients/parts.js'
import { recordStatement } from '../sql-clients/statement.js'
import { skips, sortBy } from '../sort.js'
import { computed, library, type LibraryValue, list, object, oneOf, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

type Running = LiveQuery & LiveEffect

const STARTS: Readonly<Record<string, LiveQuery['does']>> = {
  selectFrom: 'read',
  insertInto: 'create',
  updateTable: 'update',
  deleteFrom: 'delete',
  replaceInto: 'upsert',
}

/** Kysely. https://kysely.dev/docs/intro */
export default definePlugin({
  name: 'kysely',
  libraries: ['kysely', '@vercel/postgres-kysely', 'kysely:db', 'kysely:query', 'kysely:sql', 'kysely:expression'],
  call(call) {
    switch (call.library) {
      case 'kysely:db':
        return databaseCall(call)
      case 'kysely:query':
        return builderCall(call)
      case 'kysely:sql':
        return call.method === 'execute' ? executed(call) : call.on
      case 'kysely:expression':
        return expressionCall(call)
      default:
        return made(call)
    }
  },
  tag(call) {
    return call.path === 'sql' ? fragment('kysely:sql', taggedParts(call.quasis, call.args)) : undefined
  },
})

function made(call: LibraryCall): Value | undefined {
  if ((call.isNew && call.method === 'Kysely') || call.method === 'createKysely') return library('kysely:db', 'db', {})
  const [first = UNKNOWN] = call.args
  if (call.path === 'sql.raw' || call.path === 'sql.lit') return fragment('kysely:sql', partsOf(first))
  return undefined
}

function databaseCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args, on } = call
  const does = STARTS[method]
  const transaction = on.data['transaction'] === true
  if (does) {
    const effect = run.emit(query('kysely', does, textOf(args[0])?.replace(/\s+as\s+\w+$/i, ''), { transaction }), at)
    return library('kysely:query', 'query', { effect })
  }
  if (method === 'transaction' || method === 'setIsolationLevel' || method === 'with' || method === 'withSchema')
    return method === 'transaction' ? library('kysely:db', 'db', { transaction: true }) : on
  if (method === 'execute') return args[0] ? run.call(args[0], [on], at) : UNDEFINED
  return method === 'destroy' ? UNDEFINED : undefined
}

const rowsOf = (effect: Running): Value => rowOf(effect.table, effect.at, effect.filters)

function builderCall(call: LibraryCall): Value | undefined {
  const { method, args, on } = call
  const effect = on.data['effect'] as Running
  const [first] = args
  switch (method) {
    case 'where':
    case 'having':
      effect.filters.push(...conditions(call))
      return on
    case 'select':
    case 'returning': {
      const names = (first?.k === 'list' ? first.items : [first]).flatMap(
        item =>
          textOf(item)
            ?.replace(/\s+as\s+.*$/i, '')
            .replace(/^.*\./, '') ?? [],
      )
      if (names.length) effect.columns = [...(effect.columns ?? []), ...names]
      if (method === 'returning') effect.returning = true
      return on
    }
    case 'returningAll':
      effect.returning = true
      return on
    case 'offset':
      effect.offset = skips(first)
      return on
    case 'orderBy':
      effect.sort = [...(effect.sort ?? []), ...sortBy(first, args[1])]
      return on
    case 'limit':
    case 'top':
      effect.limited = true
      return on
    case 'values':
    case 'set':
      effect.data = textOf(first) !== undefined && args[1] ? object([[textOf(first)!, args[1]]]) : first
      return on
    case 'onConflict':
      if (first?.k === 'function') call.run.call(first, [library('kysely:query', 'conflict', { effect })], call.at)
      return on
    case 'doUpdateSet':
    case 'onDuplicateKeyUpdate':
      effect.does = 'upsert'
      effect.data = oneOf([effect.data ?? UNDEFINED, first ?? UNDEFINED])
      return on
    case 'execute':
    case 'stream':
      return effect.does === 'read' || effect.returning ? list([rowsOf(effect)], true) : list([computed('written', [])])
    case 'executeTakeFirst':
    case 'executeTakeFirstOrThrow':
      effect.limited = effect.single = true
      return effect.does === 'read' || effect.returning ? rowsOf(effect) : computed('written', [])
    case 'compile':
      return UNKNOWN
    default:
      return on
  }
}

function conditions(call: LibraryCall): LiveQuery['filters'] {
  const { run, at, args } = call
  const [first, second, third] = args
  if (first?.k === 'function') {
    const expression = library('kysely:expression', 'eb', {})
    return filtersIn(run.call(first, [{ ...expression, props: new Map<string, Value>([['eb', expression]]) }], at))
  }
  const column = textOf(first)
  if (column === undefined) return first ? filtersIn(first) : []
  return [{ column, op: operatorOf(second), value: third ?? UNDEFINED }]
}

const operatorOf = (value: Value | undefined): string => {
  const op = (textOf(value) ?? '=').toLowerCase()
  return op === 'ilike' ? 'like' : op === '<>' ? '!=' : op === 'is' ? '=' : op
}

const filtersIn = (value: Value): LiveQuery['filters'] =>
  value.k === 'library'
    ? ((value.data['filters'] as LiveQuery['filters'] | undefined) ?? [])
    : value.k === 'list'
      ? value.items.flatMap(filtersIn)
      : value.k === 'either'
        ? value.of.flatMap(one => filtersIn(one.value))
        : []

/** `eb('total', '>', 5)`, `eb.and([…])`, `eb.or([…])`. */
function expressionCall(call: LibraryCall): Value {
  const { method, args } = call
  const inner = args.flatMap(filtersIn)
  const made = (filters: LiveQuery['filters']): LibraryValue => library('kysely:expression', 'expression', { filters })
  if (method === 'and') return made([...filtersIn(call.on), ...inner])
  if (method === 'or') return made([...filtersIn(call.on), ...inner].map(filter => ({ ...filter, op: `or ${filter.op}` })))
  const column = textOf(args[0])
  return column !== undefined && args.length > 2 ? made([{ column, op: operatorOf(args[1]), value: args[2]! }]) : made(inner)
}

/** sql`…`.execute(db) */
function executed(call: LibraryCall): Value {
  const parts = partsOf(call.on)
  const found = recordStatement(call.run, call.at, 'kysely', call.on, {}, hasRaw(parts) ? { sql: sqlOf(parts) } : {})
  return object([['rows', found.rows]])
}
