import type { Actor } from '#base/evidence'

/** What really happens to A's row when each actor tries each thing. */
export interface AccessMatrix {
  readonly actors: readonly Actor[]
  readonly objects: readonly AccessObject[]
  /** Files that the schema was loaded from: what other files say was not tried. */
  readonly files?: readonly string[]
  /** Names of what is public on purpose, as the app's owner says in `seaworthy.json`. */
  readonly open?: readonly string[]
}

export type AccessDoes = 'select' | 'insert' | 'update' | 'delete' | 'execute'

export interface AccessObject {
  readonly kind: 'table' | 'view' | 'function' | 'bucket' | 'collection'
  readonly schema: string
  readonly name: string
  /** What its rows hold, which decides whether reading them by everyone is a fault. */
  readonly holds: 'personal' | 'business' | 'catalogue' | 'secret' | 'nothing' | 'unknown'
  readonly cells: readonly AccessCell[]
  /** Its rows belong to people: the trials aimed at rows of A, not at just any. */
  readonly owned?: boolean
  /** Columns that hold A's id in her rows and that a policy looks at. */
  readonly owners?: readonly string[]
  readonly columns?: readonly string[]
  /** A view that asks with the rights of whoever reads it: what it shows, its tables show. */
  readonly invoker?: true
}

export interface AccessCell {
  readonly actor: Actor
  readonly does: AccessDoes
  /**
   * - `allowed`: it happened to a row of A (for A: to her own)
   * - `own`: only to rows of the actor's own
   * - `denied`: no privilege, no policy, or a check refused
   * - `error`: the rule itself fails (recursion, missing function), whoever asks
   * - `unknown`: could not be tried; `why` says so
   */
  readonly outcome: 'allowed' | 'own' | 'denied' | 'error' | 'unknown'
  /** Policies that let it through, or the reason of refusal. */
  readonly by: readonly string[]
  /** Columns that this actor could change on the row, for `update`; could choose, for `insert`. */
  readonly columns?: readonly string[]
  /** A value that each of those columns took. */
  readonly values?: Readonly<Record<string, string>>
  readonly statement?: string
  readonly why?: string
}
