import pg from 'pg'
import { newLane } from '#database/engine/lane'
import { databaseError, databaseOn } from '#database/engine/backend'
import type { Answer, Database, Session } from '#database/engine/database'

/** The lab's database seen from outside the seal, by its unix socket. A connection that was cut (by a reset) is opened anew. */
export async function connectDatabase(socketFolder: string, name: string): Promise<Database> {
  const main = sessionOn(socketFolder, name)
  const { rows } = await main.query<{ server_version: string }>('show server_version')
  return databaseOn({
    engine: 'embedded',
    version: rows[0]!.server_version.split(' ')[0]!,
    url: `postgresql://postgres@/${name}?host=${encodeURIComponent(socketFolder)}`,
    session: main,
    connect: async () => sessionOn(socketFolder, name),
    limit: milliseconds => main.limit(milliseconds),
    reset: async () => {
      await main.close()
      await recreate(socketFolder, name, 'template1')
    },
    close: () => main.close(),
  })
}

/** Makes the database anew from a template: 0.1 s. Whoever was connected is cut off. */
export async function recreate(socketFolder: string, name: string, template: string): Promise<void> {
  const keeper = sessionOn(socketFolder, 'postgres')
  try {
    await keeper.run(`drop database if exists "${name}" with (force)`)
    await keeper.run(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${template}' and pid <> pg_backend_pid()`)
    await keeper.run(`create database "${name}" template "${template}"`)
  } finally {
    await keeper.close()
  }
}

/** One connection under its own name, so that its statements can be told from the app's. */
export function sessionOn(socketFolder: string, name: string): Session & { limit(milliseconds: number): void; close(): Promise<void> } {
  let client: pg.Client | undefined
  let limit = 60_000
  const open = async (): Promise<pg.Client> => {
    if (client) return client
    const fresh = new pg.Client({ host: socketFolder, user: 'postgres', database: name, application_name: LAB_CONNECTION })
    fresh.on('error', () => {
      if (client === fresh) client = undefined
    })
    fresh.on('end', () => {
      if (client === fresh) client = undefined
    })
    await fresh.connect()
    await fresh.query(`set statement_timeout = ${limit}`)
    client = fresh
    return fresh
  }
  const turn = newLane()
  const sending = async <Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
    try {
      return await turn(async () => work(await open()))
    } catch (error) {
      throw databaseError(error)
    }
  }
  return {
    query: <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Answer<Row>> =>
      sending(async one => {
        const answer = await one.query(sql, [...parameters])
        return { rows: answer.rows as Row[], count: answer.rowCount ?? answer.rows.length }
      }),
    run: sql => sending(async one => void (await one.query(sql))),
    limit: milliseconds => {
      limit = milliseconds
      if (client) void sending(one => one.query(`set statement_timeout = ${milliseconds}`)).catch(() => undefined)
    },
    close: async () => {
      const open = client
      client = undefined
      await open?.end().catch(() => undefined)
    },
  }
}

export const LAB_CONNECTION = 'seaworthy-lab'
