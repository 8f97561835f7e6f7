import type { Catalogue } from '#database/catalogue'
import { type Database, DatabaseError } from '#database/engine/database'
import { loadGrammar } from '#database/grammar'
import { growRows, openPlot, type Plot } from '#database/rows/plant'
import { nameOf } from '#database/rows/shape'
import { buildIndexes } from './build.js'
import { chooseIndexes, type IndexChoice, newCandidates, NO_USE, slowAmong } from './choose.js'
import { indexesOf, redundantAmong, unusedAmong } from './existing.js'
import { dropIndex } from './hidden.js'
import type { Subject } from './judge.js'
import { type Measurer, newMeasurer } from './measurer.js'
import { rewriteOf } from './rewrite.js'
import { countsAt } from './scale.js'
import { statementsOf } from './statements.js'
import type { QueryTrial, TrialQuery, Trials } from './trials.js'

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
  const grownTo = async (scale: number) => {
    await growRows(plot, countsAt(plot, known, scale))
    const measureOnce = newMeasurer(database)
    const subjects = await measured(database, known, measureOnce)
    for (const { query, before } of subjects) scaleMs.set(query.id, { ...scaleMs.get(query.id), [scale]: round(before.ms) })
    return { subjects, measureOnce }
  }
  const smaller = options.scales.slice(0, -1)
  let hopeless: ReadonlySet<string> = new Set()
  for (const scale of smaller) {
    const { subjects, measureOnce } = await grownTo(scale)
    if (scale === smaller.at(-1)) hopeless = await hopelessAmong(database, subjects, options, measureOnce)
  }
  const rows = options.scales.at(-1) ?? 0
  const { subjects, measureOnce } = await grownTo(rows)
  return chosenFor(plot, subjects, measureOnce, { rows, scaleMs, hopeless }, options)
}

/** Definitions that serve no query where there are fewer rows and all those meant are slow already: they are not built once more. */
async function hopelessAmong(
  database: Database,
  subjects: readonly Subject[],
  wanted: IndexChoice,
  measureOnce: Measurer,
): Promise<ReadonlySet<string>> {
  const slow = slowAmong(subjects, wanted)
  const ids = new Set(slow.map(subject => subject.query.id))
  const candidates = newCandidates(slow, await indexesOf(database), wanted)
  const { chosen, rejected } = await chooseIndexes(database, slow, candidates, measureOnce, new Set())
  for (const { candidate } of chosen) await dropIndex(database, candidate)
  return new Set(
    rejected.flatMap(({ candidate, why }) => (why === NO_USE && candidate.meant.every(id => ids.has(id)) ? [candidate.definition] : [])),
  )
}

/** The same on a database that has been filled. The indexes that are worth having stand when it ends. */
export async function tryIndexesOn(plot: Plot, queries: readonly TrialQuery[], rows: number, wanted: IndexChoice = {}): Promise<Trials> {
  await loadGrammar()
  const { database } = plot.ground
  const measureOnce = newMeasurer(database)
  const subjects = await measured(database, knownTo(plot, queries), measureOnce)
  const scaleMs = new Map(subjects.map(({ query, before }) => [query.id, { [rows]: round(before.ms) }]))
  return chosenFor(plot, subjects, measureOnce, { rows, scaleMs, hopeless: new Set() }, wanted)
}

/** Queries of tables that are there. */
const knownTo = (plot: Plot, queries: readonly TrialQuery[]): readonly TrialQuery[] =>
  queries.filter(query => plot.ground.linked.has(query.table.includes('.') ? query.table : `public.${query.table}`))

/** What is known of the queries when the indexes are chosen. */
interface Known {
  readonly rows: number
  readonly scaleMs: ReadonlyMap<string, Readonly<Record<string, number>>>
  /** Definitions that were tried before and serve nothing. */
  readonly hopeless: ReadonlySet<string>
}

async function chosenFor(
  plot: Plot,
  subjects: readonly Subject[],
  measureOnce: Measurer,
  { rows, scaleMs, hopeless }: Known,
  wanted: IndexChoice,
): Promise<Trials> {
  const { database } = plot.ground
  const existing = await indexesOf(database)
  const slow = slowAmong(subjects, wanted)
  const choice = await chooseIndexes(database, slow, newCandidates(slow, existing, wanted), measureOnce, hopeless)
  const { kept, rejected, after } = await buildIndexes(database, choice, slow, measureOnce)
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
    rejected: rejected.map(({ candidate, why }) => ({ definition: candidate.definition, why })),
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

async function measured(database: Database, queries: readonly TrialQuery[], measureOnce: Measurer): Promise<Subject[]> {
  const subjects: Subject[] = []
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
