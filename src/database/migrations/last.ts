import type { Source } from '#source/source'
import type { Catalogue } from '../catalogue.js'
import type { EngineName } from '../engine/database.js'
import type { EngineOptions } from '../engine/options.js'
import { type LoadOptions, openLoaded } from '../load/load.js'
import type { LoadedSchema } from '../load/loaded.js'
import { statementsOf } from '../load/statement.js'
import { plantRows } from '../rows/plant.js'
import type { MigrationTrial } from './migration.js'
import { watchMigration } from './watch.js'

export interface LastOptions extends EngineOptions, Pick<LoadOptions, 'statementLimit'> {
  readonly seed: number
  /** Rows over all tables before it runs. */
  readonly rows: number
}

/**
 * The newest migration, run on a database that the others made and that has rows in it: the next one that a deploy runs.
 * `undefined` where the app has no migrations, or only one.
 */
export async function tryLastMigration(
  source: Source,
  engine: EngineName,
  loaded: LoadedSchema,
  fromFiles: Catalogue,
  { seed, rows, ...options }: LastOptions,
): Promise<MigrationTrial | undefined> {
  if (!/migrations$/.test(loaded.by)) return undefined
  const files = loaded.files.filter(path => path.endsWith('.sql') && !/(?:^|\/)seeds?(?:\.sql$|\/)/.test(path))
  const last = source.file(files.at(-1) ?? '')
  if (files.length < 2 || !last) return undefined
  const { database } = await openLoaded(source, engine, { ...options, fromFiles, only: files.slice(0, -1) })
  try {
    await plantRows(database, { seed, counts: rows, supabase: loaded.supabase })
    return await watchMigration(database, last.path, statementsOf(last), options.statementLimit)
  } finally {
    await database.close()
  }
}
