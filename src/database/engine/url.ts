import { Failure } from '#base/failure'
import { databaseOn } from './backend.js'
import { connectTo, type Connection } from './connection.js'
import type { Database } from './database.js'
import { STATEMENT_LIMIT, type EngineOptions } from './options.js'

/** What a database of ours carries as its comment; one without it is never dropped. */
const MARK = 'Seaworthy: throw-away database, safe to drop'
const NAME = /^seaworthy_[0-9a-f]{12}$/

/** Where apps keep the database that their customers use. */
const HOSTED =
  /(?:^|\.)(?:supabase\.(?:co|com)|neon\.tech|(?:rds|redshift)\.amazonaws\.com|database\.azure\.com|aivencloud\.com|render\.com|railway\.(?:app|internal)|rlwy\.net|ondigitalocean\.com|timescale\.com|tsdb\.cloud|crunchybridge\.com|psdb\.cloud|prisma\.io|prisma-data\.net|xata\.sh|elephantsql\.com|cockroachlabs\.cloud|flympg\.net|fly\.dev)$/i

/** A database of our own on the user's server. No other database of that server is ever connected to but the one in the URL, and there nothing is run but the creating and dropping of ours. */
export async function openUrl(options: EngineOptions): Promise<Database> {
  let limit = options.timeout ?? STATEMENT_LIMIT
  const given = parse(options.url)
  if (HOSTED.test(given.hostname))
    throw new Failure(
      'refused-database',
      `The server at ${given.host} is a hosted one, most likely with real customers on it: filling tables there would slow them down.`,
      'Give the URL of a server on this machine or of a test server, or use `--engine embedded`.',
    )
  const above = await connectTo(given.href, () => STATEMENT_LIMIT).catch((error: Error) => {
    throw new Failure(
      'refused-database',
      `The server at ${given.host} cannot be reached: ${error.message}`,
      'Check the URL, or use `--engine pglite`.',
    )
  })
  const name = `seaworthy_${[...crypto.getRandomValues(new Uint8Array(6))].map(byte => byte.toString(16).padStart(2, '0')).join('')}`
  const rolesBefore = new Set(await rolesOf(above))
  const own = new URL(given)
  own.pathname = `/${name}`
  const others = new Set<Connection>()
  let main: Connection | undefined
  const create = async () => {
    await above.run(`create database ${name} template template0`)
    await above.run(`comment on database ${name} is '${MARK}'`)
    main = await connectTo(own.href, () => limit)
  }
  const leave = async () => {
    for (const connection of [...others, ...(main ? [main] : [])]) await connection.close().catch(() => {})
    others.clear()
    main = undefined
    await dropOurs(above, name)
    // Roles belong to the whole server: those that came with our database go with it.
    for (const role of await rolesOf(above))
      if (!rolesBefore.has(role)) await above.run(`drop role if exists "${role.replaceAll('"', '""')}"`).catch(() => {})
  }
  try {
    await create()
  } catch (error) {
    await leave().catch(() => {})
    await above.close()
    throw new Failure(
      'refused-database',
      `The server at ${given.host} does not let \`${decodeURIComponent(given.username) || 'this user'}\` create a database: ${(error as Error).message}`,
      'Give the URL of a server where this user may create databases (`alter role … createdb`), or use `--engine pglite`.',
    )
  }
  const { rows } = await above.query<{ server_version: string }>('show server_version')
  let closed: Promise<void> | undefined
  return databaseOn({
    engine: 'url',
    version: rows[0]?.server_version.split(' ')[0] ?? '',
    url: own.href,
    session: { query: (sql, parameters) => main!.query(sql, parameters), run: sql => main!.run(sql) },
    connect: async () => {
      const other = await connectTo(own.href, () => limit)
      others.add(other)
      return { ...other, close: () => (others.delete(other), other.close()) }
    },
    limit: milliseconds => {
      limit = milliseconds
    },
    reset: async () => {
      await leave()
      await create()
    },
    close: () =>
      (closed ??= (async () => {
        if (!options.keep) await leave()
        for (const connection of [...others, ...(main ? [main] : [])]) await connection.close().catch(() => {})
      })().finally(() => above.close())),
  })
}

function parse(url: string | undefined): URL {
  try {
    const parsed = new URL(url ?? '')
    if (/^postgres(?:ql)?:$/.test(parsed.protocol)) return parsed
  } catch {
    // Told below.
  }
  throw new Failure('refused-database', 'No Postgres URL was given.', 'Give one as `postgres://user:password@host:port/database`.')
}

/** Drops the database only while it carries our name and our mark. */
async function dropOurs(above: Connection, name: string): Promise<void> {
  if (!NAME.test(name)) return
  const { rows } = await above.query<{ mark: string | null }>(
    "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1",
    [name],
  )
  if (rows[0]?.mark === MARK) await above.run(`drop database ${name} with (force)`)
}

const rolesOf = async (above: Connection): Promise<string[]> =>
  (await above.query<{ name: string }>("select rolname as name from pg_roles where rolname not like 'pg\\_%'")).rows.map(row => row.name)
