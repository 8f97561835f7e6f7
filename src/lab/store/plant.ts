import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import { RANKS } from '#database/rows/ranks'
import type { Source } from '#source/source'
import type { Person, Planted, PlantedTable } from '#database/rows/planted'
import type { Row } from '../request/rows.js'
import { madeRow } from './make.js'
import { keyOf, type RowStore } from './store.js'

/** Where people are kept, and who of the actors is there. */
export interface Known {
  readonly table: string
  readonly people: readonly (Person & { readonly row: Row })[]
}

/** The accounts that the actors made through the app's own door. */
export async function knownPeople(store: RowStore, emails: ReadonlyMap<Actor, string>): Promise<Known | undefined> {
  for (const table of (await store.names()).toSorted(
    (a, b) => Number(/user|account|member|customer/i.test(b)) - Number(/user|account|member|customer/i.test(a)),
  )) {
    const rows = await store.all(table)
    const people = [...emails].flatMap(([actor, email]) => {
      const row = rows.find(one => Object.values(one).some(value => isAddress(value, email)))
      const id = row?.['_id'] ?? row?.['id'] ?? row?.['user_id'] ?? row?.['uuid']
      return row && (typeof id === 'string' || typeof id === 'number') ? [{ actor, id, email, role: roleOf(row), row }] : []
    })
    if (people.length > 0) return { table, people }
  }
  return undefined
}

const isAddress = (value: unknown, email: string): boolean => typeof value === 'string' && value.toLowerCase() === email.toLowerCase()

function roleOf(row: Row): string | undefined {
  const role = row['role'] ?? row['roles'] ?? row['userType'] ?? row['user_type']
  const first: unknown = Array.isArray(role) ? role[0] : role
  return typeof first === 'string' ? first : undefined
}

/** Makes a person what the app itself calls an admin; `undefined` where nothing in the account says what they are. */
export function promotion(row: Row, words: readonly string[]): Row | undefined {
  const values = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    if (/^(?:is_?)?(?:super_?)?admin$/i.test(name) && (typeof value === 'boolean' || value === 0)) return [[name, value === 0 ? 1 : true]]
    return []
  })
  const all = { ...Object.fromEntries(values), ...calling(row, words) }
  return Object.keys(all).length > 0 ? all : undefined
}

/** Makes a person what one of these words says, written as the account has it; `undefined` where no column says what they are. */
export function calling(row: Row, words: readonly string[]): Row | undefined {
  const values = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    const now: unknown = Array.isArray(value) ? String(value[0] ?? '') : value
    if (!/^(?:user_?)?(?:role|type)s?$/i.test(name) || typeof now !== 'string') return []
    const word = words.find(one => isLike(one, now)) ?? words[0]
    return word === undefined ? [] : [[name, Array.isArray(value) ? [word] : word]]
  })
  return values.length > 0 ? Object.fromEntries(values) : undefined
}

/** What the table of accounts may call somebody who sells or lets, and who is no admin. */
export const sellerWords = (table: Table | undefined): readonly string[] =>
  (table?.columns ?? [])
    .filter(({ name }) => /^(?:user_?)?(?:role|type)s?$/i.test(name))
    .flatMap(({ values }) => values ?? [])
    .filter(word => RANKS.seller.test(word) && !RANKS.admin.test(word))

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

/** Puts rows of each actor's into the app's tables, as its schema says: those first that others lead to. */
export async function plantOwn(store: RowStore, known: Known, tables: readonly Table[]): Promise<Planted> {
  const planted = new Map<string, Map<Actor, Row[]>>()
  const people = new Map<Actor, Row>(known.people.map(({ actor, row }) => [actor, row]))
  for (const table of inOrder(tables.filter(one => one.name !== known.table))) {
    const own = new Map<Actor, Row[]>()
    planted.set(table.name, own)
    // What is nobody's is there already where the app fills its tables itself.
    if (ownerKey(table, known, tables) === undefined && (await store.all(table.name)).length > 0) continue
    for (const { actor, id } of known.people.filter(one => OWNERS.includes(one.actor)))
      for (let index = 0; index < EACH; index++) {
        const leadsTo = (name: string): unknown =>
          name === known.table ? id : keyValue(planted.get(name)?.get(actor)?.[0] ?? [...(planted.get(name)?.values() ?? [])][0]?.[0])
        const row = {
          ...madeRow(table, { label: `${actor}${index}`, leadsTo }),
          ...(table.owner && holds(table, known) && { [table.owner]: id }),
        }
        const kept = await store.insert(table, row)
        if (kept) own.set(actor, [...(own.get(actor) ?? []), kept])
      }
  }
  const told = await Promise.all(
    tables.map(async (table): Promise<PlantedTable> => {
      const own =
        table.name === known.table
          ? new Map([...people].map(([actor, row]) => [actor, [row]]))
          : (planted.get(table.name) ?? new Map<Actor, Row[]>())
      const owned = table.name === known.table || ownerKey(table, known, tables) !== undefined ? own : new Map<Actor, Row[]>()
      return {
        schema: '',
        name: table.name,
        count: (await store.all(table.name)).length,
        owned: Object.fromEntries([...owned].map(([actor, rows]) => [actor, rows.map(row => keyOf(table, row))])),
      }
    }),
  )
  return { seed: 0, people: known.people.map(({ actor, id, email, role }) => ({ actor, id, email, role })), tables: told }
}

const keyValue = (row: Row | undefined): unknown => row && (row['_id'] ?? row['id'] ?? Object.values(row)[0])

/** The owner's column leads to people, or holds their id without saying so. */
const holds = (table: Table, known: Known): boolean =>
  table.owner !== undefined &&
  !table.primaryKey.includes(table.owner) &&
  table.foreignKeys.every(key => key.columns[0] !== table.owner || key.table === known.table)

/** By what a row of the table belongs to a person: its owner's column, or what leads to a table that has one. */
function ownerKey(table: Table, known: Known, tables: readonly Table[], depth = 0): string | undefined {
  if (holds(table, known)) return table.owner
  if (depth > 3) return undefined
  return table.foreignKeys
    .filter(key => key.table !== known.table && key.table !== table.name)
    .find(key => {
      const above = tables.find(one => one.name === key.table)
      return above && ownerKey(above, known, tables, depth + 1) !== undefined
    })?.columns[0]
}

function inOrder(tables: readonly Table[]): readonly Table[] {
  const done: Table[] = []
  let left = [...tables]
  while (left.length > 0) {
    const ready = left.filter(table =>
      table.foreignKeys.every(key => key.table === table.name || !left.some(one => one.name === key.table)),
    )
    done.push(...(ready.length > 0 ? ready : left.slice(0, 1)))
    left = left.filter(table => !done.includes(table))
  }
  return done
}
