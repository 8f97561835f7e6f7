import type { Gap } from '#base/gap'
import type { Place } from '#base/place'
import type {
  Bucket,
  Column,
  DatabaseFunction,
  ForeignKey,
  Index,
  Policy,
  PolicyCommand,
  Refusal,
  RowRules,
  Trigger,
  View,
} from '../catalogue.js'

/** A database while statements are applied to it. The only thing here that changes in place. */
export interface Draft {
  readonly tables: Map<string, TableDraft>
  readonly functions: Map<string, FunctionDraft>
  readonly buckets: Map<string, Bucket>
  readonly views: Map<string, ViewDraft>
  /** Enums and rows that were given a name. */
  readonly types: Set<string>
  readonly gaps: Gap[]
  readonly refusals: Refusal[]
}

export interface TableDraft {
  name: string
  at: Place
  /** Its CREATE TABLE was seen; else only rules about it. */
  created: boolean
  columns: Column[]
  primaryKey: string[]
  indexes: NamedIndex[]
  foreignKeys: ForeignKey[]
  rowRules: RowRules | undefined
  policies: Policy[]
  triggers: Trigger[]
  /** `role` → command → columns granted all the same. */
  revoked: Map<string, Map<Exclude<PolicyCommand, 'all'>, Set<string>>>
}

export interface NamedIndex extends Index {
  readonly name: string
}

export interface FunctionDraft extends DatabaseFunction {
  revokedFrom: string[]
  /** The types that it takes, `uuid,text`. */
  readonly takes: string
  /** Another of its name takes other types. */
  readonly overloaded: boolean
}

export interface ViewDraft extends View {
  revokedFrom: string[]
}

export const newDraft = (): Draft => ({
  tables: new Map(),
  functions: new Map(),
  buckets: new Map(),
  views: new Map(),
  types: new Set(),
  gaps: [],
  refusals: [],
})

export function newTable(name: string, at: Place, created: boolean): TableDraft {
  return {
    name,
    at,
    created,
    columns: [],
    primaryKey: [],
    indexes: [],
    foreignKeys: [],
    rowRules: undefined,
    policies: [],
    triggers: [],
    revoked: new Map(),
  }
}
