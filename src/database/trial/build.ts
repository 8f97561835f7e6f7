import type { Database } from '#database/engine/database'
import { literal, quoted } from '#database/rows/shape'
import { chooseBeside } from './beside.js'
import type { Candidate } from './candidates.js'
import type { Choice } from './choose.js'
import { dropIndex, hideIndex, indexSql, showIndex } from './hidden.js'
import { helps, type Rejected, type Subject } from './judge.js'
import type { Measurer } from './measurer.js'
import type { PlanRead } from './plans.js'
import type { KeptIndex } from './trials.js'
import { insertMs } from './write-cost.js'

/** The indexes that stand when it ends, with what every query takes beside them. */
export interface Built {
  readonly kept: readonly KeptIndex[]
  readonly rejected: readonly Rejected[]
  readonly after: ReadonlyMap<string, PlanRead>
}

/** Builds what was chosen, all together, and drops again what the others make needless. */
export async function buildIndexes(
  database: Database,
  { chosen, rejected }: Choice,
  subjects: readonly Subject[],
  measureOnce: Measurer,
): Promise<Built> {
  const costs = new Map<Candidate, number>()
  for (const { candidate } of chosen) costs.set(candidate, await writeCost(database, candidate))
  const others = rejected.map(({ candidate }) => candidate)
  const beside = await chooseBeside(database, subjects, chosen, others, measureOnce)
  for (const { candidate } of beside) {
    await hideIndex(database, candidate)
    costs.set(candidate, await writeCost(database, candidate))
  }
  const plans = await plansOf(subjects, measureOnce)
  const served = (candidate: Candidate) =>
    subjects.filter(({ query, before }) => {
      const plan = plans.get(query.id)!
      return plan.indexes.includes(candidate.name) && helps(before, plan)
    })
  const kept: KeptIndex[] = []
  const needless: Rejected[] = []
  for (const [candidate, cost] of costs) {
    const serves = served(candidate)
    if (serves.length > 0) kept.push(await keptIndex(database, candidate, cost, serves, plans))
    else {
      await dropIndex(database, candidate)
      needless.push({ candidate, why: 'Beside the others, no query used it.' })
    }
  }
  const still = rejected.filter(({ candidate }) => !costs.has(candidate))
  // Without the needless ones the plans are as they were, or another's turn has come.
  return { kept, rejected: [...still, ...needless], after: needless.length > 0 ? await plansOf(subjects, measureOnce) : plans }
}

async function plansOf(subjects: readonly Subject[], measureOnce: Measurer): Promise<ReadonlyMap<string, PlanRead>> {
  const plans = new Map<string, PlanRead>()
  for (const { query, statements } of subjects) plans.set(query.id, await measureOnce(query, statements))
  return plans
}

/** Percent that an insert takes longer; the index stands afterwards. */
async function writeCost(database: Database, candidate: Candidate): Promise<number> {
  const before = await insertMs(database, candidate.table)
  await showIndex(database, candidate)
  const after = await insertMs(database, candidate.table)
  // Rows that were taken back would wait in its list of pending ones, which every search goes through.
  if (candidate.using === 'gin') await database.query(`select gin_clean_pending_list(${literal(indexSql(candidate))}::regclass)`)
  return before > 0 ? Math.max(0, Math.round((after / before - 1) * 100)) : 0
}

async function keptIndex(
  database: Database,
  candidate: Candidate,
  writeCostPercent: number,
  serves: readonly Subject[],
  plans: ReadonlyMap<string, PlanRead>,
): Promise<KeptIndex> {
  const { name, table, definition, columns, using, trigrams } = candidate
  const { rows } = await database.query<{ bytes: number }>(
    `select pg_relation_size(${literal(indexSql(candidate))}::regclass)::float8 as bytes`,
  )
  return {
    table,
    definition,
    columns,
    using,
    serves: serves.map(subject => subject.query.id),
    gainMs: Math.round(serves.reduce((sum, { query, before }) => sum + before.ms - plans.get(query.id)!.ms, 0) * 100) / 100,
    sizeBytes: rows[0]?.bytes ?? 0,
    writeCostPercent,
    sql: `${trigrams ? 'create extension if not exists pg_trgm;\n' : ''}create index concurrently ${quoted(name)} on ${definition};`,
  }
}
