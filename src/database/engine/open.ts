import type { Database, EngineName } from './database.js'
import type { EngineOptions } from './options.js'

/** Opens a throw-away Postgres; whoever opens closes. */
export async function openDatabase(engine: EngineName, options: EngineOptions = {}): Promise<Database> {
  switch (engine) {
    case 'pglite':
      return (await import('./pglite.js')).openPglite(options)
    case 'embedded':
      return (await import('./embedded.js')).openEmbedded(options)
    case 'url':
      return (await import('./url.js')).openUrl(options)
  }
}
