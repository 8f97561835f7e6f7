import { type Database, DatabaseError } from '#database/engine/database'
import type { LinkedTable } from './links.js'
import { literal, quoted } from './shape.js'

interface Put {
  readonly schema: string
  readonly name: string
  readonly definition: string
  readonly unique: boolean
  /** The one column of a unique index. */
  readonly column: string | null
}

/** Fewer rows than these find their places as they come. */
const FEW = 2000

/**
 * Fills with the indexes at rest and builds them afterwards: sorting once is many times as quick as finding a place for each row.
 * `work` is told whether no index at all watches for rows that conflict.
 */
export async function withoutIndexes(
  database: Database,
  table: LinkedTable,
  count: number,
  work: (unwatched: boolean) => Promise<void>,
): Promise<void> {
  const indexes = count < FEW ? [] : await indexesOf(database, table)
  const dropped = indexes.filter(index => !index.unique)
  const resting = await rested(
    database,
    // What refers to other rows may meet itself again; drawn values do not.
    indexes.filter(index => index.unique && index.column !== null && !table.keys.some(key => key.columns.includes(index.column!))),
  )
  for (const index of dropped) await database.run(`drop index ${nameOf(index)}`)
  try {
    await work(count >= FEW && !(await isWatched(database, table)))
  } finally {
    for (const { definition } of dropped) await database.run(definition)
    for (const index of resting) await woken(database, table, index)
  }
}

const nameOf = ({ schema, name }: Put): string => `${quoted(schema)}.${quoted(name)}`

async function indexesOf(database: Database, table: LinkedTable): Promise<readonly Put[]> {
  const { rows } = await database.query<Put>(
    `select s.nspname as schema, i.relname as name, pg_get_indexdef(i.oid) as definition, x.indisunique as unique,
      case when x.indnkeyatts = 1 and x.indnatts = 1 then a.attname end as column
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace s on s.oid = i.relnamespace
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0] and x.indkey[0] > 0
    where t.oid = ${literal(table.shape.sql)}::regclass and t.relkind = 'r' and not t.relispartition and x.indisvalid and x.indimmediate
      and not x.indisexclusion and not x.indisreplident and not x.indisclustered
      and (not x.indisunique or x.indpred is null and x.indexprs is null and not x.indnullsnotdistinct)
      and (x.indisunique or not exists (select 1 from pg_constraint c where c.conindid = i.oid))
      and not exists (select 1 from pg_depend d where d.objid = i.oid and d.deptype = 'e')`,
  )
  return rows
}

/** Takes unique indexes out of use, where the server lets us write its catalogue. */
async function rested(database: Database, indexes: readonly Put[]): Promise<readonly Put[]> {
  if (indexes.length === 0) return []
  const listed = indexes.map(index => `${literal(nameOf(index))}::regclass`).join(', ')
  try {
    await database.run(`update pg_index set indisvalid = false, indisready = false where indexrelid in (${listed})`)
    return indexes
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return []
  }
}

async function isWatched(database: Database, table: LinkedTable): Promise<boolean> {
  const { rows } = await database.query(
    `select 1 from pg_index where indrelid = ${literal(table.shape.sql)}::regclass and indisready and (indisunique or indisexclusion) limit 1`,
  )
  return rows.length > 0
}

async function woken(database: Database, table: LinkedTable, index: Put): Promise<void> {
  try {
    await database.run(`reindex index ${nameOf(index)}`)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '23505') throw error
    await database.run(
      `delete from ${table.shape.sql} t using (select ctid, row_number() over (partition by ${quoted(index.column!)} order by ctid) as n
      from ${table.shape.sql} where ${quoted(index.column!)} is not null) d where t.ctid = d.ctid and d.n > 1`,
    )
    await database.run(`reindex index ${nameOf(index)}`)
  }
}
