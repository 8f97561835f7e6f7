import type { Certainty, Severity } from '#base/certainty'
import type { Evidence } from '#base/evidence'
import type { Place, TrailStep } from '#base/place'
import type { AccessDoes, AccessObject } from '#database/access/matrix'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'

/** Parts that a check may ask for. A check is given those it names in `needs`, and no other compiles. */
export interface Parts extends AppModel {
  /** Files and their text, for what no model holds (secrets, comments, committed data). */
  readonly source: Source
}

export type Part = keyof Parts

export interface Problem {
  readonly at: Place
  readonly certainty: Certainty
  /** When this case is graver or milder than the check's own severity. */
  readonly severity?: Severity
  /** What is wrong: a full sentence naming the route or table in backticks. */
  readonly message: string
  /** What to do: an imperative. */
  readonly help: string
  /** Identity without line numbers. */
  readonly key: string
  readonly trail?: readonly TrailStep[]
  /** The route concerned, `GET /api/orders/:id`, for ranking. */
  readonly route?: string
  readonly table?: string
  /** For fixes; plain data. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What an experiment showed of it. */
  readonly evidence?: Evidence
}

/** What a problem says that can be tried in a database: these people can do these things to these objects. */
export interface Claim {
  readonly kinds: readonly AccessObject['kind'][]
  readonly names: readonly string[]
  readonly actor: 'nobody' | 'anon' | 'a' | 'b'
  readonly does: readonly AccessDoes[]
  /** Columns that they can choose. */
  readonly columns?: readonly string[]
  /** Every one of these refused means that the problem is none; otherwise a refusal says nothing. */
  readonly refutable: boolean
}

export interface Check<Needs extends Part = Part> {
  /** `area/failing-state`, also the file's path. */
  readonly id: string
  readonly title: string
  /** Who gets hurt, and how: one sentence. */
  readonly why: string
  readonly severity: Severity
  /** `CWE-639`, `OWASP-API1:2023`, … */
  readonly refs: readonly string[]
  readonly needs: readonly Needs[]
  find(parts: Pick<Parts, Needs>): Iterable<Problem>
  /** For what the access matrix can confirm or refute. */
  claims?(problem: Problem): Claim | undefined
}

/** Ties the parts that `find` receives to those that `needs` names. */
export function defineCheck<const Needs extends Part>(check: Check<Needs>): Check<Needs> {
  return check
}
