import type { Database } from '#database/engine/database'
import type { Pool } from './insert.js'
import type { LinkedTable } from './links.js'
import type { PERSONS } from './ranks.js'
import type { Person } from './planted.js'

/** What planting knows as it goes. */
export interface Ground {
  readonly database: Database
  readonly linked: ReadonlyMap<string, LinkedTable>
  readonly seed: number
  people: readonly Person[]
  /** Pools already counted. */
  readonly pools: Map<string, Pool | undefined>
  /** Row numbers given so far, by table. */
  readonly given: Map<string, number>
}

/** Whose rows are being made. */
export type Owner = (typeof PERSONS)[number] | 'others'
