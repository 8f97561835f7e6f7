import type { Lab } from '../lab.js'

/** A document as it is seen from outside: ids are their hex digits, dates are texts. */
export type Document = Readonly<Record<string, unknown>>

/** The documents of the stand-in, and a way to change them; both from outside the seal. */
export interface MongoStore {
  all(collection: string): Promise<readonly Document[]>
  /** Names of collections that hold something. */
  names(): Promise<readonly string[]>
  /** Values of the form `{ $oid: … }` and `{ $date: … }` are ids and dates. */
  insert(collection: string, document: Document): Promise<boolean>
  update(collection: string, id: unknown, values: Document): Promise<void>
}

type Everything = Readonly<Record<string, Readonly<Record<string, readonly Document[]>>>>

/** The database that the app uses: the one that holds most. */
export function mongoStore(lab: Pick<Lab, 'control'>): MongoStore {
  const read = async (): Promise<Everything> => (await lab.control('mongodb', 'documents')) as Everything
  const own = (everything: Everything): string =>
    Object.keys(everything)
      .filter(name => !/^(?:admin|local|config)$/.test(name))
      .toSorted((a, b) => size(everything[b]!) - size(everything[a]!))[0] ?? 'app'
  const run = async (command: Document): Promise<Document> =>
    (await lab.control('mongodb', 'command', { database: own(await read()), command })) as Document
  return {
    all: async collection => {
      const everything = await read()
      return everything[own(everything)]?.[collection] ?? []
    },
    names: async () => {
      const everything = await read()
      const held = everything[own(everything)] ?? {}
      return Object.keys(held).filter(name => held[name]!.length > 0)
    },
    insert: async (collection, document) => (await run({ insert: collection, documents: [document] }))['n'] === 1,
    update: async (collection, id, values) =>
      void (await run({ update: collection, updates: [{ q: { _id: idOf(id) }, u: { $set: values } }] })),
  }
}

const size = (held: Readonly<Record<string, readonly Document[]>>): number =>
  Object.values(held).reduce((sum, documents) => sum + documents.length, 0)

/** What looks like an id of MongoDB is one. */
export const idOf = (value: unknown): unknown => (/^[0-9a-f]{24}$/.test(String(value)) ? { $oid: String(value) } : value)
