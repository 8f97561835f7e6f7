import type { AccessMatrix } from '#database/access/matrix'
import { tryAccess } from '#database/access/try'
import type { Database, EngineName } from '#database/engine/database'
import { readBack } from '#database/live/read-back'
import { openLoaded } from '#database/load/load'
import { planLoad } from '#database/load/plan'
import type { LoadedSchema } from '#database/load/loaded'
import { tryLastMigration } from '#database/migrations/last'
import { readDeclared } from '#database/rehearsal/declared'
import { tryStatements } from '#database/rehearsal/run'
import type { StatementTrials } from '#database/rehearsal/statement'
import { plantRows } from '#database/rows/plant'
import type { Planted } from '#database/rows/planted'
import { tryIndexes } from '#database/trial/run'
import { buildModel } from '#model/build'
import type { AppModel } from '#model/app-model'
import { codeStatements } from '#model/read/statements'
import { trialQueries } from '#model/read/trial-queries'
import type { DatabaseAccount } from '#triage/finding'
import { type AuditResult, configurationOf, readApp, reportOn, stopwatch, type Timed } from './audit.js'
import { modelOf, openApp, type OpenedApp } from './model-of.js'

export interface ExamineOptions {
  readonly engine?: EngineName
  /** The server of engine `url`. */
  readonly url?: string
  /** Rows of the largest tables while indexes are measured; 0: none are. */
  readonly rows?: number
  /** Everything made up follows from it. */
  readonly seed?: string
  /** Longest that one statement of the app may run, in milliseconds. */
  readonly limit?: number
  /** Leaves the database behind, to look at. */
  readonly keep?: boolean
  /** One line per step, for people. */
  readonly log?: (line: string) => void
}

export interface ExamineResult extends AuditResult {
  /** Undefined where no file declares a Postgres schema. */
  readonly loaded: LoadedSchema | undefined
  readonly planted: Planted | undefined
  readonly statements: StatementTrials | undefined
  /** Milliseconds by stage. */
  readonly timing: Readonly<Record<string, number>>
}

const ROWS = 100_000
/** Enough to tell whether a statement goes through the whole table. */
const MIGRATION_ROWS = 5000

/** Audits the app with its schema in a throw-away Postgres: who may do what, which statements cannot work, which index is worth building. */
export async function examine(folder: string, options: ExamineOptions = {}): Promise<ExamineResult> {
  const timing: Record<string, number> = {}
  const timed = stopwatch(timing)
  const app = await openApp(await readApp(folder, timed), timed)
  const engine = options.engine ?? (options.url === undefined ? 'pglite' : 'url')
  // Without a schema no engine need start.
  const { files } = await planLoad(app.source, app.catalogue)
  if (files.length === 0) {
    const model = await modelOf(app, timed)
    options.log?.('No file of the app declares a Postgres schema, so there is nothing to try.')
    return { ...(await reportOn(app.source, model, timed)), loaded: undefined, planted: undefined, statements: undefined, timing }
  }
  const { database, loaded } = await timed('load', () =>
    openLoaded(app.source, engine, {
      fromFiles: app.catalogue,
      extensions: ['pg_trgm'],
      ...(options.url !== undefined && { url: options.url }),
      ...(options.limit !== undefined && { statementLimit: options.limit }),
      ...(options.keep && { keep: true }),
    }),
  )
  options.log?.(`${loaded.by}: ${loaded.statements} statements ran, ${loaded.failures.length} failed`)
  try {
    const trial = await tryOut(app, database, loaded, options, timed)
    const result = await reportOn(app.source, trial.model, timed)
    app.facts.save()
    const account = accountOf(database, loaded, trial)
    return {
      ...result,
      report: { ...result.report, database: account },
      loaded,
      planted: trial.planted,
      statements: trial.statements,
      timing,
    }
  } finally {
    await database.close()
    if (options.keep && database.url) options.log?.(`The database \`${new URL(database.url).pathname.slice(1)}\` is left on the server.`)
  }
}

interface Trial {
  readonly model: AppModel
  readonly planted: Planted | undefined
  readonly statements: StatementTrials | undefined
}

