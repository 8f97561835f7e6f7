import type { Catalogue } from '#database/catalogue'
import { type Database, DatabaseError } from '#database/engine/database'
import { loadGrammar } from '#database/grammar'
import { plantBulk } from './bulk.js'
import type { Ground, Owner } from './ground.js'
import { batchFor, plantHandful } from './handful.js'
import { heldKeys } from './held-keys.js'
import { type Batch, insertRows } from './insert.js'
import { guessOwner, linkTables, type LinkedTable } from './links.js'
import { type Ordered, orderTables } from './order.js'
import { peopleTable, plantPeople, promote, withRoles } from './people.js'
import type { Person, Planted } from './planted.js'
import { poolsFor, relink } from './pools.js'
import { quietly } from './quietly.js'
import { readShape } from './read-shape.js'
import { type KeyShape, nameOf, type TableShape } from './shape.js'
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

/** A database under planting: its tables, and what has been put in so far. */
export interface Plot {
  readonly ground: Ground
  readonly ordered: readonly Ordered[]
  readonly failed: Map<string, string>
}

/** Fills the app's tables with rows that its schema accepts, some of them owned by each actor. Same seed, same rows. */
export async function plantRows(database: Database, options: PlantOptions): Promise<Planted> {
  const plot = await openPlot(database, options)
  if (options.counts !== undefined) await growRows(plot, options.counts)
  return { seed: options.seed, people: await withRoles(plot.ground), tables: await tablesOf(plot.ground, plot.failed) }
}

/** Puts the people in, and a handful of rows everywhere. */
export async function openPlot(database: Database, options: PlantOptions): Promise<Plot> {
  const { people, ...plot } = await survey(database, options)
  const { ground, ordered, failed } = plot
  for (const { table, late } of ordered)
    await noting(failed, table, () =>
      table.shape === people ? plantAccounts(ground, table, late, options) : plantHandful(ground, table, late),
    )
  for (const { table, late } of ordered) for (const key of late) await noting(new Map(), table, () => relink(ground, table, key))
  await promote(ground)
  return plot
}

/** Numbers that the rows of a handful, and of whoever signed up since, may have taken. */
const TAKEN = 1000

/** A database that was planted before, for more rows of everybody's. */
export async function reopenPlot(database: Database, planted: Planted, options: Omit<PlantOptions, 'seed'>): Promise<Plot> {
  const { people: _, ...plot } = await survey(database, { ...options, seed: planted.seed })
  plot.ground.people = planted.people
  for (const name of plot.ground.linked.keys()) plot.ground.given.set(name, TAKEN)
  return plot
}

/** Its tables, parents first; nothing is put in. */
async function survey(database: Database, options: PlantOptions): Promise<Plot & { readonly people: TableShape | undefined }> {
  await loadGrammar()
  const all = (await readShape(database)).filter(shape => options.supabase !== false || shape.schema !== 'auth')
  const people = peopleTable(all, guessOwner, options.supabase)
  const shapes = all.filter(shape => shape.schema !== 'auth' || shape === people)
  const declared = new Map((options.catalogue?.tables ?? []).flatMap(table => (table.owner ? [[table.name, table.owner] as const] : [])))
  const linked = linkTables(shapes, people, declared)
  const ground: Ground = { database, linked, seed: options.seed, people: [], pools: new Map(), given: new Map() }
  return { ground, ordered: orderTables(linked), failed: new Map(), people }
}

/** Fills tables up to so many rows; may be asked again for more. */
export async function growRows(plot: Plot, counts: Readonly<Record<string, number>> | number): Promise<void> {
  await plantBulk(plot.ground, plot.ordered, counts, plot.failed)
  await plot.ground.database.run(`analyze ${plot.ordered.map(({ table }) => table.shape.sql).join(', ')}`)
}

/** Gives each of these people so many rows of each of these tables: those who come back again and again. */
export async function growOwn(
  { ground, ordered, failed }: Plot,
  owners: readonly Person['actor'][],
  names: ReadonlySet<string>,
  count: number,
): Promise<void> {
  for (const { table, late } of ordered) {
    if (!names.has(nameOf(table.shape)) || (table.owner === undefined && table.through === undefined)) continue
    // One row a person is all that an account, or a profile, has.
    if (table.owner !== undefined && table.shape.primaryKey.join() === table.owner) continue
    for (const owner of ground.people.filter(person => owners.includes(person.actor)))
      await noting(failed, table, async () => {
        const batch = batchFor(ground, table, count, owner.actor as Owner, await poolsFor(ground, table, owner.actor as Owner, late))
        await quietly(ground.database, () => insertRows(ground.database, table, batch))
      })
  }
}

async function plantAccounts(ground: Ground, table: LinkedTable, late: readonly KeyShape[], options: PlantOptions): Promise<void> {
  const { database } = ground
  const bare = (): Batch => batchFor(ground, table, 1, 'others', new Map())
  ground.people = await plantPeople(database, table, bare, actor => heldKeys(ground.linked, table, actor), options.passwordHash)
  const others = batchFor(ground, table, 8, 'others', await poolsFor(ground, table, 'others', late))
  await insertRows(database, table, others).catch(() => quietly(database, () => insertRows(database, table, others)))
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
