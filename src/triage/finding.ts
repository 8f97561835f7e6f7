import type { Certainty, Severity } from '#base/certainty'
import type { Evidence } from '#base/evidence'
import type { Gap } from '#base/gap'
import type { Place, TrailStep } from '#base/place'
import type { AccessMatrix } from '#database/access/matrix'
import type { AppIdentity, Auth, EnvVariable } from '#model/app-model'
import type { SpeedAccount } from './speed.js'

/** A problem with its identity and its place in the queue. */
export interface Finding {
  /** Short and stable: a digest of check and key; `a1b2c3d4`. */
  readonly id: string
  readonly check: string
  /** The first part of the check's id. */
  readonly area: string
  readonly severity: Severity
  readonly certainty: Certainty
  /** Reading alone never says more than `suspected`; probes prove or refute. `accepted`: suppressed with a reason. */
  readonly status: 'suspected' | 'proved' | 'refuted' | 'fixed' | 'accepted'
  readonly message: string
  readonly help: string
  readonly why: string
  readonly key: string
  readonly at: Place
  readonly trail: readonly TrailStep[]
  readonly refs: readonly string[]
  /** From 1; the order in which to act. */
  readonly rank: number
  /** *Why this is first*: the arithmetic of the rank in words. */
  readonly because: string
  readonly route?: string
  readonly table?: string
  /** What experiments showed, in the order in which they were made. */
  readonly evidence?: readonly Evidence[]
  /** For `accepted` and `refuted`. */
  readonly reason?: string
  /** In the baseline: seen before, so that it does not fail a build. */
  readonly known?: boolean
}

/** Whether a finding still wants something done. */
export function isOpen(finding: Finding): boolean {
  return finding.status === 'suspected' || finding.status === 'proved'
}

export type Outcome = 'pass' | 'fail' | 'unknown' | 'not-applicable' | 'error'

export interface CheckResult {
  readonly check: string
  readonly outcome: Outcome
  readonly reason: string
}

export interface Score {
  /** 0-100. */
  readonly value: number
  /** One line per subtraction, in order; they add up. */
  readonly steps: readonly { readonly label: string; readonly points: number }[]
}

export interface Answer {
  readonly list: 'store' | 'marketplace'
  readonly question: string
  readonly answer: 'yes' | 'no' | 'unknown'
  /** Whether the answer is good news. `undefined` for unknown. */
  readonly good: boolean | undefined
  readonly evidence: string
  /** Findings that the answer rests on. */
  readonly findings: readonly string[]
}

export interface RouteRow {
  readonly method: string
  readonly path: string
  readonly kind: string
  readonly at: Place
  readonly auth: Auth
  readonly how: string
  readonly validated: 'yes' | 'partial' | 'no' | 'none' | 'unknown'
  readonly tables: readonly string[]
}

export interface TableRow {
  readonly name: string
  readonly at: Place
  readonly columns: number
  readonly owner: string | undefined
  readonly rowRules: 'on' | 'off' | 'not-applicable'
  readonly policies: number
  readonly indexes: number
}

/** What running a throw-away copy of the app came to. */
export interface LabAccount {
  readonly outcome: 'running' | 'failed'
  readonly seal: string
  /** For `failed`. */
  readonly why?: string
  readonly help?: string
  readonly steps: readonly { readonly step: string; readonly outcome: string; readonly says: string }[]
  /** What the copy has that the app has not. */
  readonly substitutions: readonly string[]
  /** What the lab had to end the app for: `it ran 1,700 processes`. */
  readonly contained?: readonly string[]
  /** `why` tells of who is not in which door said what. */
  readonly actors: readonly { readonly actor: string; readonly outcome: string; readonly by: string; readonly why?: string }[]
  readonly tried: number
  readonly proved: number
  readonly refuted: number
  readonly inconclusive: number
  /** Experiments that were not made, for want of time. */
  readonly skipped: readonly string[]
}

/** What putting the schema into a throw-away database and trying it came to. */
export interface DatabaseAccount {
  readonly engine: string
  readonly version: string
  /** Which of the app's own accounts was loaded. */
  readonly by: string
  /** Statements of the schema that ran. */
  readonly statements: number
  readonly failures: readonly { readonly at: Place; readonly message: string; readonly reason: string }[]
  readonly substitutions: readonly string[]
  readonly tables: number
  /** Tables that took no row, with why. */
  readonly empty: readonly { readonly table: string; readonly why: string }[]
  /** Statements of the app's code that were tried. */
  readonly tried: number
  readonly rejected: number
  /** Of which nothing can be said. */
  readonly unknown: readonly { readonly at: Place; readonly why: string }[]
}

/** The one document that every reporter prints from. Its JSON Schema is `report.schema.json`. */
export interface Report {
  readonly schema: 'https://seaworthy.dev/schemas/report-1.json'
  readonly tool: { readonly name: 'seaworthy'; readonly version: string }
  readonly app: AppIdentity
  readonly score: Score
  readonly checklist: readonly Answer[]
  readonly routes: readonly RouteRow[]
  readonly tables: readonly TableRow[]
  readonly env: readonly EnvVariable[]
  readonly findings: readonly Finding[]
  readonly results: readonly CheckResult[]
  readonly gaps: readonly Gap[]
  /** What each actor could do to one customer's rows, where the schema was put into a database and tried. */
  readonly matrix?: AccessMatrix
  /** How the schema fared in a throw-away database; only where it was put there. */
  readonly database?: DatabaseAccount
  /** How the running copy fared; only where one was run. */
  readonly lab?: LabAccount
  /** What routes take on a full database; only where that was measured. */
  readonly speed?: SpeedAccount
  /** Milliseconds per stage; left out where the same bytes are wanted. */
  readonly timing?: Readonly<Record<string, number>>
}
