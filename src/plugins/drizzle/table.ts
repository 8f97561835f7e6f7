import type { LibraryCall, Run } from '../plugin.js'
import { library, type LibraryValue, literal, type ObjectValue, textOf, type Value } from '../value.js'

const MAKERS = /^(pg|mysql|sqlite|singlestore)Table$/
const CREATORS = /^(pg|mysql|sqlite|singlestore)TableCreator$/
const SCHEMAS = /^(pg|mysql|singlestore)Schema$/

/** `pgTable('orders', {…})`, and the functions that make such functions. */
export function tableCall(call: LibraryCall): Value | undefined {
  const { method, args } = call
  if (call.library === 'drizzle:table') return call.on
  if (call.library === 'drizzle:creator') return created(call)
  if (MAKERS.test(method) || (method === 'withRLS' && MAKERS.test(call.path.split('.').at(-2) ?? '')))
    return table(textOf(args[0]), args[1])
  if (CREATORS.test(method)) return library('drizzle:creator', 'creator', { naming: args[0] })
  if (SCHEMAS.test(method)) return library('drizzle:creator', 'schema', { schema: textOf(args[0]) })
  if (method === 'alias' || method === 'aliasedTable') return args[0]
  if (method === 'getTableColumns' || method === 'getViewSelectedFields' || method === 'getColumns') return columnsOf(args[0])
  if (method === 'getTableName') return literal(tableName(args[0]))
  if (method === 'relations' || method === 'defineRelations') return library('drizzle-orm', 'relations()')
  return undefined
}

function created(call: LibraryCall): Value | undefined {
  const { naming, schema } = call.on.data as { naming?: Value; schema?: string }
  const name = textOf(call.args[0])
  if (name === undefined) return undefined
  if (naming) return table(textOf(call.run.call(naming, [literal(name)], call.at)) ?? name, call.args[1])
  return call.method === 'table' || call.method === 'view'
    ? table(schema && schema !== 'public' ? `${schema}.${name}` : name, call.args[1])
    : undefined
}

function table(name: string | undefined, columns: Value | undefined): LibraryValue {
  return library('drizzle:table', name ?? 'table', {
    table: name,
    identifier: name,
    columns: columns?.k === 'object' ? columns : undefined,
  })
}

/** A column of a table, by the property that code uses. */
export function columnOf(of: LibraryValue, key: string): Value | undefined {
  if (key.startsWith('$') || key === '_' || key === 'enableRLS' || key === 'as') return undefined
  return library('drizzle:column', key, { table: tableName(of), column: key, identifier: databaseName(of, key) })
}

/** `createdAt: timestamp('created_at')`: the text of a statement has the database's name. */
function databaseName(of: LibraryValue, key: string): string {
  const column = (of.data['columns'] as ObjectValue | undefined)?.props.get(key)
  return (column?.k === 'library' ? column.args.map(textOf).find(Boolean) : undefined) ?? key
}

export const tableName = (value: Value | undefined): string | undefined =>
  value?.k === 'library' ? (value.data['table'] as string | undefined) : undefined
export const isTable = (value: Value | undefined): value is LibraryValue & { readonly library: 'drizzle:table' } =>
  value?.k === 'library' && value.library === 'drizzle:table'
export const isColumn = (value: Value | undefined): value is LibraryValue & { readonly library: 'drizzle:column' } =>
  value?.k === 'library' && value.library === 'drizzle:column'
export const fieldsOf = (value: LibraryValue): readonly string[] => [
  ...((value.data['columns'] as ObjectValue | undefined)?.props.keys() ?? []),
]

function columnsOf(value: Value | undefined): Value | undefined {
  if (!isTable(value)) return undefined
  const columns = new Map(fieldsOf(value).map(key => [key, columnOf(value, key)!]))
  return columns.size ? { k: 'object', props: columns, spreads: [] } : value
}

/** The table that `db.query.orders` means. */
export function relationOf(run: Run, schema: Value | undefined, key: string): LibraryValue {
  const found = schema ? run.get(schema, key) : undefined
  return isTable(found) ? found : table(key, undefined)
}
