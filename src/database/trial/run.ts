import type { Catalogue } from '#database/catalogue'
import { type Database, DatabaseError } from '#database/engine/database'
import { loadGrammar } from '#database/grammar'
import { growRows, openPlot, type Plot } from '#database/rows/plant'
import { nameOf } from '#database/rows/shape'
import { chooseIndexes, helps, type IndexChoice, type Subject } from './choose.js'
import { indexesOf, redundantAmong, unusedAmong } from './existing.js'
import { measure } from './plans.js'
import { rewriteOf } from './rewrite.js'
import { countsAt } from './scale.js'
import { isSearch, statementsOf } from './statements.js'
import type { KeptIndex, QueryTrial, TrialQuery, Trials } from './trials.js'
import { insertMs } from './write-cost.js'

export interface TrialOptions extends IndexChoice {
  readonly seed: number
  /** Rows of the largest tables, smallest first; indexes are tried at the last. */
  readonly scales: readonly number[]
  readonly catalogue?: Catalogue
  readonly supabase?: boolean
}

const FILL_LIMIT = 300_000

/** Fills the database to scale, then builds and measures every index that could help the queries. */
export async function tryIndexes(database: Database, queries: readonly TrialQuery[], options: TrialOptions): Promise<Trials> {
  await loadGrammar()
  // Filling a table is the longest statement there is.
  database.limit(FILL_LIMIT)
  const plot = await openPlot(database, options)
  const known = knownTo(plot, queries)
  const scaleMs = new Map<string, Record<string, number>>()
  let subjects: Subject[] = []
  for (const scale of options.scales) {
    await growRows(plot, countsAt(plot, known, scale))
    subjects = await measured(database, known)
    for (const { query, before } of subjects) scaleMs.set(query.id, { ...scaleMs.get(query.id), [scale]: round(before.ms) })
  }
  return chosenFor(plot, subjects, options.scales.at(-1) ?? 0, scaleMs, options)
}

/** The same on a database that has been filled. The indexes that are worth having stand when it ends. */
export async function tryIndexesOn(plot: Plot, queries: readonly TrialQuery[], rows: number, wanted: IndexChoice = {}): Promise<Trials> {
  await loadGrammar()
  const subjects = await measured(plot.ground.database, knownTo(plot, queries))
  return chosenFor(plot, subjects, rows, new Map(subjects.map(({ query, before }) => [query.id, { [rows]: round(before.ms) }])), wanted)
}

/** Queries of tables that are there. */
const knownTo = (plot: Plot, queries: readonly TrialQuery[]): readonly TrialQuery[] =>
  queries.filter(query => plot.ground.linked.has(query.table.includes('.') ? query.table : `public.${query.table}`))

async function chosenFor(
  plot: Plot,
  subjects: readonly Subject[],
  rows: number,
  scaleMs: ReadonlyMap<string, Readonly<Record<string, number>>>,
  wanted: IndexChoice,
): Promise<Trials> {
  const { database } = plot.ground
  const existing = await indexesOf(database)
  const choice = await chooseIndexes(database, subjects, existing, wanted)
  const { kept, rejected } = await build(database, choice.chosen, subjects)
  const after = await again(database, subjects)
  const trials: QueryTrial[] = []
  for (const { query, statements, before } of subjects) {
    const now = after.get(query.id) ?? before
    const rewrite = await rewriteOf(database, query, statements[0]!)
    trials.push({
      query,
      sql: statements[0]!,
      before: plain(before),
      after: plain(now),
      scaleMs: scaleMs.get(query.id) ?? {},
      ...(rewrite ? { rewrite } : {}),
    })
  }
  const used = new Set([...subjects.map(subject => subject.before), ...after.values()].flatMap(plan => plan.indexes))
  return {
    rows,
    queries: trials,
    kept,
    rejected: [...choice.rejected, ...rejected],
    redundant: redundantAmong(existing),
    unused: unusedAmong(existing, used, referring(plot), new Set(subjects.map(({ query }) => query.table))),
  }
}

const round = (ms: number): number => Math.round(ms * 100) / 100
const plain = ({ ms, plan, rowsRead }: Subject['before']) => ({ ms: round(ms), plan, rowsRead })

/** Columns by which the database itself looks rows up when what they refer to goes. */
const referring = (plot: Plot): ReadonlySet<string> =>
  new Set(
    [...plot.ground.linked.values()].flatMap(({ shape }) =>
      shape.foreignKeys.map(key => `${nameOf(shape).replace(/^public\./, '')}.${key.columns[0]}`),
    ),
  )

async function measured(database: Database, queries: readonly TrialQuery[]): Promise<Subject[]> {
  const subjects: Subject[] = []
  const measureOnce = remembering(database)
  for (const query of queries) {
    try {
      const statements = await statementsOf(database, query)
      if (statements.length > 0) subjects.push({ query, statements, before: await measureOnce(query, statements) })
    } catch (error) {
      // A statement that the schema does not know (a column that is not there) is another check's affair.
      if (!(error instanceof DatabaseError)) throw error
    }
  }
  return subjects
}

/** Many places of an app ask the same: it is measured once. */
function remembering(database: Database) {
  const known = new Map<string, Subject['before']>()
  return async (query: TrialQuery, statements: readonly string[]): Promise<Subject['before']> => {
    const key = statements.join(';')
    const plan = known.get(key) ?? (await measure(database, statements, isSearch(query)))
    known.set(key, plan)
    return plan
  }
}

async function again(database: Database, subjects: readonly Subject[]) {
  const after = new Map<string, Subject['before']>()
  const measureOnce = remembering(database)
  for (const { query, statements } of subjects) after.set(query.id, await measureOnce(query, statements))
  return after
}

/** Builds what was chosen, all together, and drops again what the others make needless. */
async function build(database: Database, chosen: Awaited<ReturnType<typeof chooseIndexes>>['chosen'], subjects: readonly Subject[]) {
  const kept: KeptIndex[] = []
  const rejected: { definition: string; why: string }[] = []
  const built: { readonly index: (typeof chosen)[number]; readonly cost: number }[] = []
  for (const index of chosen) {
    const before = await insertMs(database, index.candidate.table)
    await database.run(`create index "${index.candidate.name}" on ${index.candidate.definition}`)
    const after = await insertMs(database, index.candidate.table)
    built.push({ index, cost: before > 0 ? Math.max(0, Math.round((after / before - 1) * 100)) : 0 })
  }
  const plans = await again(database, subjects)
  for (const { index, cost } of built) {
    const { candidate } = index
    const serves = subjects.filter(
      subject => plans.get(subject.query.id)?.indexes.includes(candidate.name) && helps(subject.before, plans.get(subject.query.id)!),
    )
    if (serves.length === 0) {
      await database.run(`drop index "${candidate.name}"`)
      rejected.push({ definition: candidate.definition, why: 'Beside the others, no query used it.' })
      continue
    }
    const { rows } = await database.query<{ bytes: number }>(`select pg_relation_size('"${candidate.name}"'::regclass)::float8 as bytes`)
    kept.push({
      table: candidate.table,
      definition: candidate.definition,
      columns: candidate.columns,
      using: candidate.using,
      serves: serves.map(subject => subject.query.id),
      gainMs: round(serves.reduce((sum, subject) => sum + subject.before.ms - plans.get(subject.query.id)!.ms, 0)),
      sizeBytes: rows[0]?.bytes ?? 0,
      writeCostPercent: cost,
      sql: `${candidate.trigrams ? 'create extension if not exists pg_trgm;\n' : ''}create index concurrently "${candidate.name}" on ${candidate.definition};`,
    })
  }
  return { kept, rejected }
}
