import { type Database, DatabaseError } from '#database/engine/database'
import { type Candidate, candidatesFor } from './candidates.js'
import type { IndexRow } from './existing.js'
import { explain, measure, type PlanRead } from './plans.js'
import { isSearch } from './statements.js'
import type { TrialQuery } from './trials.js'

/** A query with its statements and what they took before. */
export interface Subject {
  readonly query: TrialQuery
  readonly statements: readonly string[]
  readonly before: PlanRead
}

export interface Tried {
  readonly candidate: Candidate
  /** Milliseconds by query id with this index alone. */
  readonly ms: ReadonlyMap<string, number>
}

/** Milliseconds; the clock trembles by less. */
const LEAST = 0.2

/** Worth a place only where it saves half of the time, and reads far fewer rows: the clock alone is too restless to decide. */
export const helps = (before: PlanRead, after: { readonly ms: number; readonly rowsRead: number }): boolean =>
  before.ms - after.ms > LEAST &&
  (after.rowsRead * 3 < before.rowsRead ? after.ms < before.ms * 0.7 : after.rowsRead <= before.rowsRead && after.ms < before.ms * 0.3)

export interface Choice {
  readonly chosen: readonly Tried[]
  readonly rejected: readonly { readonly definition: string; readonly why: string }[]
}

/** Which indexes come into question. */
export interface IndexChoice {
  /** Queries quicker than this, in milliseconds, are left alone (0.5). */
  readonly smallest?: number
  /** Only those that every schema language can declare: columns, and trigrams of one. */
  readonly plain?: boolean
}

const SMALLEST = 0.5

/** Builds every candidate, measures with it alone, and keeps the smallest set that saves nearly all that can be saved. */
export async function chooseIndexes(
  database: Database,
  subjects: readonly Subject[],
  existing: readonly IndexRow[],
  { smallest = SMALLEST, plain = false }: IndexChoice,
): Promise<Choice> {
  const slow = subjects.filter(subject => subject.before.ms >= smallest)
  const rejected: { definition: string; why: string }[] = []
  const tried: Tried[] = []
  for (const candidate of candidatesFor(slow.map(subject => subject.query))) {
    if (plain && / (?:where|include) |\(lower\(/.test(candidate.definition)) continue
    const wider = existing.find(
      index =>
        index.table === candidate.table &&
        !index.special &&
        candidate.using === 'btree' &&
        !candidate.definition.includes('(lower(') &&
        candidate.columns.every((column, n) => index.columns[n] === column),
    )
    if (wider && !/ (?:where|include) /.test(candidate.definition)) continue
    const outcome = await tryIndex(database, candidate, slow)
    if ('why' in outcome) rejected.push(outcome)
    else tried.push(outcome)
  }
  return settle(slow, tried, rejected)
}

async function tryIndex(
  database: Database,
  candidate: Candidate,
  slow: readonly Subject[],
): Promise<Tried | { definition: string; why: string }> {
  const { definition } = candidate
  try {
    if (candidate.trigrams) await database.run('create extension if not exists pg_trgm')
    await database.run(`create index "${candidate.name}_trial" on ${definition}`)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return { definition, why: `The database refused it: ${error.message}` }
  }
  try {
    const ms = new Map<string, number>()
    let used = false
    const same = new Map<string, PlanRead>()
    for (const { query, statements, before } of slow) {
      if (query.table !== candidate.table && query.sql === undefined) continue
      const plan = await explain(database, statements[0]!, false)
      if (!plan.indexes.includes(`${candidate.name}_trial`)) continue
      used = true
      const key = statements.join(';')
      const after = same.get(key) ?? (await measure(database, statements, isSearch(query)))
      same.set(key, after)
      if (helps(before, after)) ms.set(query.id, after.ms)
    }
    return ms.size > 0 ? { candidate, ms } : { definition, why: used ? 'Measured: no query became twice as quick.' : 'No query used it.' }
  } finally {
    await database.run(`drop index "${candidate.name}_trial"`)
  }
}

/** Greedy: the index that saves most beyond those already kept, until the next would save next to nothing. */
function settle(slow: readonly Subject[], tried: readonly Tried[], rejected: Choice['rejected']): Choice {
  const now = new Map(slow.map(subject => [subject.query.id, subject.before.ms]))
  const left = new Set(tried)
  const chosen: Tried[] = []
  // A wider index costs every write more, so it must save a tenth more than a narrow one.
  const price = (one: Tried) =>
    1 +
    0.1 * (one.candidate.columns.length - 1) +
    (one.candidate.using === 'gin' ? 0.2 : 0) +
    (one.candidate.definition.includes(' include ') ? 0.5 : 0)
  const saving = (one: Tried) => [...one.ms].reduce((sum, [id, ms]) => sum + Math.max(0, now.get(id)! - ms), 0)
  for (;;) {
    const [best] = [...left].toSorted((a, b) => saving(b) / price(b) - saving(a) / price(a))
    // Worth it only if some query still becomes twice as quick, by more than the clock trembles.
    if (!best || ![...best.ms].some(([id, ms]) => ms < now.get(id)! * 0.5 && now.get(id)! - ms > LEAST)) break
    left.delete(best)
    chosen.push(best)
    for (const [id, ms] of best.ms) now.set(id, Math.min(now.get(id)!, ms))
  }
  const beaten = [...left].map(one => ({ definition: one.candidate.definition, why: 'The indexes kept serve the same queries.' }))
  return { chosen, rejected: [...rejected, ...beaten] }
}
