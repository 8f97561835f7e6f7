import type { Candidate } from './candidates.js'
import type { PlanRead } from './plans.js'
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

export interface Rejected {
  readonly candidate: Candidate
  readonly why: string
}

/** Milliseconds; the clock trembles by less. */
export const LEAST = 0.2

/** Worth a place only where it saves half of the time, and reads far fewer rows: the clock alone is too restless to decide. */
export const helps = (before: PlanRead, after: { readonly ms: number; readonly rowsRead: number }): boolean =>
  before.ms - after.ms > LEAST &&
  (after.rowsRead * 3 < before.rowsRead ? after.ms < before.ms * 0.7 : after.rowsRead <= before.rowsRead && after.ms < before.ms * 0.3)
