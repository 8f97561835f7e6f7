import type { Actor } from '#base/evidence'
import type { Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Relation } from './relation.js'
import { isRow, quoted } from './text.js'

export type Row = Readonly<Record<string, unknown>>

/** The rows that a relation's trials aim at. */
export interface Targets {
  /** Rows of A; rows of anyone where the table knows no owner. */
  readonly rows: readonly Row[]
  readonly keys: readonly Row[]
  /** The rows are A's, not just any. */
  readonly owned: boolean
  readonly own: { readonly [actor in Actor]?: { readonly rows: readonly Row[]; readonly keys: readonly Row[] } | undefined }
  /** Columns that hold A's id in A's rows. */
  readonly owners: readonly string[]
}

/** So many rows of a person are aimed at: enough that one is a draft and one is published. */
const AIMED = 6

export async function readTargets(session: Session, relation: Relation, planted: Planted): Promise<Targets> {
  const table = planted.tables.find(each => each.schema === relation.schema && each.name === relation.name)
  const people = new Map(planted.people.map(person => [person.actor, String(person.id)]))
  const identity =
    relation.primaryKey.length > 0
      ? relation.primaryKey
      : relation.columns.filter(column => !/^jsonb?$|^xml$|^point|\[\]$/.test(column.type)).map(column => column.name)
  const read = async (condition: string) => {
    const { rows } = await session.query<{ row: Row }>(
      `select to_jsonb(t) as row from ${nameOf(relation)} t where ${condition} limit ${AIMED}`,
    )
    return of(rows.map(each => each.row))
  }
  const of = (rows: readonly Row[]) => ({ rows, keys: rows.map(row => Object.fromEntries(identity.map(name => [name, row[name]]))) })
  const own: { [actor in Actor]?: { readonly rows: readonly Row[]; readonly keys: readonly Row[] } | undefined } = {}
  for (const [actor, keys] of Object.entries(table?.owned ?? {})) {
    if (!keys || keys.length === 0) continue
    const found = await read(isRow(spread(keys), 't.'))
    if (found.rows.length > 0) own[actor as Actor] = found
  }
  const a = people.get('a')
  own.a = keepApart(own.a, own.b, people.get('b'))
  const owned = own.a !== undefined
  // Nobody's rows in particular: any will do; of a table where others own some, those of no one we act as.
  const { rows, keys } = own.a ?? (await read('true'))
  const owners =
    owned && a !== undefined ? relation.columns.map(column => column.name).filter(name => rows.some(row => String(row[name]) === a)) : []
  return { rows, keys, owned, own, owners }
}

/** Rows of A that are B's too (a message from one to the other) show nothing when B reads them; others are aimed at where there are any. */
function keepApart<Rows extends { readonly rows: readonly Row[]; readonly keys: readonly Row[] }>(
  a: Rows | undefined,
  b: Rows | undefined,
  id: string | undefined,
): { readonly rows: readonly Row[]; readonly keys: readonly Row[] } | undefined {
  if (!a) return undefined
  const shared = new Set(b?.keys.map(key => JSON.stringify(key)))
  const places = a.rows
    .map((_, index) => index)
    .filter(
      index =>
        !shared.has(JSON.stringify(a.keys[index])) &&
        !Object.values(a.rows[index]!).some(value => id !== undefined && String(value) === id),
    )
  return places.length === 0 ? a : { rows: places.map(index => a.rows[index]!), keys: places.map(index => a.keys[index]!) }
}

const spread = <Item>(items: readonly Item[]): readonly Item[] =>
  items.length <= AIMED
    ? items
    : Array.from({ length: AIMED }, (_, index) => items[Math.floor((index * (items.length - 1)) / (AIMED - 1))]!)

export const nameOf = ({ schema, name }: { readonly schema: string; readonly name: string }): string => `${quoted(schema)}.${quoted(name)}`
