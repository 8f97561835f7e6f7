import type { Gap } from '#base/gap'
import type { Place } from '#base/place'

/** The schema of the app's databases, as its own files declare it. */
export interface Catalogue {
  readonly tables: readonly Table[]
  readonly functions: readonly DatabaseFunction[]
  readonly buckets: readonly Bucket[]
  readonly views: readonly View[]
  readonly gaps: readonly Gap[]
  readonly refusals?: readonly Refusal[]
}

/** A statement of a migration that a new database refuses, after those before it. */
export interface Refusal {
  readonly at: Place
  /** What it does: `makes the table orders once more`. */
  readonly does: string
}

/** Which reader a table comes from. */
export type SchemaKind = 'sql' | 'prisma' | 'drizzle' | 'mongoose' | 'sequelize' | 'typeorm' | 'knex'

export interface Table {
  /** Name in the database, without the schema when it is `public`. */
  readonly name: string
  /** Every other name that code uses for it: the Prisma model, its client property, the Drizzle export, the Mongoose model. */
  readonly aliases: readonly string[]
  readonly kind: SchemaKind
  readonly at: Place
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly Index[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Row level security; `undefined` where the engine or the app's door to it has none (not a Supabase app). */
  readonly rowRules: RowRules | undefined
  readonly policies: readonly Policy[]
  /** The column that holds whose row it is, as far as names and keys tell. */
  readonly owner: string | undefined
  readonly triggers?: readonly Trigger[]
  /** What a role that talks to the database through Supabase may not do, though it may by default. */
  readonly revoked?: readonly Revoked[]
  /** Another file set, the app's main one, creates a table of the same name: whether this one ran is not known. */
  readonly beside?: true
}

export interface Column {
  readonly name: string
  /** The name that code uses (Prisma field, Drizzle property) where it differs. */
  readonly field: string
  /** Lower case SQL or ORM type. */
  readonly type: string
  readonly nullable: boolean
  readonly hasDefault: boolean
  readonly unique: boolean
  /** The only texts that it may hold, where they are written. */
  readonly values?: readonly string[]
  /** The text that it holds where a new row names none. */
  readonly starts?: string
  readonly at: Place
}

export interface Index {
  readonly columns: readonly string[]
  readonly unique: boolean
  /** A partial index serves only some queries. */
  readonly partial: boolean
  readonly at: Place
}

export interface ForeignKey {
  readonly columns: readonly string[]
  readonly table: string
  readonly references: readonly string[]
  readonly at: Place
  /** A row that is referred to cannot be deleted (`RESTRICT`, `NO ACTION`). Undefined: it can, or nothing says. */
  readonly refuses?: true
}

export interface RowRules {
  readonly enabled: boolean
  readonly at: Place
}

export interface Trigger {
  readonly name: string
  readonly at: Place
  readonly before: boolean
  readonly on: readonly ('insert' | 'update' | 'delete')[]
  readonly function: string
}

export interface Revoked {
  readonly role: string
  readonly does: 'select' | 'insert' | 'update' | 'delete'
  /** Columns that are granted all the same. */
  readonly except: readonly string[]
}

/** A stored query that is read like a table. */
export interface View {
  readonly name: string
  readonly at: Place
  /** Asks with the rights, and the row rules, of whoever reads it. */
  readonly invoker: boolean
  readonly materialized: boolean
  /** A foreign table: its rows are on another server, where row rules of this one do not reach. */
  readonly foreign?: true
  readonly tables: readonly string[]
  readonly columns: readonly string[] | 'all'
  /** Text of the query. */
  readonly query: string
  /** Roles from which SELECT was revoked. */
  readonly revokedFrom: readonly string[]
}

export type PolicyCommand = 'all' | 'select' | 'insert' | 'update' | 'delete'

export interface Policy {
  readonly name: string
  readonly at: Place
  readonly command: PolicyCommand
  readonly permissive: boolean
  /** Lower case role names; `['public']` where none is named. */
  readonly roles: readonly string[]
  /** SQL text of the two conditions, as printed by the real grammar. */
  readonly using: string | undefined
  readonly check: string | undefined
}

export interface DatabaseFunction {
  readonly name: string
  readonly at: Place
  readonly definer: boolean
  readonly searchPath: boolean
  readonly language: string
  readonly body: string
  /** Returns `trigger`: not callable by a client. */
  readonly trigger: boolean
  /** Roles from which EXECUTE was revoked. */
  readonly revokedFrom: readonly string[]
  /** Names of what a caller passes. */
  readonly parameters?: readonly string[]
}

export interface Bucket {
  readonly name: string
  readonly at: Place
  readonly public: boolean
  /** A size or a list of types limits what it takes. */
  readonly limited?: true
}
