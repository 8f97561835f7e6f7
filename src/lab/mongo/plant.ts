import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import type { Source } from '#source/source'
import type { Person, Planted, PlantedTable } from '#database/rows/planted'
import { madeDocument, madeId } from './make.js'
import { type Document, idOf, type MongoStore } from './store.js'

/** Where people are kept, and who of the actors is there. */
export interface Known {
  readonly collection: string
  readonly people: readonly (Person & { readonly document: Document })[]
}

/** The accounts that the actors made through the app's own door. */
export async function knownPeople(store: MongoStore, emails: ReadonlyMap<Actor, string>): Promise<Known | undefined> {
  for (const collection of await store.names()) {
    const documents = await store.all(collection)
    const people = [...emails].flatMap(([actor, email]) => {
      const document = documents.find(one => Object.values(one).some(value => isSame(value, email)))
      return document ? [{ actor, id: String(document['_id']), email, role: roleOf(document), document }] : []
    })
    if (people.length > 0) return { collection, people }
  }
  return undefined
}

const isSame = (value: unknown, email: string): boolean => typeof value === 'string' && value.toLowerCase() === email.toLowerCase()

const roleOf = (document: Document): string | undefined => {
  const role = Array.isArray(document['role'] ?? document['roles'])
    ? (document['roles'] as unknown[])?.[0]
    : (document['role'] ?? document['userType'])
  return typeof role === 'string' ? role : undefined
}

/** Makes a person what the app itself calls an admin; `undefined` where nothing in the account says what they are. */
export function promotion(document: Document, words: readonly string[]): Document | undefined {
  const values = Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    if (/^(?:is_?)?(?:super_?)?admin$/i.test(name) && typeof value === 'boolean') return [[name, true]]
    if (/^(?:user_?)?(?:role|type)s?$/i.test(name)) {
      const now = Array.isArray(value) ? String(value[0] ?? '') : value
      const word = words.find(one => typeof now === 'string' && isLike(one, now)) ?? words[0]
      if (typeof now === 'string' && word !== undefined) return [[name, Array.isArray(value) ? [word] : word]]
    }
    return []
  })
  return values.length > 0 ? Object.fromEntries(values) : undefined
}

/** What code calls an admin, the commonest first. */
export function adminWords(source: Source): readonly string[] {
  const counts = new Map<string, number>()
  for (const file of source.files)
    if (file.kind === 'code')
      for (const [, word] of file.text().matchAll(/['"`]((?:role[_ ])?(?:super[_ -]?)?admin(?:istrator)?)['"`]/gi))
        counts.set(word!, (counts.get(word!) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word)
}

/** Written the same way: `ADMIN` beside `USER`, `ROLE ADMIN` beside `ROLE MEMBER`. */
const isLike = (word: string, beside: string): boolean =>
  (word === word.toUpperCase()) === (beside === beside.toUpperCase()) && /\W|_/.test(word) === /\W|_/.test(beside)

const OWNERS: readonly Actor[] = ['a', 'b', 'seller']
const EACH = 2

/** Puts documents of each actor's into the app's collections: like one that is there, else as the schema says. */
export async function plantDocuments(store: MongoStore, known: Known, tables: readonly Table[]): Promise<Planted> {
  const ids = new Map<string, string>()
  const key = (collection: string, actor: Actor, index: number): string => madeId(`${collection}/${actor}/${index}`)
  const owned = new Map<string, Record<string, Document[]>>()
  const collections = tables.filter(table => table.kind === 'mongoose' && table.name !== known.collection)
  for (const table of collections) {
    const there = await store.all(table.name)
    if (table.owner === undefined && there.length > 0) {
      ids.set(table.name, String(there[0]!['_id']))
      continue
    }
    for (const person of known.people.filter(one => OWNERS.includes(one.actor)))
      for (let index = 0; index < (table.owner === undefined ? 1 : EACH); index++) {
        const id = key(table.name, person.actor, index)
        const label = `${person.actor}${index}`
        const leadsTo = (collection: string): string | undefined =>
          collection === known.collection
            ? String(person.id)
            : (ids.get(collection) ?? (collections.some(one => one.name === collection) ? key(collection, person.actor, 0) : undefined))
        const made = { ...madeDocument(table, { id, label, leadsTo }), ...(table.owner && { [table.owner]: idOf(person.id) }) }
        if (!(await store.insert(table.name, made)) || table.owner === undefined) continue
        const own = owned.get(table.name) ?? {}
        own[person.actor] = [...(own[person.actor] ?? []), { _id: id }]
        owned.set(table.name, own)
      }
  }
  const planted: PlantedTable[] = []
  for (const table of collections)
    planted.push({ schema: '', name: table.name, count: (await store.all(table.name)).length, owned: owned.get(table.name) ?? {} })
  planted.push({
    schema: '',
    name: known.collection,
    count: (await store.all(known.collection)).length,
    owned: Object.fromEntries(known.people.map(({ actor, id }) => [actor, [{ _id: id }]])),
  })
  return { seed: 0, people: known.people.map(({ actor, id, email, role }) => ({ actor, id, email, role })), tables: planted }
}
