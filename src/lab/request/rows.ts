import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import type { Database } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'

export type Row = Readonly<Record<string, unknown>>

/** The rows of the running copy, as the lab sees them from outside. */
export interface Rows {
  /** A row that belongs to the actor; where none does and `anyones` is set, any row. */
  owned(table: string, actor: Actor, anyones?: boolean): Promise<Row | undefined>
  /** The same row now, found by its key; `undefined` when it is gone. */
  again(table: string, row: Row): Promise<Row | undefined>
  count(table: string): Promise<number | undefined>
  /** Newest rows by no order in particular, at most `most`. */
  some(table: string, most: number): Promise<readonly Row[]>
  /** The key under which the actor is known. */
  readonly idOf?: (actor: Actor) => string | number | undefined
}

/** Reads rows over a connection of the lab's own. Tables that are not there answer nothing. */
export function rowsOf(database: Database, planted: Planted | undefined, tables: readonly Table[]): Rows {
  const planting = new Map((planted?.tables ?? []).map(table => [table.name, table]))
  const keysOf = (name: string): readonly string[] => tables.find(table => table.name === name)?.primaryKey ?? ['id']
  const ask = async (sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> => {
    try {
      return (await database.query<Row>(sql, parameters)).rows
    } catch {
      return []
    }
  }
  const named = (name: string): string => `${quoted(planting.get(name)?.schema ?? 'public')}.${quoted(name)}`
  const byKey = async (name: string, key: Row): Promise<Row | undefined> => {
    const columns = Object.keys(key)
    if (columns.length === 0) return undefined
    const where = columns.map((column, index) => `${quoted(column)}::text = $${index + 1}::text`).join(' and ')
    return (
      await ask(
        `select * from ${named(name)} where ${where} limit 1`,
        columns.map(column => textOf(key[column])),
      )
    )[0]
  }
  return {
    async owned(name, actor, anyones = false) {
      let first: Row | undefined
      for (const key of planting.get(name)?.owned[actor] ?? []) {
        const row = await byKey(name, key)
        // What is on offer can be asked for; what is sold or a draft may be refused to everybody.
        if (row && ON_OFFER.test(String(row['status']))) return row
        first ??= row
      }
      if (first) return first
      return anyones ? (await ask(`select * from ${named(name)} limit 1`))[0] : undefined
    },
    again: (name, row) =>
      byKey(
        name,
        Object.fromEntries(
          keysOf(name)
            .filter(key => key in row)
            .map(key => [key, row[key]]),
        ),
      ),
    async count(name) {
      const [row] = await ask(`select count(*)::int as n from ${named(name)}`)
      return row?.['n'] as number | undefined
    },
    idOf: actor => planted?.people.find(person => person.actor === actor)?.id,
    some: (name, most) => ask(`select * from ${named(name)} limit ${most}`),
  }
}

const ON_OFFER = /^(?:active|published|available|listed|live)$/i
const MOST_LOOKED_AT = 300

/** Anybody's row that can be asked for by its status. */
export const onOffer = async (rows: Rows, table: string): Promise<Row | undefined> =>
  (await rows.some(table, MOST_LOOKED_AT)).find(row => ON_OFFER.test(String(row['status'])))

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const textOf = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value)
