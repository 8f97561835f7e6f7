import type { Source } from '#source/source'
import type { Catalogue } from '../catalogue.js'
import type { Database, EngineName } from '../engine/database.js'
import { openDatabase } from '../engine/open.js'
import { STATEMENT_LIMIT, type EngineOptions } from '../engine/options.js'
import { readCatalogue } from '../read.js'
import { PLAIN_SESSION, SUPABASE, SUPABASE_SESSION } from '../shim/supabase.js'
import { usesSupabase } from '../supabase.js'
import { extensionsOf } from './extension.js'
import type { LoadedSchema } from './loaded.js'
import { planLoad } from './plan.js'
import { runFiles } from './run.js'

/** How the app's schema is loaded. */
export interface LoadOptions {
  /** What its files say, where that was read already. */
  readonly fromFiles?: Catalogue
  /** Only these SQL files, in this order, whatever else the app has. */
  readonly only?: readonly string[]
  /** Longest that one statement may run, in milliseconds. */
  readonly statementLimit?: number
  /** A Prisma schema for another database is put into this one all the same: the app is run with a client that talks to it. */
  readonly anyPrisma?: boolean
}

/** Longest that one statement of the app may run, in milliseconds. */
const LIMIT = 10_000

/** What a statement wanted to make is there, from another: nothing is hidden by that. */
const ALREADY_THERE = new Set(['42710', '42P07', '42701', '42723', '42P06'])

/** Puts the app's schema into an empty database, as the app itself would. What fails is told, and the rest stands. */
export async function loadSchema(source: Source, database: Database, options: LoadOptions = {}): Promise<LoadedSchema> {
  const started = performance.now()
  const fromFiles = options.fromFiles ?? (await readCatalogue(source))
  const supabase = usesSupabase(source)
  const plan = await planLoad(source, fromFiles, options)
  const run = await runFiles(database, plan.files, async () => {
    database.limit(STATEMENT_LIMIT)
    if (supabase && !(await isPrepared(database))) await database.run(SUPABASE)
    await database.run(supabase ? SUPABASE_SESSION : PLAIN_SESSION)
    database.limit(options.statementLimit ?? LIMIT)
  })
  database.limit(STATEMENT_LIMIT)
  return {
    by: plan.by,
    files: [...new Set(plan.files.filter(file => !file.beside).map(file => file.path))],
    ...run,
    supabase,
    gaps: [
      ...plan.gaps,
      ...run.failures
        .filter(failure => failure.hides.length > 0 && !ALREADY_THERE.has(failure.code))
        .map(failure => ({ at: failure.at, why: `The database refused this statement: ${failure.message}`, hides: ['tables' as const] })),
    ],
    milliseconds: Math.round(performance.now() - started),
  }
}

const isPrepared = async (database: Database): Promise<boolean> =>
  (await database.query("select 1 from pg_namespace where nspname = 'storage'")).rows.length > 0

/** Opens a database with what the app's SQL asks for, and loads the app's schema. */
export async function openLoaded(
  source: Source,
  engine: EngineName,
  options: EngineOptions & LoadOptions = {},
): Promise<{ readonly database: Database; readonly loaded: LoadedSchema }> {
  const platform = usesSupabase(source) ? { extensions: ['uuid-ossp', 'pgcrypto'], prelude: SUPABASE } : { extensions: [] }
  const extensions = [...(options.extensions ?? []), ...extensionsOf(source), ...platform.extensions]
  const database = await openDatabase(engine, { ...platform, ...options, extensions })
  try {
    return { database, loaded: await loadSchema(source, database, options) }
  } catch (error) {
    await database.close()
    throw error
  }
}
