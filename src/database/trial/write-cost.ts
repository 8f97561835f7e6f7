import type { Database } from '#database/engine/database'
import { quoted } from '#database/rows/shape'
import { median } from './plans.js'
import { tableSql } from './statements.js'

/** Milliseconds to put a thousand rows back that were just taken out, with every index of the table in place. Nothing stays. */
export async function insertMs(database: Database, table: string): Promise<number> {
  const sql = tableSql(table)
  const { rows: columns } = await database.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = '${sql.replaceAll("'", "''")}'::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
  )
  const listed = columns.map(column => quoted(column.name)).join(', ')
  return database.rehearse(async session => {
    await session.run("set local session_replication_role = 'replica'")
    await session.run(`create temporary table write_trial on commit drop as select ${listed} from ${sql} limit 1000`)
    const times: number[] = []
    for (let n = 0; n < 3; n++) {
      // Each time the same rows: others that were taken out make those that are put back conflict, and cost nothing.
      await session.run('savepoint before_write')
      await session.run(`delete from ${sql} t using (select ctid from ${sql} limit 1000) d where t.ctid = d.ctid`)
      const { rows } = await session.query<Record<string, unknown>>(
        `explain (analyze, timing off, format json) insert into ${sql} (${listed}) overriding system value select * from write_trial on conflict do nothing`,
      )
      const [answer] = Object.values(rows[0] ?? {})
      const [explained] = (typeof answer === 'string' ? JSON.parse(answer) : answer) as [{ 'Execution Time'?: number }]
      times.push(explained['Execution Time'] ?? 0)
      await session.run('rollback to savepoint before_write')
    }
    return median(times)
  })
}
