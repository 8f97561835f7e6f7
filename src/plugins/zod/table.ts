import type { LibraryCall } from '../plugin.js'
import { LEAF, leaf, objectSchema, type Schema, schemaValue, shapeOf } from '../schema/schema.js'
import type { Value } from '../value.js'

/** drizzle-zod: the columns of a table as a schema. https://orm.drizzle.team/docs/zod */
export function fromTable(call: LibraryCall): Value {
  const [table, refined] = call.args
  const columns = columnsOf(table)
  const texts = textsOf(table)
  const schema: Schema = columns
    ? objectSchema([...columns.map(name => [name, texts.has(name) ? leaf('text') : LEAF] as const), ...shapeOf(refined)], 'dropped')
    : { kind: 'row', without: [] }
  return schemaValue('zod', schema)
}

/** `pgTable('users', { id: serial('id') })`, whatever the plugin for it has made of the call. */
function columnsOf(table: Value | undefined): string[] | undefined {
  if (table?.k !== 'library') return undefined
  const given = [table.data['columns'], ...table.args].find(one => isObject(one))
  if (isObject(given)) return [...given.props.keys()]
  const named = table.data['columns']
  return named instanceof Map ? [...named.keys()].map(String) : Array.isArray(named) ? named.map(String) : undefined
}

/** Columns that take any text: `text('role')` without an `enum`. */
function textsOf(table: Value | undefined): ReadonlySet<string> {
  const given = table?.k === 'library' ? table.data['columns'] : undefined
  if (!isObject(given)) return new Set()
  return new Set(
    [...given.props].flatMap(([name, column]) =>
      column.k === 'library' &&
      /^(?:text|varchar)\b/.test(column.path) &&
      !column.args.some(arg => arg.k === 'object' && arg.props.has('enum'))
        ? [name]
        : [],
    ),
  )
}

const isObject = (value: unknown): value is Value & { k: 'object' } =>
  typeof value === 'object' && value !== null && (value as Value).k === 'object'
