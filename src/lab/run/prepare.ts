import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadSchema } from '#database/load/load'
import type { Database } from '#database/engine/database'
import type { Planted } from '#database/rows/planted'
import type { Source } from '#source/source'
import { copyApp } from '../copy/copy.js'
import { bareEnvFiles } from '../copy/env-files.js'
import { takeOver } from '../copy/compiled.js'
import { makeFromTemplates } from '../copy/templates.js'
import { count } from '../coverage/counters.js'
import { toolEnvironment } from '../environment/tools.js'
import type { Folders } from '../folders.js'
import { makeAuthTables, makeTables, type Run, seed } from '../fill/fill.js'
import { generatePrisma } from '../prisma/prisma.js'
import type { Modules } from '../install/install.js'
import { connectDatabase, recreate } from '../postgres/connect.js'
import { lastWords } from '../last-words.js'
import { giveTo, labUser } from '../seal/user.js'
import type { Executed } from '../supervisor/settings.js'
import type { LabLimits, LabOptions } from './options.js'
import type { LabPlan } from './plan.js'
import { countedRows, plantIn } from './rows.js'
import { type PreparedNotes, writeNotes } from './prepared.js'
import type { Steps } from './steps.js'
import { type World, openWorld } from './world.js'
import { labSpec, supervisorSettings } from './spec.js'

