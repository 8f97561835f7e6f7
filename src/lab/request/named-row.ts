import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import type { Field } from './field.js'
import { onOffer, type Rows } from './rows.js'

/** A field that no query explains and whose name says what it leads to: `listingId` is the key of a row of `listings`. */
export async function keyByName(
  { columns, path }: Field,
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  rows: Rows | undefined,
  offers = false,
): Promise<unknown> {
  const [, stem] = /^(\w+?)_?(?:id|uuid)$/i.exec(path.at(-1) ?? '') ?? []
  if (columns.length > 0 || stem === undefined || !rows) return undefined
  const table = [...tables.values()].find(one => isOf(stem, one.name))
  const row = table && ((offers && (await onOffer(rows, table.name))) || (await rows.owned(table.name, whose, true)))
  return row?.[table?.primaryKey[0] ?? 'id']
}

function isOf(stem: string, table: string): boolean {
  const [one, many] = [stem, table].map(name => name.replaceAll('_', '').toLowerCase()) as [string, string]
  return [one, `${one}s`, `${one}es`, one.replace(/y$/, 'ies')].includes(many)
}
