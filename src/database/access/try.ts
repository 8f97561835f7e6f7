import type { Database, Session } from '#database/engine/database'
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
  database.limit(options.limit ?? 30_000)
  return database.rehearse(async session => {
    const actors = ['nobody', 'anon', ...SIGNED_IN] as const
    // Without the roles that a gateway hands out, no visitor reaches the database at all.
    if (!(await hasDoor(session))) return { actors, objects: [] }
    await session.run(PREPARE)
    const askers = askersOf(planted)
    const schemas = options.schemas ?? ['public']
    const relations = await readRelations(session, schemas)
    const aimed: Aimed[] = []
    const stored = relations.filter(each => each.kind === 'table')
    await setApart(session, stored, planted)
    for (const relation of stored)
      aimed.push({
        relation,
        targets: await readTargets(session, relation, planted),
        failed: planted.tables.find(table => table.schema === relation.schema && table.name === relation.name)?.failed,
      })
    const functions = await readFunctions(session, schemas)
    const texts = [
      ...functions.map(each => each.body),
      ...relations.flatMap(relation => relation.policies.flatMap(policy => [policy.using ?? '', policy.check ?? ''])),
    ]
    const tables = await tryTables(session, aimed, askers, planted, texts)
    const views = await tryViews(
      session,
      relations.filter(each => each.kind === 'view'),
      aimed,
      askers,
      planted,
    )
    const called = await tryFunctions(session, functions, aimed, [...tables, ...views], askers, planted)
    const objects = [...tables, ...views, ...called, ...(await tryBuckets(session, askers, planted, texts))]
    return {
      actors,
      objects: objects.map(object => (isHidden(object, options.hidden) ? unsure(object) : object)),
      ...(options.files && { files: options.files }),
      ...(options.open && { open: options.open }),
    }
  })
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
