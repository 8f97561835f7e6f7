import type { Session } from '../engine/database.js'
import { quoted } from '../rows/shape.js'
import type { Loss } from './migration.js'

/** A filled table, followed by its identity through renames. */
export interface Filled {
  readonly oid: number
  readonly name: string
  readonly rows: number
  readonly file: number
}

interface Held {
  readonly number: number
  readonly name: string
  readonly type: string
  readonly values: number
  readonly distinct: number
}

/** What a table held before a statement: per column how many values, how many different ones. */
export interface Contents {
  readonly table: Filled
  readonly columns: readonly Held[]
}

const OWN =
  "n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'auth', 'storage', 'realtime', 'vault', 'extensions', 'cron', 'net')"

export async function filledTables(session: Session): Promise<Filled[]> {
  const { rows } = await session.query<{ oid: number; schema: string; table: string; file: number }>(
    `select c.oid::int as oid, n.nspname as schema, c.relname as table, pg_relation_filenode(c.oid)::int as file
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${OWN}`,
  )
  const filled: Filled[] = []
  for (const { oid, schema, table, file } of rows) {
    const counted = await session.query<{ n: number }>(`select count(*)::int as n from ${quoted(schema)}.${quoted(table)}`)
    const count = counted.rows[0]?.n ?? 0
    if (count > 0) filled.push({ oid, name: schema === 'public' ? table : `${schema}.${table}`, rows: count, file })
  }
  return filled
}

const sqlOf = (name: string): string => (name.includes('.') ? name : `public.${name}`).split('.').map(quoted).join('.')

const ATTRIBUTES = `select attnum::int as number, attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
  where attrelid = $1 and attnum > 0 and not attisdropped order by attnum`

export async function contentsOf(session: Session, table: Filled): Promise<Contents> {
  const { rows } = await session.query<{ number: number; name: string; type: string }>(ATTRIBUTES, [table.oid])
  return { table, columns: rows.length === 0 ? [] : await held(session, table, rows) }
}

async function held(session: Session, table: Filled, columns: readonly { number: number; name: string; type: string }[]): Promise<Held[]> {
  const counts = columns.flatMap(({ name }, n) => [
    `count(${quoted(name)})::int as v${n}`,
    `count(distinct md5(${quoted(name)}::text))::int as d${n}`,
  ])
  const { rows } = await session.query<Record<string, number>>(`select ${counts.join(', ')} from ${sqlOf(table.name)}`)
  return columns.map((column, n) => ({ ...column, values: rows[0]?.[`v${n}`] ?? 0, distinct: rows[0]?.[`d${n}`] ?? 0 }))
}

/** What is no longer there. `emptied`: the statement takes rows away whatever they hold. */
export async function lossesSince(session: Session, before: Contents, emptied: boolean): Promise<Loss[]> {
  const { table, columns } = before
  const { rows: now } = await session.query<{ name: string }>(
    "select case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = $1",
    [table.oid],
  )
  if (now.length === 0) return [{ what: 'table', table: table.name, rows: table.rows }]
  const renamed = { ...table, name: now[0]!.name }
  const { rows: count } = await session.query<{ n: number }>(`select count(*)::int as n from ${sqlOf(renamed.name)}`)
  if ((count[0]?.n ?? 0) === 0) return emptied ? [{ what: 'rows', table: table.name, rows: table.rows }] : []
  const after = await contentsOf(session, renamed)
  return columns.flatMap((column): Loss[] => {
    if (column.values === 0) return []
    const same = after.columns.find(each => each.number === column.number)
    if (!same) return [{ what: 'column', table: table.name, column: column.name, rows: column.values }]
    if (same.type === column.type || (same.values >= column.values && same.distinct >= column.distinct)) return []
    const lost = Math.max(column.values - same.values, column.distinct - same.distinct)
    return [{ what: 'values', table: table.name, column: column.name, rows: lost }]
  })
}
