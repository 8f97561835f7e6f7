import { type Database, DatabaseError } from '#database/engine/database'
import { withoutIndexes } from './bare.js'
import { countsFor } from './counts.js'
import type { Ground } from './ground.js'
import { batchFor } from './handful.js'
import { insertRows, type Pool } from './insert.js'
import type { LinkedTable } from './links.js'
import type { Ordered } from './order.js'
import { birthOf, poolSql } from './pools.js'
import { quietly } from './quietly.js'
import { type KeyShape, nameOf } from './shape.js'
import { parentOf } from './whose.js'

/** Fills tables to their size, in SQL, without triggers: a million rows in seconds. */
export async function plantBulk(
  ground: Ground,
  ordered: readonly Ordered[],
  counts: Readonly<Record<string, number>> | number,
  failed: Map<string, string>,
): Promise<void> {
  const wanted = countsFor(
    ordered.map(one => one.table),
    counts,
  )
  const pools = new Map<string, Pool | undefined>()
  await roomily(ground.database, async () => {
    for (const { table, late } of ordered) {
      const count = wanted.get(nameOf(table.shape)) ?? 0
      if (count === 0) continue
      try {
        await withoutIndexes(ground.database, table, count, unwatched => fill(ground, table, count, late, pools, unwatched))
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        failed.set(nameOf(table.shape), error.message)
      }
    }
    for (let n = 0; n < pools.size; n++) await ground.database.run(`drop table if exists pg_temp.pool_${n}`)
  })
}

/** Quietly, and with what rows refer to in memory rather than in files. */
async function roomily(database: Database, work: () => Promise<void>): Promise<void> {
  await database.run("set work_mem = '96MB'")
  try {
    await quietly(database, work)
  } finally {
    await database.run('reset work_mem')
  }
}

const sizeOf = async (ground: Ground, table: LinkedTable): Promise<number> =>
  (await ground.database.query<{ n: number }>(`select count(*)::int as n from ${table.shape.sql}`)).rows[0]?.n ?? 0

/** Conditions and unique keys leave rows out, so it is tried again until nearly all are there. */
async function fill(
  ground: Ground,
  table: LinkedTable,
  count: number,
  late: readonly KeyShape[],
  pools: Map<string, Pool | undefined>,
  unwatched: boolean,
): Promise<void> {
  let there = await sizeOf(ground, table)
  const drawn = new Map<KeyShape, Pool>()
  for (const key of table.keys) {
    const pool = await bulkPool(ground, key, pools, late.includes(key))
    if (pool) drawn.set(key, pool)
  }
  for (let round = 0; round < 4 && there < count * 0.98; round++) {
    const batch = { ...batchFor(ground, table, count - there, 'others', drawn), unwatched }
    let made: number
    try {
      made = await insertRows(ground.database, table, batch)
    } catch (error) {
      if (round > 0 || !(error instanceof DatabaseError)) throw error
      made = await insertRows(ground.database, table, { ...batch, lean: true })
    }
    if (made === 0) return
    there += made
  }
}

/** A parent's rows by number in a temporary table, made once. */
async function bulkPool(ground: Ground, key: KeyShape, pools: Map<string, Pool | undefined>, late: boolean): Promise<Pool | undefined> {
  const name = `${key.schema}.${key.table}(${key.references.join()})${late ? ' early' : ''}`
  if (pools.has(name)) return pools.get(name)
  const parent = parentOf(ground.linked, key)
  if (!parent) return undefined
  const from = `pg_temp.pool_${pools.size}`
  await ground.database.run(
    `create temporary table pool_${pools.size} as ${poolSql(parent.shape, key.references, '')}; analyze pool_${pools.size}`,
  )
  const { rows } = await ground.database.query<{ n: number }>(`select count(*)::int as n from ${from}`)
  const count = rows[0]?.n ?? 0
  const pool = count > 0 ? { from, count, dated: !late && birthOf(parent.shape) !== undefined } : undefined
  pools.set(name, pool)
  return pool
}
