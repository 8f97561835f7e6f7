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
  const [, stem] = ID.exec(path.at(-1) ?? '') ?? []
  return columns.length > 0 || stem === undefined || !rows ? undefined : keyOf(stem, whose, tables, rows, offers)
}

const ID = /^(\w+?)_?(?:id|uuid)$/i

/** Of a list that was made up as a schema says: what its items lead to by their names is there, as in `[{ product: …, quantity: 1 }]`. */
export async function keysWithin(
  value: unknown,
  whose: Actor,
  tables: ReadonlyMap<string, Table>,
  rows: Rows | undefined,
  offers = false,
  inList = false,
): Promise<unknown> {
  if (typeof value !== 'object' || value === null || !rows) return value
  if (Array.isArray(value)) return Promise.all(value.map(one => keysWithin(one, whose, tables, rows, offers, true)))
  const entries = Object.entries(value).map(async ([name, inner]): Promise<[string, unknown]> => {
    if (typeof inner === 'object') return [name, await keysWithin(inner, whose, tables, rows, offers, inList)]
    const stem = ID.exec(name)?.[1] ?? name
    return [name, (inList ? await keyOf(stem, whose, tables, rows, offers) : undefined) ?? inner]
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function keyOf(stem: string, whose: Actor, tables: ReadonlyMap<string, Table>, rows: Rows, offers: boolean): Promise<unknown> {
  // Of two that are called alike (`cart` and `carts`), one may hold nothing.
  for (const table of tables.values()) {
    if (!isOf(stem, table.name)) continue
    const row = (offers && (await onOffer(rows, table.name))) || (await rows.owned(table.name, whose, true))
    const key = row?.[table.primaryKey[0] ?? 'id']
    if (key !== undefined) return key
  }
  return undefined
}

function isOf(stem: string, table: string): boolean {
  const [one, many] = [stem, table].map(name => name.replaceAll('_', '').toLowerCase()) as [string, string]
  return [one, `${one}s`, `${one}es`, one.replace(/y$/, 'ies')].includes(many)
}
