import { DatabaseError } from '#database/engine/database'
import type { Ground, Owner } from './ground.js'
import { type Batch, insertRows, type Pool } from './insert.js'
import type { LinkedTable } from './links.js'
import { isRoster, standing } from './people.js'
import { PERSONS } from './ranks.js'
import { partsOf, poolsFor, skewOf } from './pools.js'
import { quietly } from './quietly.js'
import { isUnique, type KeyShape, literal, nameOf } from './shape.js'

/** A few rows for each person, and for strangers, with the app's triggers at work. */
export async function plantHandful(ground: Ground, table: LinkedTable, late: readonly KeyShape[]): Promise<void> {
  const owned = table.owner !== undefined || table.through !== undefined
  const roster = isRoster(table.shape)
  const owners: readonly Owner[] = roster ? ['admin'] : owned ? [...PERSONS, 'others'] : ['others']
  let refusal: DatabaseError | undefined
  let made = 0
  for (const owner of owners) {
    try {
      made += await plantFor(ground, table, owner, late)
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      refusal ??= error
    }
  }
  if (made === 0 && table.shape.rows === 0 && refusal) throw refusal
}

/** The whole row, else only what must be given, else the same without the app's triggers. */
async function plantFor(ground: Ground, table: LinkedTable, owner: Owner, late: readonly KeyShape[]): Promise<number> {
  const pools = await poolsFor(ground, table, owner, late)
  const batch = batchFor(ground, table, owner === 'others' ? 6 : 3, owner, pools)
  let refusal: DatabaseError | undefined
  for (const quiet of [false, true]) {
    if (quiet && !refusal) return 0
    for (const lean of [false, true]) {
      try {
        const insert = () => insertRows(ground.database, table, { ...batch, lean })
        const made = quiet ? await quietly(ground.database, insert) : await insert()
        if (made > 0) return made
      } catch (error) {
        if (!(error instanceof DatabaseError)) throw error
        refusal ??= error
      }
    }
  }
  if (refusal) throw refusal
  return 0
}

export function batchFor(ground: Ground, table: LinkedTable, count: number, owner: Owner, pools: ReadonlyMap<KeyShape, Pool>): Batch {
  const name = nameOf(table.shape)
  const offset = ground.given.get(name) ?? 0
  const fixed = new Map(standing(table.shape, owner))
  const person = ground.people.find(one => one.actor === owner)
  // An owner column that refers to nothing holds the person's id all the same.
  const free = table.owner !== undefined && ![...pools.keys()].some(key => key.columns.includes(table.owner!))
  if (person && free && table.shape.primaryKey.join() !== table.owner) fixed.set(table.owner!, literal(String(person.id)))
  const single = [...pools].filter(([key]) => key.columns.length === 1 && isUnique(table.shape, key.columns[0]!))
  const most = Math.min(count, ...single.map(([, pool]) => pool.count))
  ground.given.set(name, offset + count)
  return {
    seed: ground.seed,
    count: most,
    offset,
    pools,
    fixed,
    lean: false,
    early: partsOf(table).size === 0 && !(table.owner && table.shape.primaryKey.join() !== table.owner),
    parts: partsOf(table),
    skew: skewOf,
  }
}