/** Copies, loads the schema and rows, and builds; what comes of it is kept under `folder`. */
export async function prepare(
  source: Source,
  plan: LabPlan,
  modules: Modules,
  folders: Folders,
  folder: string,
  limits: LabLimits,
  options: LabOptions,
  steps: Steps,
): Promise<PreparedNotes> {
  const before = steps.list().length
  const draft = `${folder}.${process.pid}`
  const substitutions: string[] = []
  let planted: Planted | undefined
  let counted: readonly string[] = []
  let built = false
  let hurried = false
  rmSync(draft, { recursive: true, force: true })
  for (const name of ['app', 'data', 'work']) mkdirSync(join(draft, name), { recursive: true })
  let world: World | undefined
  try {
    await steps.take('copy', async () => {
      const copied = copyApp(source.root, join(draft, 'app'))
      bareEnvFiles(plan.app.package, join(draft, 'app', plan.app.folder))
      if (options.earlier) takeOver(join(options.earlier, plan.app.folder), join(draft, 'app', plan.app.folder))
      counted = count(source, join(draft, 'app'), options.counts ?? [])
      for (const path of makeFromTemplates(source, join(draft, 'app')))
        substitutions.push(`\`${path}\` is made from the template beside it`)
      giveTo(labUser(), draft)
      return `${copied.files} files${copied.emptied.length > 0 ? `; values of ${copied.emptied.join(', ')} left out` : ''}`
    })
    world = await openWorld(
      labSpec(
        folders,
        { lower: [modules.folder], upper: join(draft, 'app'), work: join(draft, 'work'), data: join(draft, 'data') },
        limits,
      ),
      supervisorSettings(plan, folders, limits),
    )
    const opened = world
    if (plan.postgres) {
      const run: Run = (command, env) => inApp(opened, plan, command, { ...limits, build: FILLS_WITHIN }, env)
      planted = await fillDatabase(source, plan, opened, options, run, steps.take, substitutions)
    } else await steps.take('database', () => readyOther(source, plan, opened, limits))
    await steps.take('build', async () => {
      const prisma = await generatePrisma(source, plan.app.folder, folders.cache, {
        execute: (command, env) => inApp(opened, plan, command, limits, env),
        write: async (path, text) =>
          void (await inApp(opened, plan, `mkdir -p "$(dirname '${path}')"; printf '%s' "$LAB_TEXT" > '${path}'`, limits, {
            LAB_TEXT: text,
          })),
        databaseUrl: plan.surroundings.databaseUrl,
      })
      substitutions.push(...(prisma?.substitutions ?? []))
      const first = prisma ? `${prisma.says}; ` : ''
      const { build, starts } = plan.app
      if (!build || !starts.some(way => way.built)) return first ? prisma!.says : { skipped: 'nothing to build' }
      const result = await inApp(opened, plan, 'npm run build', limits)
      built = result.code === 0
      hurried = result.timedOut
      if (hurried) return { skipped: 'the build took too long' }
      if (!built) return { skipped: `the build failed: ${lastWords(result)}` }
      return `${first}npm run build`
    })
    if (plan.postgres || plan.mysql) await opened.control('stop-database')
    await opened.close()
    const notes: PreparedNotes = { steps: steps.list().slice(before), substitutions, planted, counted, built, hurried }
    writeNotes(draft, notes)
    rmSync(join(draft, 'work'), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
    renameSync(draft, folder)
    return notes
  } finally {
    await world?.close()
    if (existsSync(draft)) rmSync(draft, { recursive: true, force: true })
  }
}

const FILLS_WITHIN = 60_000
/** At every start, and many scripts never end by themselves. */
const FILLS_MEMORY_WITHIN = 20_000

/** Databases that are no Postgres are made and filled as the app itself does it; one in memory each time anew. */
async function readyOther(source: Source, plan: LabPlan, world: World, limits: LabLimits): Promise<string | { readonly skipped: string }> {
  const { kind, by } = plan.app.database
  if (kind !== 'mysql' && kind !== 'sqlite') return { skipped: `no Postgres: ${kind} (${by})` }
  const run: Run = (command, env) => inApp(world, plan, command, { ...limits, build: FILLS_WITHIN }, env)
  const tables = await makeTables(source, plan.app, plan.variables, run)
  const auth = await makeAuthTables(source, plan.app, run)
  const filled = await seed(source, plan.app, plan.variables, run)
  return `${kind}: ${tables}${auth}${filled ? `; filled by ${filled}` : ''}`
}

/** Fills what is held in memory alone, and is empty at each start. */
export async function fillMemory(source: Source, plan: LabPlan, world: World, limits: LabLimits, steps: Steps): Promise<void> {
  if (plan.app.database.kind !== 'mongodb' && !plan.app.mongodb) return
  const run: Run = (command, env) => inApp(world, plan, command, { ...limits, build: FILLS_MEMORY_WITHIN }, env)
  await steps.take('rows', async () => {
    const filled = await seed(source, plan.app, plan.variables, run)
    return filled ? `filled by ${filled}` : { skipped: 'the app has no seed that runs' }
  })
}

type Take = Steps['take']

async function fillDatabase(
  source: Source,
  plan: LabPlan,
  world: World,
  options: LabOptions,
  run: Run,
  take: Take,
  substitutions: string[],
): Promise<Planted | undefined> {
  const sockets = world.path('run')
  let planted: Planted | undefined
  let database: Database | undefined
  try {
    await take('database', async () => {
      const { database: name, users } = plan.postgres!
      await recreate(sockets, name, 'template1')
      database = await connectDatabase(sockets, name)
      const loaded = await loadSchema(source, database, { anyPrisma: true, ...(options.catalogue && { fromFiles: options.catalogue }) })
      for (const user of users) await database.run(`create role "${user}" superuser login`).catch(() => undefined)
      for (const { name, says } of loaded.substitutions) substitutions.push(`${name}: ${says}`)
      const refused = loaded.failures.length > 0 ? `, ${loaded.failures.length} refused` : ''
      const made = loaded.statements > 0 ? '' : `; ${await makeTables(source, plan.app, plan.variables, run)}`
      const auth = await makeAuthTables(source, plan.app, run)
      return `${loaded.by}: ${loaded.statements} statements${refused}${made}${auth}`
    })
    await take('rows', async () => {
      planted = await plantIn(database!, plan, options)
      return countedRows(planted)
    }).catch(() => undefined)
  } finally {
    await database?.close()
  }
  await recreate(sockets, 'snap', plan.postgres!.database)
  return planted
}

/** Runs a command of the app's own in its folder, sealed. */
export function inApp(
  world: World,
  plan: LabPlan,
  command: string,
  limits: LabLimits,
  more: Readonly<Record<string, string>> = {},
): Promise<Executed> {
  const tools = toolEnvironment(plan.app.folder, limits.memory)
  return world.control<Executed>(
    'execute',
    { command, folder: join('/lab/app', plan.app.folder), env: { ...plan.env, ...tools, ...more }, limit: limits.build },
    limits.build + 10_000,
  )
}
