import pg from 'pg'
import { databaseError } from './backend.js'
import type { Answer, Session } from './database.js'
import { newLane } from './lane.js'

/** A connection to a real server. */
export interface Connection extends Session {
  close(): Promise<void>
}

/** Whole numbers as numbers where they fit; the rest as the driver has it. */
const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid !== 20 || format === 'binary') return pg.types.getTypeParser(oid, format as 'text')
    return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
  },
} as pg.CustomTypesConfig

export async function connectTo(url: string, limit: () => number): Promise<Connection> {
  const make = () => new pg.Client({ connectionString: url, types: TYPES, connectionTimeoutMillis: 15_000, application_name: 'seaworthy' })
  const client = make()
  // A server that goes away is told by the statement that was waiting for it.
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid
  /** By a second connection: the app's own SQL may switch the server's limit off. */
  const cancel = async () => {
    const other = make()
    other.on('error', () => {})
    await other.connect()
    await other.query('select pg_cancel_backend($1)', [pid])
    await other.end()
  }
  const turn = newLane()
  const limited = <Result>(work: () => Promise<Result>): Promise<Result> =>
    turn(async () => {
      const timer = setTimeout(() => void cancel().catch(() => {}), limit())
      try {
        return await work()
      } catch (error) {
        throw databaseError(error)
      } finally {
        clearTimeout(timer)
      }
    })
  return {
    query: async <Row>(sql: string, parameters?: readonly unknown[]): Promise<Answer<Row>> => {
      const answer = await limited(() => client.query(sql, parameters ? [...parameters] : undefined))
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as pg.QueryResult
      return { rows: (last.rows ?? []) as Row[], count: last.rowCount ?? last.rows?.length ?? 0 }
    },
    run: async sql => {
      await limited(() => client.query(sql))
    },
    close: () => client.end(),
  }
}
