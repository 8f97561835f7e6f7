import { query } from '../effect.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { recordStatement } from '../sql-clients/statement.js'
import { computed, library, type LibraryValue, list, object, UNDEFINED, type Value } from '../value.js'
import { builderCall, type Database, isBuilder, startBuilder } from './builder.js'
import { conditionCall, whereOf } from './condition.js'
import { relationalCall } from './relational.js'
import { sqlCall, sqlTag } from './sql.js'
import { columnOf, isTable, relationOf, tableCall, tableName } from './table.js'

/** Drizzle ORM. https://orm.drizzle.team/docs/overview */
export default definePlugin({
  name: 'drizzle',
  libraries: [
    'drizzle-orm',
    'drizzle:db',
    'drizzle:tables',
    'drizzle:model',
    'drizzle:query',
    'drizzle:table',
    'drizzle:creator',
    'drizzle:column',
    'drizzle:sql',
    'drizzle:rows',
  ],
  get(of, key, run) {
    switch (of.library) {
      case 'drizzle:table':
        return columnOf(of, key)
      case 'drizzle:db':
        return key === 'query' || key === '_query' ? library('drizzle:tables', 'query', of.data) : undefined
      case 'drizzle:tables':
        return library('drizzle:model', key, { ...of.data, table: relationOf(run, (of.data as Database).schema, key) })
      case 'drizzle:rows':
        return key === 'rows'
          ? of.result
          : key === 'rowCount' || key === 'count'
            ? computed('.length', [of.result ?? UNDEFINED])
            : undefined
      default:
        return undefined
    }
  },
  call(call) {
    switch (call.library) {
      case 'drizzle:db':
        return databaseCall(call)
      case 'drizzle:query':
        return builderCall(call)
      case 'drizzle:model':
        return relationalCall(call)
      case 'drizzle:table':
      case 'drizzle:creator':
        return tableCall(call)
      case 'drizzle:sql':
      case 'drizzle:column':
        return call.on
      default:
        return toolCall(call)
    }
  },
  tag(call) {
    return call.library === 'drizzle-orm' || call.path === 'sql' ? sqlTag(call, call.quasis) : undefined
  },
  guess(call) {
    // A database that came from somewhere nobody could follow: the table handed over says what it is.
    const { method, args, receiver } = call
    if (!isTable(args[0]) || receiver.k === 'object' || receiver.k === 'list') return undefined
    if (method === 'insert' || method === 'update' || method === 'delete') return startBuilder({ ...call, on: library('drizzle:db', 'db') })
    if (method !== 'from') return undefined
    const started = startBuilder({
      ...call,
      method: 'select',
      args: receiver.k === 'computed' ? receiver.of.filter(one => one.k === 'object') : [],
      on: library('drizzle:db', 'db'),
    })
    return started?.k === 'library' ? builderCall({ ...call, on: started }) : undefined
  },
})

function toolCall(call: LibraryCall): Value | undefined {
  if (call.method === 'drizzle' || call.path === 'drizzle.mock') return database(call.run, schemaOf(call.run, call.args))
  if (call.path.startsWith('sql.')) return sqlCall(call)
  return conditionCall(call) ?? tableCall(call)
}

/** One for each schema: which driver it was made with makes no difference here. */
function database(run: Run, schema: Value | undefined): LibraryValue {
  let known = run.world.memory.get('drizzle') as Map<Value | undefined, LibraryValue> | undefined
  if (!known) run.world.memory.set('drizzle', (known = new Map()))
  const made = known.get(schema) ?? library('drizzle:db', 'db', { schema })
  known.set(schema, made)
  return made
}

/** `drizzle(client, { schema })`, `drizzle({ client, schema })`, `drizzle(url, { schema })`. */
function schemaOf(run: Run, args: readonly Value[]): Value | undefined {
  for (const arg of [...args].reverse()) {
    if (arg.k !== 'object') continue
    const schema = run.get(arg, 'schema')
    if (schema.k === 'object') return schema
  }
  return undefined
}

function databaseCall(call: LibraryCall): Value | undefined {
  const { run, at, method, args } = call
  const [first = UNDEFINED] = args
  const { transaction = false } = call.on.data as Database
  switch (method) {
    case 'transaction': {
      const inside = library('drizzle:db', 'tx', { ...call.on.data, transaction: true })
      return run.call(first, [inside], at)
    }
    case 'rollback':
      run.stop()
      return UNDEFINED
    case 'batch': {
      const items = first.k === 'list' ? first.items : []
      for (const item of items) if (isBuilder(item)) markTransaction(item)
      return list(items.map(item => (item.k === 'library' ? (item.result ?? item) : item)))
    }
    case '$count':
      run.emit(
        query('drizzle', 'read', tableName(first), {
          filters: args[1] ? whereOf(args[1], tableName(first)) : [],
          columns: [],
          limited: true,
          single: true,
          transaction,
        }),
        at,
      )
      return computed('number', [])
    case 'execute':
    case 'run':
    case 'all':
    case 'get':
    case 'values':
      return executed(call, first, transaction)
    case '$with':
      return library('drizzle:db', '$with', call.on.data)
    case 'as':
      return isBuilder(first) ? builderCall({ ...call, on: first, args: [] }) : isTable(first) ? first : undefined
    case 'with':
    case '$cache':
      return call.on
    default:
      return startBuilder(call)
  }
}

function markTransaction(item: LibraryValue): void {
  const { effect } = item.data['building'] as { effect?: { transaction: boolean } }
  if (effect) effect.transaction = true
}

/** `db.execute(sql`…`)`: Postgres drivers answer with `{ rows }` or with the rows. */
function executed(call: LibraryCall, text: Value, transaction: boolean): Value {
  if (isBuilder(text)) return text.result ?? UNDEFINED
  const found = recordStatement(
    call.run,
    call.at,
    'drizzle',
    text,
    {},
    { transaction, ...(call.method === 'get' ? { single: true, limited: true } : {}) },
  )
  if (call.method === 'get') return found.row
  if (call.method === 'run') return object([['changes', computed('number', [])]])
  const rows = library('drizzle:rows', 'rows')
  rows.result = found.rows
  return rows
}
