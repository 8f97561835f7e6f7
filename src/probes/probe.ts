import type { Actor, Evidence, EvidenceStep } from '#base/evidence'
import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import type { AppModel, Route } from '#model/app-model'
import type { Lab } from '#lab/lab'
import type { Rows } from '#lab/request/rows'
import type { Shaping } from '#lab/request/shape'
import type { Finding } from '#triage/finding'
import type { Belongings } from './belongings.js'
import type { Working } from './working.js'

/** Tries on the running copy what checks suspect, and what nobody suspected. One file a probe. */
export interface Probe {
  /** `access/foreign-object`, also the file's path. */
  readonly id: string
  readonly title: string
  /** Checks whose findings it can prove or refute. */
  readonly settles: readonly string[]
  /** Every experiment worth making on this app, the gravest first. */
  plan(ground: Ground): Iterable<Experiment>
}

export interface Experiment {
  /** What is tried, for the log: `GET /api/orders/:id as customer B`. */
  readonly name: string
  /** Suspicions that the outcome settles. */
  readonly findings: readonly Finding[]
  /** What a proof is when no finding suspected it. */
  readonly discovers?: Discovery
  /** A refutation holds only where an ordinary request to this route is still answered right after it. */
  readonly control?: Route
  run(): Promise<Outcome>
}

/** What came of an experiment; the runner adds the probe's id. */
export type Outcome = Omit<Evidence, 'by'>

/** A fault that only running showed, told as the check that stands for it would. */
export interface Discovery {
  readonly check: string
  readonly severity: Severity
  readonly at: Place
  readonly key: string
  readonly message: string
  readonly help: string
  readonly route?: string
  readonly table?: string
}

/** Where experiments are made: the running copy, and what is known of the app. */
export interface Ground {
  readonly lab: Lab
  readonly model: AppModel
  readonly findings: readonly Finding[]
  readonly rows: Rows | undefined
  readonly shaping: Shaping
  /** Who could be signed in. */
  readonly present: ReadonlySet<Actor>
  readonly belongings: Belongings
  /** A request to the route that the app accepts from who it is for; found once. */
  working(route: Route): Promise<Working>
  /** Rows of the tables that the route writes, logs apart. */
  counts(route: Route): Promise<ReadonlyMap<string, number>>
  /** Whether the app takes the actor for somebody; else its refusals say nothing of what the actor may do. */
  recognised(actor: Actor): Promise<boolean>
}

export const proved = (says: string, steps: readonly EvidenceStep[]): Outcome => ({ verdict: 'proved', says, steps })
export const refuted = (says: string, because: string, steps: readonly EvidenceStep[]): Outcome => ({
  verdict: 'refuted',
  says,
  because,
  steps,
})
export const inconclusive = (says: string, because: string, steps: readonly EvidenceStep[] = []): Outcome => ({
  verdict: 'inconclusive',
  says,
  because,
  steps,
})
