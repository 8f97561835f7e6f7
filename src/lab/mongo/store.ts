import type { Lab } from '../lab.js'
import type { Row } from '../request/rows.js'
import { isSame, type RowStore } from '../store/store.js'

type Everything = Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>>

/** The documents of the stand-in, in the database that holds most: that is the app's. Ids are their hex digits, dates are texts. */
export function mongoStore(lab: Pick<Lab, 'control'>): RowStore {
  const read = async (): Promise<Everything> => (await lab.control('mongodb', 'documents')) as Everything
  const own = (everything: Everything): string =>
    Object.keys(everything)
      .filter(name => !/^(?:admin|local|config)$/.test(name))
      .toSorted((a, b) => size(everything[b]!) - size(everything[a]!))[0] ?? 'app'
  const all = async (collection: string): Promise<readonly Row[]> => {
    const everything = await read()
    return everything[own(everything)]?.[collection] ?? []
  }
  const run = async (command: Row): Promise<Row> =>
    (await lab.control('mongodb', 'command', { database: own(await read()), command })) as Row
  return {
    all,
    names: async () => {
      const everything = await read()
      const held = everything[own(everything)] ?? {}
      return Object.keys(held).filter(name => held[name]!.length > 0)
    },
    insert: async ({ name }, row) => {
      const { n } = await run({ insert: name, documents: [typed(row)] })
      return n === 1 ? (await all(name)).find(one => isSame(one, { _id: row['_id'] })) : undefined
    },
    update: async (name, key, values) => void (await run({ update: name, updates: [{ q: typed(key), u: { $set: typed(values) } }] })),
  }
}

const size = (held: Readonly<Record<string, readonly Row[]>>): number =>
  Object.values(held).reduce((sum, documents) => sum + documents.length, 0)

/** What looks like an id of MongoDB is one, and what looks like a time. */
function typed(value: unknown): unknown {
  if (typeof value === 'string')
    return /^[0-9a-f]{24}$/.test(value) ? { $oid: value } : /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? { $date: value } : value
  if (Array.isArray(value)) return value.map(typed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typed(inner)]))
}
