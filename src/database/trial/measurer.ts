import type { Session } from '#database/engine/database'
import { explain, measure, type PlanRead } from './plans.js'
import { isSearch } from './statements.js'
import type { TrialQuery } from './trials.js'

/** What a query's statements take with the indexes that stand now. */
export type Measurer = (query: TrialQuery, statements: readonly string[]) => Promise<PlanRead>

/** For as long as no rows change: the same statement by the same plan is measured once, however many places or trials ask for it. */
export function newMeasurer(session: Session): Measurer {
  const known = new Map<string, PlanRead>()
  return async (query, statements) => {
    const plans: string[] = []
    for (const sql of statements) plans.push((await explain(session, sql, false)).plan)
    const key = [...statements, ...plans].join('\n')
    const plan = known.get(key) ?? (await measure(session, statements, isSearch(query)))
    known.set(key, plan)
    return plan
  }
}
