import type { Ground, Owner } from './ground.js'
import type { Pool } from './insert.js'
import { type LinkedTable, partScore } from './links.js'
import { type ColumnShape, type KeyShape, quoted, type TableShape } from './shape.js'
import { belongsTo, parentOf } from './whose.js'

/** What each reference of a table is drawn from, when the rows are to be one owner's. */
export async function poolsFor(ground: Ground, table: LinkedTable, owner: Owner, late: readonly KeyShape[]): Promise<Map<KeyShape, Pool>> {
  const pools = new Map<KeyShape, Pool>()
  for (const key of table.keys) {
    if (late.includes(key)) continue
    for (const filter of filtersFor(ground, table, key, owner)) {
      const pool = await poolOf(ground, key, filter)
      if (!pool) continue
      pools.set(key, pool)
      break
    }
  }
  return pools
}

const LISTING = /product|item|listing|categor|variant|course|event|service|shop|store|plan|room|propert|post|ticket_type|artwork/i
const isPerson = (ground: Ground, table: LinkedTable): boolean =>
  table.owner !== undefined &&
  (table.shape.primaryKey.join() === table.owner || ground.people.length === 0 || /^(?:users?|profiles?)$/i.test(table.shape.name))

/** Conditions on the parent's rows, the best first; `''` takes any. */
function filtersFor(ground: Ground, table: LinkedTable, key: KeyShape, owner: Owner): string[] {
  const parent = parentOf(ground.linked, key)
  if (!parent || (!parent.owner && !parent.through)) return ['']
  const of = (actor: Owner) => {
    const person = ground.people.find(one => one.actor === actor)
    const condition = person && belongsTo(ground.linked, parent, person.id)
    return condition === undefined ? [] : [condition]
  }
  const strangers = ground.people
    .flatMap(person => belongsTo(ground.linked, parent, person.id) ?? [])
    .map(condition => `(${condition}) is not true`)
  const owning = table.through === key || (table.owner !== undefined && key.columns.includes(table.owner))
  if (owner === 'others') return owning ? [strangers.join(' and ')] : [strangers.join(' and '), '']
  if (owning) return of(owner)
  // The other side of a message or a sale is somebody else.
  if (isPerson(ground, parent))
    return /sell|vendor|host|merchant|provider/i.test(key.columns.join()) ? [...of('seller'), ''] : [...of(owner === 'a' ? 'b' : 'a'), '']
  return LISTING.test(parent.shape.name) ? [...of('seller'), ''] : [...of(owner), '']
}

async function poolOf(ground: Ground, key: KeyShape, filter: string): Promise<Pool | undefined> {
  const name = `${key.schema}.${key.table}(${key.references.join()}) ${filter}`
  if (ground.pools.has(name)) return ground.pools.get(name)
  const parent = parentOf(ground.linked, key)
  if (!parent) return undefined
  const from = `(${poolSql(parent.shape, key.references, filter)} limit 1000)`
  const { rows } = await ground.database.query<{ n: number }>(`select count(*)::int as n from ${from} t`)
  const count = rows[0]?.n ?? 0
  const pool = count > 0 ? { from, count, dated: birthOf(parent.shape) !== undefined } : undefined
  ground.pools.set(name, pool)
  return pool
}

/** Rows of a table by number, with when they came to be. */
export function poolSql(shape: TableShape, columns: readonly string[], filter: string): string {
  const birth = birthOf(shape)
  const wanted = [...new Set(columns)].map(quoted)
  const order = [...(birth ? [quoted(birth.name)] : []), ...wanted].join(', ')
  const at = birth ? `, ${quoted(birth.name)}::timestamptz as at` : ''
  const present = wanted.map(column => `${column} is not null`).join(' and ')
  return `select row_number() over (order by ${order}) - 1 as n, ${wanted.join(', ')}${at} from ${shape.sql} where ${present}${filter ? ` and (${filter})` : ''}`
}

export const birthOf = (shape: TableShape): ColumnShape | undefined =>
  shape.columns.find(
    column =>
      /^(?:timestamp|timestamptz|date)$/.test(column.base) &&
      !column.array &&
      /^(?:created|inserted|placed|ordered|joined|registered)/i.test(column.name),
  )

/** Fills references that had nothing to lead to when their rows were made: circles, and rows that refer to their own table. */
export async function relink(ground: Ground, table: LinkedTable, key: KeyShape): Promise<void> {
  const parent = parentOf(ground.linked, key)
  const [column, more] = key.columns
  const [target] = key.references
  if (!parent || !column || !target || more !== undefined || table.shape.primaryKey.length === 0) return
  const self = parent.shape === table.shape
  // Half of the rows of a tree hang on one that has no parent itself.
  const pool = self
    ? `${poolSql(parent.shape, [target], `${quoted(column)} is null`)} limit 3`
    : `${poolSql(parent.shape, [target], '')} limit 1000`
  const id = table.shape.primaryKey.map(name => `t.${quoted(name)}`).join(`::text || `)
  const odd = `hashtext(${id}::text) % 2 = 0`
  await ground.database.run(
    `with pool as (${pool}), n as (select count(*) as n from pool)
    update ${table.shape.sql} t set ${quoted(column)} = pool.${quoted(target)} from pool, n
    where t.${quoted(column)} is null and pool.n = abs(hashtext(${id}::text)::bigint) % n.n${self ? ` and ${odd} and t.${quoted(target)} not in (select ${quoted(target)} from pool)` : ''}`,
  )
}

/** References that make a row a part of another one, as items are of an order. */
export const partsOf = (table: LinkedTable): ReadonlySet<KeyShape> =>
  new Set(table.through && partScore(table.shape, table.through) >= 3 ? [table.through] : [])

/** A few sellers own most of what is listed; customers come back unevenly too. */
export function skewOf(key: KeyShape): number {
  if (/sell|vendor|merchant|host|store|shop|owner|author|creator/i.test(key.columns.join())) return 3
  return /user|customer|buyer|profile/i.test(key.columns.join()) ? 1.6 : 1.3
}
