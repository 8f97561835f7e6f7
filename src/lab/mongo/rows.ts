import type { Planted } from '#database/rows/planted'
import type { Rows } from '../request/rows.js'
import type { MongoStore } from './store.js'

/** The documents of the running copy, as rows. */
export function documentsAsRows(store: MongoStore, planted: Planted | undefined): Rows {
  const tables = new Map((planted?.tables ?? []).map(table => [table.name, table]))
  const again = async (name: string, id: unknown) => (await store.all(name)).find(one => one['_id'] === id)
  return {
    async owned(name, actor, anyones = false) {
      for (const key of tables.get(name)?.owned[actor] ?? []) {
        const found = await again(name, key['_id'])
        if (found) return found
      }
      return anyones ? (await store.all(name))[0] : undefined
    },
    again: (name, row) => again(name, row['_id']),
    count: async name => (await store.all(name)).length,
    some: async (name, most) => (await store.all(name)).slice(0, most),
  }
}
