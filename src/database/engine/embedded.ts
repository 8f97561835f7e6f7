import { databaseOn } from './backend.js'
import { connectTo, type Connection } from './connection.js'
import type { Database } from './database.js'
import { STATEMENT_LIMIT, type EngineOptions } from './options.js'
import { startServer } from './server.js'

/** A real Postgres of our own, with one database. */
export async function openEmbedded(options: EngineOptions): Promise<Database> {
  let limit = options.timeout ?? STATEMENT_LIMIT
  const server = await startServer(options.settings ?? {}, options.folder)
  const address = (database: string) => `postgres://postgres:${server.password}@127.0.0.1:${server.port}/${database}`
  const others = new Set<Connection>()
  const open = async (database: string) => connectTo(address(database), () => limit)
  let main: Connection | undefined
  try {
    const renew = async () => {
      await main?.close()
      for (const other of others) await other.close()
      others.clear()
      const above = await open('postgres')
      await above.run('drop database if exists app with (force)')
      // Roles outlive a database.
      const { rows } = await above.query<{ name: string }>(
        "select quote_ident(rolname) as name from pg_roles where rolname <> 'postgres' and rolname not like 'pg\\_%'",
      )
      for (const { name } of rows) await above.run(`drop role if exists ${name}`).catch(() => {})
      await above.run('create database app')
      await above.close()
      main = await open('app')
    }
    await renew()
    const version = (await main!.query<{ server_version: string }>('show server_version')).rows[0]?.server_version.split(' ')[0] ?? ''
    return databaseOn({
      engine: 'embedded',
      version,
      url: address('app'),
      session: { query: (sql, parameters) => main!.query(sql, parameters), run: sql => main!.run(sql) },
      connect: async () => {
        const other = await open('app')
        others.add(other)
        return { ...other, close: () => (others.delete(other), other.close()) }
      },
      limit: milliseconds => {
        limit = milliseconds
      },
      reset: renew,
      close: async () => {
        for (const connection of [...others, main!]) await connection.close().catch(() => {})
        await server.stop()
      },
    })
  } catch (error) {
    await server.stop()
    throw error
  }
}
