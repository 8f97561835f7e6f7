/** Who acts in an experiment. `nobody` sends no credential at all; `anon` holds the public key of the app and nothing else. */
export type Actor = 'nobody' | 'anon' | 'a' | 'b' | 'seller' | 'admin' | 'system'

/** Names for people. */
export const ACTORS: Readonly<Record<Actor, string>> = {
  nobody: 'a stranger',
  anon: 'a visitor',
  a: 'customer A',
  b: 'customer B',
  seller: 'a seller',
  admin: 'an admin',
  system: 'the lab',
}

/**
 * - `proved`: reproduced; the steps show it, and the control behaved
 * - `refuted`: tried the same way, and the app refused
 * - `inconclusive`: tried, and what came back says neither; `because` says why
 */
export type Verdict = 'proved' | 'refuted' | 'inconclusive'

/** What an experiment showed: plain, serializable, secrets masked. */
export interface Evidence {
  readonly verdict: Verdict
  /** Which experiment: a probe's id, or `access-matrix`, `index-trial`, `statement`, `migration`. */
  readonly by: string
  /** One sentence for people: who did what, and what came of it. */
  readonly says: string
  /** For `refuted` and `inconclusive`. */
  readonly because?: string
  readonly steps: readonly EvidenceStep[]
}

export type EvidenceStep = RequestStep | StatementStep | RowsStep | CallStep | MeasureStep | NoteStep

/** An HTTP exchange with the running copy. */
export interface RequestStep {
  readonly kind: 'request'
  readonly actor: Actor
  readonly method: string
  /** Path and query, without the lab's host. */
  readonly path: string
  /** Only those that matter; credentials masked. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** 0: no answer. */
  readonly status: number
  /** First part of the answer. */
  readonly answer: string
  readonly milliseconds?: number
}

/** A statement on the throw-away database. */
export interface StatementStep {
  readonly kind: 'statement'
  readonly actor: Actor
  readonly sql: string
  /** Rows returned or changed. */
  readonly rows?: number
  /** The database's own message. */
  readonly error?: string
}

/** What a table held. */
export interface RowsStep {
  readonly kind: 'rows'
  readonly table: string
  readonly before: string
  readonly after: string
}

/** A call that reached a stand-in of an outside service. */
export interface CallStep {
  readonly kind: 'call'
  readonly service: string
  readonly operation: string
  readonly says: string
}

/** A figure before and after. */
export interface MeasureStep {
  readonly kind: 'measure'
  readonly what: string
  /** `ms`, `rows`, `bytes`, `statements`. */
  readonly unit: string
  readonly before: number
  readonly after?: number
}

export interface NoteStep {
  readonly kind: 'note'
  readonly says: string
}
