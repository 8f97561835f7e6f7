import type { Gap } from '#base/gap'
import type { Place } from '#base/place'

/** What came of putting the app's schema into a throw-away database. */
export interface LoadedSchema {
  /** Which of the app's own accounts was used: `Supabase migrations`, `Prisma schema`, … */
  readonly by: string
  /** Folders and files it was read from, in their order. */
  readonly files: readonly string[]
  /** Statements that ran. */
  readonly statements: number
  readonly failures: readonly StatementFailure[]
  /** What stands in for an extension or a platform's own parts. */
  readonly substitutions: readonly Substitution[]
  /** Statements that make things while they run, with the transactions in which they did. */
  readonly opaque: readonly OpaqueStatement[]
  /** Files as they ran, with their transactions. */
  readonly ran: readonly RanFile[]
  readonly supabase: boolean
  readonly gaps: readonly Gap[]
  readonly milliseconds: number
}

/**
 * - `missing-extension`: needs an extension that the engine lacks
 * - `missing-base`: names something that no file of the app makes
 * - `contradictory`: what it makes is there already, or what it needs was made otherwise or taken away
 * - `timeout`: did not end within the limit
 * - `forbidden`: reaches out of the database; never run
 */
export type FailureReason = 'missing-extension' | 'missing-base' | 'contradictory' | 'timeout' | 'forbidden' | 'syntax' | 'other'

export interface StatementFailure {
  readonly at: Place
  /** Its first part. */
  readonly sql: string
  /** SQLSTATE. */
  readonly code: string
  /** The database's own words. */
  readonly message: string
  readonly reason: FailureReason
  /** Tables and functions that are not what the file says because of it. */
  readonly hides: readonly string[]
}

export interface Substitution {
  readonly at: Place
  readonly name: string
  readonly says: string
}

export interface OpaqueStatement {
  readonly at: Place
  /** First transaction of it, and the first one after it. */
  readonly from: number
  readonly to: number
}

export interface RanFile {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly statements: readonly { readonly at: Place; readonly sql: string }[]
}
