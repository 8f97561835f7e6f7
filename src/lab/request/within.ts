import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import type { Field } from './field.js'
import type { Rows } from './rows.js'
import { fitting } from './value.js'

/** What several things are called: `orderItems`, `products`. */
export const isList = (name: string): boolean => /(?:items|lines|entries|products|reviews|comments|images|variants|ings)$/i.test(name)

/**
 * A field that a document keeps as an object, or as a list of them: filled as the schema of the collection says, with what is there where
 * it leads to something. `undefined` where the field is no such part.
 */
export async function partOf(
  field: Field,
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  rows: Rows | undefined,
  seed: string,
): Promise<unknown> {
  for (const { table: name, column } of field.columns) {
    const table = tables.get(name)
    const inner = table?.columns.filter(one => one.name.startsWith(`${column}.`) && !one.name.slice(column.length + 1).includes('.')) ?? []
    if (!table || inner.length === 0) continue
    const made: Record<string, unknown> = {}
    for (const one of inner) {
      const key = table.foreignKeys.find(other => other.columns[0] === one.name)
      const row = key && (await rows?.owned(key.table, whose, true))
      const value = key
        ? row?.[key.references[0] ?? '_id']
        : fitting({ ...one, name: one.name.slice(column.length + 1), field: '' }, table, seed)
      if (value !== undefined) made[one.name.slice(column.length + 1)] = value
    }
    return isList(column) ? [made] : made
  }
  return undefined
}