async function tryOut(
  { source, facts, catalogue: fromFiles }: OpenedApp,
  database: Database,
  loaded: LoadedSchema,
  options: ExamineOptions,
  timed: Timed,
): Promise<Trial> {
  const catalogue = await timed('read back', () => readBack(database, loaded, fromFiles))
  if (loaded.statements === 0)
    return { model: await timed('model', () => buildModel(source, facts, catalogue)), planted: undefined, statements: undefined }
  const seed = seedOf(options.seed ?? 'seaworthy')
  const { log } = options
  // Each has a database, or a thread, of its own: none waits for the others.
  const rehearsing = timed('migration', () =>
    tryLastMigration(source, database.engine, loaded, fromFiles, {
      seed,
      rows: MIGRATION_ROWS,
      ...(options.limit !== undefined && { statementLimit: options.limit }),
      ...(options.url !== undefined && { url: options.url }),
    }),
  )
  const planting = timed('rows', () => plantRows(database, { seed, catalogue, supabase: loaded.supabase }))
  const ended = Promise.allSettled([rehearsing, planting])
  try {
    const model = await timed('model', () => buildModel(source, facts, catalogue))
    const planted = await planting
    const matrix = await timed('access', () => tried(model, database, planted, loaded, configurationOf(source).public))
    log?.(`${matrix.objects.length} tables, views, functions and buckets tried by ${matrix.actors.length} actors`)
    const statements = await timed('statements', () =>
      tryStatements(database, codeStatements(model), readDeclared(source, fromFiles, loaded)),
    )
    log?.(`${statements.tried} statements tried, ${statements.rejections.length} can never work`)
    // What else runs would be measured too.
    const rehearsed = await rehearsing
    if (rehearsed) log?.(`${rehearsed.file} was run on a filled database: ${rehearsed.steps.length} statements`)
    const rows = options.rows ?? ROWS
    const trials =
      rows > 0
        ? await timed('indexes', () =>
            tryIndexes(database, trialQueries(model), { seed, scales: [rows], catalogue, supabase: loaded.supabase }),
          )
        : undefined
    if (trials) log?.(`${trials.queries.length} queries measured at ${rows} rows, ${trials.kept.length} indexes are worth building`)
    return {
      // A schema of which much is missing rejects what the real one takes.
      model: {
        ...model,
        matrix,
        rejected: isWhole(loaded) ? statements.rejections : [],
        ...(trials && { trials }),
        ...(rehearsed && { rehearsed }),
      },
      planted,
      statements,
    }
  } finally {
    // Where one throws, the others must not go on after the database is gone.
    await ended
  }
}

/** A few statements failed, or at most one in twenty. */
const isWhole = ({ statements, failures }: LoadedSchema): boolean => failures.length <= 3 || failures.length * 20 <= statements

/** The matrix of the database beside that of rules files. */
async function tried(
  model: AppModel,
  database: Database,
  planted: Planted,
  loaded: LoadedSchema,
  open: readonly string[] | undefined,
): Promise<AccessMatrix> {
  const own = await tryAccess(database, planted, {
    files: loaded.files,
    hidden: loaded.failures.flatMap(failure => failure.hides),
    ...(open && { open }),
  })
  const { matrix: other } = model
  if (!other) return own
  return {
    ...own,
    actors: [...new Set([...own.actors, ...other.actors])],
    objects: [...own.objects, ...other.objects],
    ...(own.files && { files: [...own.files, ...(other.files ?? [])] }),
  }
}

function accountOf(database: Database, loaded: LoadedSchema, { planted, statements }: Trial): DatabaseAccount {
  return {
    engine: database.engine,
    version: database.version,
    by: loaded.by,
    statements: loaded.statements,
    failures: loaded.failures.map(({ at, message, reason }) => ({ at, message, reason })),
    substitutions: loaded.substitutions.map(({ name, says }) => `${name}: ${says}`),
    tables: planted?.tables.length ?? 0,
    empty: planted?.tables.flatMap(table => (table.failed === undefined ? [] : [{ table: table.name, why: table.failed }])) ?? [],
    tried: statements?.tried ?? 0,
    rejected: statements?.rejections.length ?? 0,
    unknown: statements?.unknown ?? [],
  }
}

/** A number from a text: numbers stay what they are. */
function seedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 16_777_619)
  return hash >>> 1
}
