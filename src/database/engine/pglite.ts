import { databaseOn, type Backend } from './backend.js'
import type { Database } from './database.js'
import { STATEMENT_LIMIT, type EngineOptions } from './options.js'
import { extensionModules } from './pglite-extensions.js'
import { templateOf } from './pglite-template.js'
import { startThread } from './pglite-thread.js'

/** Postgres in a thread of this process. */
export async function openPglite(options: EngineOptions): Promise<Database> {
  const extensions = extensionModules(options.extensions ?? [])
  let limit = options.timeout ?? STATEMENT_LIMIT
  const template = await templateOf(options, extensions)
  const begin = () => startThread({ extensions, template, limit: () => limit })
  let thread = await begin()
  const { rows } = await thread.ask<{ version: string }>('query', 'show server_version')
  const backend: Backend = {
    engine: 'pglite',
    version: Object.values(rows[0] ?? {})[0]?.split(' ')[0] ?? '',
    url: undefined,
    connect: undefined,
    session: {
      query: <Row>(sql: string, parameters?: readonly unknown[]) => thread.ask<Row>('query', sql, parameters),
      run: async sql => {
        await thread.ask('run', sql)
      },
    },
    limit: milliseconds => {
      limit = milliseconds
    },
    reset: async () => {
      await thread.end()
      thread = await begin()
    },
    close: () => thread.end(),
  }
  return databaseOn(backend)
}
