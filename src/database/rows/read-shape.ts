import type { Session } from '#database/engine/database'
import { type ColumnShape, type KeyShape, quoted, type TableShape } from './shape.js'

/** Schemas of the platform: rows there are its own affair, but for the people. */
const PLATFORM =
  "'pg_catalog', 'information_schema', 'auth', 'storage', 'realtime', 'vault', 'cron', 'net', 'extensions', 'graphql', 'graphql_public', 'supabase_functions', 'supabase_migrations', 'pgsodium', 'pgmq', 'pgbouncer', '_realtime', 'drizzle'"

const SCOPE = `from pg_class c join pg_namespace s on s.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition and s.nspname not like 'pg\\_%'
    and c.relname not in ('_prisma_migrations', 'knex_migrations', 'knex_migrations_lock', 'SequelizeMeta', '__drizzle_migrations', 'schema_migrations')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    and (s.nspname not in (${PLATFORM}) or (s.nspname = 'auth' and c.relname = 'users'))`

interface TableRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
}

interface ColumnRow {
  readonly oid: number
  readonly name: string
  readonly type: string
  readonly base: string
  readonly array: boolean
  readonly nullable: boolean
  readonly identity: string
  readonly generated: string
  readonly default: string | null
  readonly enum: readonly string[] | null
  readonly domain_checks: readonly string[] | null
}

interface ConstraintRow {
  readonly oid: number
  readonly kind: string
  readonly name: string
  readonly columns: readonly string[] | null
  readonly text: string | null
  readonly schema: string | null
  readonly table: string | null
  readonly refs: readonly string[] | null
  readonly cascade: boolean
}

/** Reads every table of the app, and `auth.users`, from the catalogue of the running database. */
export async function readShape(session: Session): Promise<TableShape[]> {
  const { rows: tables } = await session.query<TableRow>(
    `select c.oid::int as oid, s.nspname as schema, c.relname as name ${SCOPE} order by 2, 3`,
  )
  const { rows: columns } = await session.query<ColumnRow>(COLUMNS)
  const { rows: constraints } = await session.query<ConstraintRow>(CONSTRAINTS)
  const { rows: uniques } = await session.query<{ oid: number; columns: readonly string[] | null; primary: boolean }>(UNIQUES)
  const shapes: TableShape[] = []
  for (const { oid, schema, name } of tables) {
    const sql = `${quoted(schema)}.${quoted(name)}`
    const own = constraints.filter(row => row.oid === oid)
    const indexes = uniques.filter(row => row.oid === oid)
    const { rows } = await session.query<{ n: number }>(`select count(*)::int as n from (select from ${sql} limit 100000) t`)
    shapes.push({
      schema,
      name,
      sql,
      columns: columns.filter(row => row.oid === oid).map(columnShape),
      primaryKey: indexes.find(row => row.primary)?.columns ?? [],
      uniques: indexes.filter(row => !row.primary).map(row => ({ columns: row.columns ?? [] })),
      checks: own
        .filter(row => row.kind === 'c')
        .map(row => ({ name: row.name, columns: row.columns ?? [], condition: row.text ?? 'true' })),
      foreignKeys: own.filter(row => row.kind === 'f').map(keyShape),
      rows: rows[0]?.n ?? 0,
    })
  }
  return shapes
}

const keyShape = (row: ConstraintRow): KeyShape => ({
  columns: row.columns ?? [],
  schema: row.schema ?? '',
  table: row.table ?? '',
  references: row.refs ?? [],
  cascade: row.cascade,
})

function columnShape(row: ColumnRow): ColumnShape {
  const [, size, scale] = /\((\d+)(?:,(\d+))?\)/.exec(row.type) ?? []
  return {
    name: row.name,
    type: row.type,
    base: row.base,
    array: row.array,
    nullable: row.nullable,
    made: row.generated !== '' ? 'generated' : row.identity !== '' || /^nextval\(/.test(row.default ?? '') ? 'sequence' : undefined,
    default: row.default ?? undefined,
    enum: row.enum ?? undefined,
    size: size === undefined ? undefined : Number(size),
    scale: scale === undefined ? undefined : Number(scale),
    domainChecks: row.domain_checks ?? [],
  }
}

const COLUMNS = `with recursive scope as (select c.oid ${SCOPE}),
  below as (
    select oid as top, oid, typtype, typbasetype, typcategory, typelem, typname, typnotnull from pg_type
    where oid in (select atttypid from pg_attribute where attrelid in (select oid from scope))
    union all
    select b.top, t.oid, t.typtype, t.typbasetype, t.typcategory, t.typelem, t.typname, b.typnotnull or t.typnotnull
    from below b join pg_type t on t.oid = b.typbasetype where b.typtype = 'd'
  )
select a.attrelid::int as oid, a.attname as name,
  case when y.typtype = 'd' then format_type(y.oid, null) else format_type(a.atttypid, a.atttypmod) end as type,
  coalesce(e.typname, b.typname) as base, b.typcategory = 'A' as array,
  not (a.attnotnull or b.typnotnull) as nullable, a.attidentity::text as identity, a.attgenerated::text as generated,
  pg_get_expr(d.adbin, d.adrelid) as default,
  (select json_agg(l.enumlabel order by l.enumsortorder) from pg_enum l where l.enumtypid = coalesce(e.oid, b.oid)) as enum,
  (select json_agg(pg_get_expr(k.conbin, 0)) from below up join pg_constraint k on k.contypid = up.oid and k.contype = 'c' where up.top = y.oid) as domain_checks
from pg_attribute a join pg_type y on y.oid = a.atttypid
join below b on b.top = y.oid and b.typtype <> 'd'
left join pg_type e on b.typcategory = 'A' and e.oid = b.typelem
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid in (select oid from scope) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum`

const names = (oid: string, keys: string) =>
  `(select json_agg(a.attname order by nth.n) from unnest(${keys}) with ordinality nth(num, n) join pg_attribute a on a.attrelid = ${oid} and a.attnum = nth.num)`

const CONSTRAINTS = `select k.conrelid::int as oid, k.contype::text as kind, k.conname as name, ${names('k.conrelid', 'k.conkey')} as columns,
  case when k.contype = 'c' then pg_get_expr(k.conbin, k.conrelid) end as text,
  fs.nspname as schema, f.relname as table, ${names('k.confrelid', 'k.confkey')} as refs, k.confdeltype = 'c' as cascade
from pg_constraint k left join pg_class f on f.oid = k.confrelid left join pg_namespace fs on fs.oid = f.relnamespace
where k.conrelid in (select c.oid ${SCOPE}) and k.contype in ('c', 'f') and k.conparentid = 0 order by k.conname`

const UNIQUES = `select x.indrelid::int as oid, x.indisprimary as primary,
  case when x.indpred is null and x.indexprs is null then ${names('x.indrelid', '(x.indkey::int2[])[0:x.indnkeyatts - 1]')} end as columns
from pg_index x where x.indisunique and x.indrelid in (select c.oid ${SCOPE})`
