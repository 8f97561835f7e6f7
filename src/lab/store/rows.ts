import type { Table } from '#database/catalogue'
import type { Planted } from '#database/rows/planted'
import type { Rows } from '../request/rows.js'
import { isSame, keyOf, type RowStore } from './store.js'

/** What a store holds, as the rows of the running copy. */
export function rowsOfStore(store: RowStore, planted: Planted, tables: readonly Table[]): Rows {
  const own = new Map(planted.tables.map(table => [table.name, table]))
  return {
    async owned(name, actor, anyones = false) {
      const all = await store.all(name)
      for (const key of own.get(name)?.owned[actor] ?? []) {
        const found = all.find(row => isSame(row, key))
        if (found) return found
      }
      return anyones ? all[0] : undefined
    },
    again: async (name, row) => {
      const key = keyOf(
        tables.find(table => table.name === name),
        row,
      )
      return (await store.all(name)).find(one => isSame(one, key))
    },
    idOf: actor => planted.people.find(person => person.actor === actor)?.id,
    count: async name => (await store.all(name)).length,
    some: async (name, most) => (await store.all(name)).slice(0, most),
  }
}
