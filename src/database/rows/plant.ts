import type { Catalogue } from '#database/catalogue'
import { type Database, DatabaseError } from '#database/engine/database'
import { loadGrammar } from '#database/grammar'
import { plantBulk } from './bulk.js'
import type { Ground } from './ground.js'
import { batchFor, plantHandful } from './handful.js'
import { insertRows } from './insert.js'
import { guessOwner, linkTables, type LinkedTable } from './links.js'
import { orderTables } from './order.js'
import { peopleTable, plantPeople, promote, withRoles } from './people.js'
import type { Planted } from './planted.js'
import { poolsFor, relink } from './pools.js'
import { quietly } from './quietly.js'
import { readShape } from './read-shape.js'
import { nameOf } from './shape.js'
import { tablesOf } from './told.js'

export interface PlantOptions {
  readonly seed: number
  /** Rows by table, or of all tables together; left out: a handful everywhere. */
  readonly counts?: Readonly<Record<string, number>> | number
  /** `false`: `auth.users` is none of the app's, even where there is one. */
  readonly supabase?: boolean
  /** What the app's own files say of owners. */
  readonly catalogue?: Catalogue
  /** Stored in the actors' password columns, so that they can sign in. */
  readonly passwordHash?: string
}

/** Fills the app's tables with rows that its schema accepts, some of them owned by each actor. Same seed, same rows. */
export async function plantRows(database: Database, options: PlantOptions): Promise<Planted> {
  await loadGrammar()
  const all = (await readShape(database)).filter(shape => options.supabase !== false || shape.schema !== 'auth')
  const people = peopleTable(all, guessOwner, options.supabase)
  const shapes = all.filter(shape => shape.schema !== 'auth' || shape === people)
  const declared = new Map((options.catalogue?.tables ?? []).flatMap(table => (table.owner ? [[table.name, table.owner] as const] : [])))
  const linked = linkTables(shapes, people, declared)
  const ordered = orderTables(linked)
  const ground: Ground = { database, linked, seed: options.seed, people: [], pools: new Map(), given: new Map() }
  const failed = new Map<string, string>()
  for (const { table, late } of ordered)
    await noting(failed, table, async () => {
      if (table.shape === people) {
        const one = () => batchFor(ground, table, 1, 'others', new Map())
        ground.people = await plantPeople(database, table, one, options.passwordHash)
        const others = batchFor(ground, table, 8, 'others', await poolsFor(ground, table, 'others', late))
        await insertRows(database, table, others).catch(() => quietly(database, () => insertRows(database, table, others)))
      } else await plantHandful(ground, table, late)
    })
  for (const { table, late } of ordered) for (const key of late) await noting(new Map(), table, () => relink(ground, table, key))
  await promote(ground)
  if (options.counts !== undefined) {
    await plantBulk(ground, ordered, options.counts, failed)
    await database.run('analyze')
  }
  return { seed: options.seed, people: await withRoles(ground), tables: await tablesOf(ground, failed) }
}

/** A table that takes no row is said, and the others go on. */
async function noting(failed: Map<string, string>, table: LinkedTable, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    failed.set(nameOf(table.shape), error.message)
  }
}
