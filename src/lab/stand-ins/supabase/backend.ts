import type { Connection } from './connection.js'
import { isServerError, Refusal } from './refusal.js'
import type { Catalogue } from './rest/schema/catalogue.js'
import { loadCatalogue } from './rest/schema/load.js'

/** The database of the project and what is known of it. */
export interface Backend {
  readonly connection: Connection
  readonly settings: RestSettings
  /** Runs with what the database held when last looked at; looks again, once, when that does not have what is asked for. */
  withCatalogue<Result>(work: (catalogue: Catalogue) => Promise<Result>): Promise<Result>
  forget(): void
}

/** `[api]` of the project's configuration. */
export interface RestSettings {
  /** `undefined` when nothing says which schemas are exposed. */
  schemas: readonly string[] | undefined
  maxRows: number
  aggregates: boolean
}

/** What may be the fault of a catalogue that is out of date. */
const STALE = new Set(['PGRST200', 'PGRST202', 'PGRST204', 'PGRST205', 'PGRST106', '42501'])

export function openBackend(connection: Connection): Backend {
  let known: Promise<Catalogue> | undefined
  const load = () =>
    connection.transaction(async query => {
      // With an empty path every type and default is written with its schema.
      await query(`select set_config('search_path', '', true)`)
      return loadCatalogue(query)
    })
  const get = () => {
    known ??= load().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return {
    connection,
    settings: { schemas: undefined, maxRows: 1000, aggregates: false },
    async withCatalogue(work) {
      const fresh = known === undefined
      try {
        return await work(await get())
      } catch (error) {
        const stale = (error instanceof Refusal && STALE.has(error.code)) || (isServerError(error) && error.code === '42804')
        if (fresh || !stale) throw error
        known = undefined
        return work(await get())
      }
    },
    forget() {
      known = undefined
    },
  }
}
