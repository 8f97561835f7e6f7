import pg from 'pg'

/** One statement; values are sent as text, so that the server decides on their types as it does for PostgREST. */
export type Query = <Row = Record<string, unknown>>(
  sql: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: readonly Row[]; readonly count: number }>

/** The database behind the project. */
export interface Connection {
  /** Committed when `work` resolves, rolled back when it throws. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** Connects when first asked: the stand-in starts before the database has its schema. */
export function connect(url: string): Connection {
  const pool = new pg.Pool({ connectionString: url, max: 10, idleTimeoutMillis: 2_000, allowExitOnIdle: true })
  // A reset of the lab's database ends every connection; the pool opens new ones.
  pool.on('error', () => {})
  return {
    async transaction(work) {
      const client = await begin(pool)
      let broken = false
      try {
        const result = await work(async (sql, values = []) => {
          const answer = await client.query(sql, values as unknown[])
          return { rows: answer.rows, count: answer.rowCount ?? answer.rows.length }
        })
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(() => (broken = true))
        throw error
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** A client in a transaction, whose other end still lives: a pooled one may have been cut by a reset that its socket has not yet told. */
async function begin(pool: pg.Pool): Promise<pg.PoolClient> {
  for (let attempt = 0; ; attempt += 1) {
    const client = await pool.connect()
    // Without a listener, a connection that the server cuts while it is checked out ends the process.
    if (client.listenerCount('error') === 0) client.on('error', () => {})
    try {
      await client.query('begin')
      return client
    } catch (error) {
      client.release(true)
      if (attempt >= 10) throw error
    }
  }
}
