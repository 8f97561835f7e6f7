import { DatabaseError, type Database, type Session } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import { setApart } from './apart.js'
import { askersOf, SIGNED_IN } from './actors.js'
import { tryBuckets } from './buckets.js'
import { tryFunctions } from './execute.js'
import { readFunctions } from './functions.js'
import type { AccessMatrix, AccessObject } from './matrix.js'
import { readRelations } from './relation.js'
import { tryTables, type Aimed } from './tables.js'
import { readTargets } from './targets.js'
import { PREPARE } from './trial.js'
import { tryViews } from './views.js'

export interface AccessOptions {
  /** Schemas that the app's door serves; `public` where nothing says otherwise. */
  readonly schemas?: readonly string[]
  /** Longest that one batch of trials may take, in milliseconds. */
  readonly limit?: number
  /** Tables and functions that are not what their files say, because a statement about them failed. */
  readonly hidden?: readonly string[]
  readonly files?: readonly string[]
  /** Names of what is public on purpose. */
  readonly open?: readonly string[]
}

/** Tries what each actor can really do to A's rows. Nothing stays: all of it happens in one transaction that is taken back. */
export async function tryAccess(database: Database, planted: Planted, options: AccessOptions = {}): Promise<AccessMatrix> {
  database.limit(options.limit ?? 120_000)
  const found: AccessObject[] = []
  try {
    await database.rehearse(session => tryEach(session, planted, options, found))
  } catch (error) {
    // A function that never came back took the database with it: what was seen before still holds.
    if (found.length === 0 || !(error instanceof DatabaseError)) throw error
  }
  return {
    actors: ['nobody', 'anon', ...SIGNED_IN],
    objects: found.map(object => (isHidden(object, options.hidden) ? unsure(object) : object)),
    ...(options.files && { files: options.files }),
    ...(options.open && { open: options.open }),
  }
}

async function tryEach(session: Session, planted: Planted, options: AccessOptions, found: AccessObject[]): Promise<void> {
  // Without the roles that a gateway hands out, no visitor reaches the database at all.
  if (!(await hasDoor(session))) return
  await session.run(PREPARE)
  const askers = askersOf(planted)
  const schemas = options.schemas ?? ['public']
  const relations = await readRelations(session, schemas)
  const stored = relations.filter(each => each.kind === 'table')
  await setApart(session, stored, planted)
  const aimed: Aimed[] = []
  for (const relation of stored)
    aimed.push({
      relation,
      targets: await readTargets(session, relation, planted),
      failed: planted.tables.find(table => table.schema === relation.schema && table.name === relation.name)?.failed,
    })
  const functions = await readFunctions(session, schemas)
  const conditions = relations.flatMap(relation => relation.policies.flatMap(policy => [policy.using ?? '', policy.check ?? '']))
  const texts = [...functions.map(each => each.body), ...conditions]
  found.push(...(await tryTables(session, aimed, askers, planted, texts)))
  const views = relations.filter(each => each.kind === 'view')
  found.push(...(await tryViews(session, views, aimed, askers, planted)))
  found.push(...(await tryBuckets(session, askers, planted, texts)))
  found.push(...(await tryFunctions(session, functions, aimed, found, askers, planted)))
}

const isHidden = ({ schema, name }: AccessObject, hidden: readonly string[] = []): boolean =>
  hidden.includes(name) || hidden.includes(`${schema}.${name}`)

const unsure = (object: AccessObject): AccessObject => ({
  ...object,
  cells: object.cells.map(({ actor, does }) => ({
    actor,
    does,
    outcome: 'unknown',
    by: [],
    why: 'a statement of the app about it failed, so it is not what it would be',
  })),
})

async function hasDoor(session: Session): Promise<boolean> {
  const { rows } = await session.query("select 1 from pg_roles where rolname in ('anon', 'authenticated')")
  return rows.length === 2
}
