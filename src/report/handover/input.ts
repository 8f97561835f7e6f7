import type { Evidence } from '#base/evidence'
import type { Place } from '#base/place'
import type { Finding, Report } from '#triage/finding'

/** What a handover is written from: plain data, saved as `.seaworthy/rescue.json`, so that it can be written again. */
export interface HandoverInput {
  readonly format: 'seaworthy-rescue-1'
  readonly before: Report
  readonly after: Report
  readonly repairs: readonly RepairRow[]
  readonly refused: readonly RefusedRow[]
  readonly flows: FlowAccount
  readonly stages: readonly { readonly name: string; readonly milliseconds: number }[]
  /** What the repaired app refuses to whoever is not signed in; missing where it was not run. */
  readonly boundaries?: readonly BoundaryRow[]
  /** Lines of the files that repairs touched, and how many of them the requests above reached; missing where it was not run. */
  readonly coverage?: readonly CoverageRow[]
  /** What the app's own type check, lint and tests said of the repairs; missing where nothing was run. */
  readonly ownChecks?: OwnCheckRows
  /** What the time that was given did not suffice for, in words. */
  readonly leftOut?: readonly string[]
  readonly branch?: string
  readonly facts: AppFacts
}

/** A repair that stands. */
export interface RepairRow {
  readonly finding: Finding
  readonly title: string
  readonly commit?: string
  /** Secrets masked, and files of personal data left out. */
  readonly diff: string
  /** The diff is the commit, letter for letter: it may be handed over as a patch. */
  readonly whole: boolean
  /** What each step of the gate said. */
  readonly gate: string
  /** SQL that takes its migration back. */
  readonly down?: string
  /** What the same experiment showed afterwards. */
  readonly after: readonly Evidence[]
}

/** A repair that was tried and taken back. */
export interface RefusedRow {
  readonly finding: string
  readonly title: string
  readonly why: string
}

/** What ordinary people can do in the app. */
export interface FlowRow {
  readonly route: string
  readonly actor: string
  readonly status: number
  /** What sets it apart from the ordinary request: `from https://admin.shop.example`. */
  readonly how?: string
}

/** Flows that worked before, and what became of them. */
export interface FlowAccount {
  readonly before: readonly FlowRow[]
  /** Why they were not walked again; the two lists are empty then. */
  readonly notWalked?: string
  readonly alive: readonly FlowRow[]
  readonly broken: readonly FlowRow[]
}

/** The app's own checks, run sealed on the repaired copy. */
export interface OwnCheckRows {
  readonly results: readonly {
    readonly name: string
    /** `as-before`: it fails, and says nothing that it did not say before the repairs. */
    readonly outcome: 'passed' | 'as-before' | 'worse' | 'not-run'
    readonly says: string
  }[]
  /** Why none was run. */
  readonly notRun?: string
}

/** A request that whoever is not signed in was refused. */
export interface BoundaryRow {
  readonly route: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly status: number
}

/** Lines of one file's functions that hold a statement, those that ran, and the first that did not. */
export interface CoverageRow {
  readonly file: string
  readonly lines: number
  readonly reached: number
  readonly bare: readonly number[]
}

/** What the model knows of the app and the report does not print. */
export interface AppFacts {
  readonly setups: readonly SetupFact[]
  /** Calls to outside services, one row a route, service and operation. */
  readonly calls: readonly CallFact[]
  /** Routes that a limiter covers. */
  readonly limited: readonly string[]
  /** Files of the repository that decide how the app is put online. */
  readonly deploy: readonly string[]
  readonly queries: readonly QueryFact[]
  /** Checks whose findings some rule repairs. */
  readonly mended: readonly string[]
}

export interface SetupFact {
  readonly what: string
  readonly library: string
  readonly at: Place
  readonly reached: boolean
}

export interface CallFact {
  readonly route: string
  readonly service: string
  readonly operation: string
}

/** A query as it was measured on a database filled to scale. */
export interface QueryFact {
  readonly route?: string
  readonly table: string
  readonly sql: string
  readonly rows: number
  readonly before: { readonly ms: number; readonly plan: string; readonly rowsRead: number }
  readonly after?: { readonly ms: number; readonly plan: string; readonly rowsRead: number }
  readonly index?: string
}
