import type { Place } from '#base/place'

/** A migration run on a filled database, statement by statement. */
export interface MigrationTrial {
  readonly file: string
  /** Rows of the largest table before it ran. */
  readonly rows: number
  readonly steps: readonly MigrationStep[]
}

export interface MigrationStep {
  readonly at: Place
  readonly sql: string
  /** Tables that were there and filled before, and what the statement did to them. */
  readonly tables: readonly TouchedTable[]
  readonly losses: readonly Loss[]
  /** Measured on this machine: a hint, never the reason for a finding. */
  readonly milliseconds: number
  readonly error?: string
}

export interface TouchedTable {
  readonly table: string
  readonly rows: number
  /** The strongest lock that it held until its end: `AccessExclusiveLock`. */
  readonly lock: string
  /** The whole table was written anew. */
  readonly rewritten: boolean
  /** Rows read while the lock was held. */
  readonly read: number
}

/** Something that no migration back can bring again. */
export interface Loss {
  readonly what: 'table' | 'column' | 'rows' | 'values'
  readonly table: string
  readonly column?: string
  /** Rows or values that were there. */
  readonly rows: number
}

/** Weakest first. Source: https://www.postgresql.org/docs/current/explicit-locking.html */
export const LOCKS = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]

/** Whom a lock keeps out. */
export const blocks = (lock: string): 'reads' | 'writes' | undefined =>
  lock === 'AccessExclusiveLock' ? 'reads' : LOCKS.indexOf(lock) >= LOCKS.indexOf('ShareLock') ? 'writes' : undefined
