import type { Session } from '../engine/database.js'

/** Schemas that are Postgres' own or a platform's: what an app adds there are policies and triggers. */
export const PLATFORM_SCHEMAS: readonly string[] = [
  'auth',
  'storage',
  'extensions',
  'realtime',
  '_realtime',
  'vault',
  'cron',
  'net',
  'pgmq',
  'graphql',
  'graphql_public',
  'supabase_functions',
  'supabase_migrations',
  'pgsodium',
  'pgbouncer',
  'drizzle',
  '_prisma',
]

const SYSTEM = "n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'"
/** Extensions bring relations and functions that are nobody's schema. */
const OWN = (catalogue: string, oid: string) =>
  `not exists (select 1 from pg_depend d where d.classid = '${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

/** Name as the catalogue has it: without `public`. */
const NAME = (schema: string, name: string) =>
  `case when ${schema} in ('public', 'pg_catalog') then ${name}::text else ${schema} || '.' || ${name} end`

export interface RelationRow {
  readonly oid: number
  readonly schema: string
  readonly name: string
  /** `r` table, `p` partitioned, `v` view, `m` materialized view, `f` foreign. */
  readonly kind: string
  readonly ruled: boolean
  readonly transaction: number
  readonly options: readonly string[] | null
  readonly query: string | null
}

export interface ColumnRow {
  readonly relation: number
  readonly number: number
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly filled: boolean
  readonly transaction: number
}

export interface IndexRow {
  readonly relation: number
  readonly primary: boolean
  readonly unique: boolean
  readonly columns: readonly string[]
  readonly where: string | null
  readonly transaction: number
}

export interface KeyRow {
  readonly relation: number
  readonly columns: readonly string[]
  readonly table: string
  readonly references: readonly string[]
  readonly transaction: number
}

export interface PolicyRow {
  readonly relation: number
  readonly name: string
  readonly command: string
  readonly permissive: boolean
  readonly roles: readonly string[]
  readonly using: string | null
  readonly check: string | null
  readonly transaction: number
}

export interface TriggerRow {
  readonly relation: number
  readonly name: string
  readonly type: number
  readonly function: string
  readonly transaction: number
}

export interface FunctionRow {
  readonly name: string
  readonly schema: string
  readonly definer: boolean
  readonly settings: readonly string[] | null
  readonly language: string
  readonly body: string
  readonly returns: string
  readonly parameters: readonly string[] | null
  readonly modes: readonly string[] | null
  readonly transaction: number
  /** Whether each of the two client roles may call it; `null` where there are no such roles. */
  readonly anon: boolean | null
  readonly authenticated: boolean | null
  readonly everyone: boolean
}

export interface BucketRow {
  readonly id: string
  readonly public: boolean
  readonly limited: boolean
}

/** Rights of a client role on a relation, where they are not whole. */
export interface RightsRow {
  readonly relation: number
  readonly role: string
  readonly does: 'select' | 'insert' | 'update' | 'delete'
  readonly columns: readonly string[]
}

/** Everything that the catalogue is made of, in a few queries. */
export interface Snapshot {
  readonly relations: readonly RelationRow[]
  readonly columns: readonly ColumnRow[]
  readonly indexes: readonly IndexRow[]
  readonly keys: readonly KeyRow[]
  readonly policies: readonly PolicyRow[]
  readonly triggers: readonly TriggerRow[]
  readonly functions: readonly FunctionRow[]
  readonly rights: readonly RightsRow[]
  readonly buckets: readonly BucketRow[]
}

const TRANSACTION = (of: string) => `${of}.xmin::text::int as transaction`

/** Columns of an index by name; an expression counts as the first column in it. */
const INDEX_COLUMNS = `array(select coalesce(a.attname::text, (select b.attname::text from pg_attribute b where b.attrelid = i.indrelid and b.attnum > 0
  and pg_get_indexdef(i.indexrelid, k.place::int, true) ~ ('\\m' || regexp_replace(b.attname::text, '([^\\w])', '\\\\\\1', 'g') || '\\M') order by b.attnum limit 1), '')
  from unnest(i.indkey::int2[]) with ordinality k(number, place) left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number > 0
  where k.place <= i.indnkeyatts order by k.place)`

const NAMES = (table: string, numbers: string) =>
  `array(select a.attname::text from unnest(${numbers}) with ordinality u(number, place) join pg_attribute a on a.attrelid = ${table} and a.attnum = u.number order by u.place)`

export async function takeSnapshot(session: Session, supabase: boolean): Promise<Snapshot> {
  const all = async <Row>(sql: string) => (await session.query<Row>(sql)).rows
  const privilege = (role: string) =>
    supabase ? `has_function_privilege('${role}', p.oid, 'execute') and has_schema_privilege('${role}', n.oid, 'usage')` : 'null::boolean'
  return {
    relations:
      await all<RelationRow>(`select c.oid::int as oid, n.nspname as schema, ${NAME('n.nspname', 'c.relname')} as name, c.relkind as kind,
      c.relrowsecurity as ruled, ${TRANSACTION('c')}, c.reloptions as options, case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as query
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${SYSTEM} and ${OWN('pg_class', 'c.oid')} order by c.oid`),
    columns: await all<ColumnRow>(`select a.attrelid::int as relation, a.attnum::int as number, a.attname as name,
      case when t.typelem <> 0 and t.typcategory = 'A' then (select ${NAME('m.nspname', 'e.typname')} from pg_type e join pg_namespace m on m.oid = e.typnamespace where e.oid = t.typelem) || '[]'
        else (select ${NAME('m.nspname', 't.typname')} from pg_namespace m where m.oid = t.typnamespace) end as type,
      not a.attnotnull and not t.typnotnull as nullable, a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' as filled, ${TRANSACTION('a')}
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${SYSTEM} order by a.attrelid, a.attnum`),
    indexes:
      await all<IndexRow>(`select i.indrelid::int as relation, i.indisprimary as primary, i.indisunique as unique, ${INDEX_COLUMNS} as columns,
      pg_get_expr(i.indpred, i.indrelid) as where, ${TRANSACTION('i')}
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where ${SYSTEM} order by i.indexrelid`),
    keys: await all<KeyRow>(`select k.conrelid::int as relation, ${NAMES('k.conrelid', 'k.conkey')} as columns, ${NAME('m.nspname', 'f.relname')} as table,
      ${NAMES('k.confrelid', 'k.confkey')} as references, ${TRANSACTION('k')}
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class f on f.oid = k.confrelid join pg_namespace m on m.oid = f.relnamespace where k.contype = 'f' and k.conparentid = 0 and ${SYSTEM} order by k.oid`),
    policies:
      await all<PolicyRow>(`select p.polrelid::int as relation, p.polname as name, p.polcmd as command, p.polpermissive as permissive,
      array(select coalesce(r.rolname::text, 'public') from unnest(p.polroles) u(oid) left join pg_roles r on r.oid = u.oid) as roles,
      pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as check, ${TRANSACTION('p')} from pg_policy p order by p.oid`),
    triggers:
      await all<TriggerRow>(`select t.tgrelid::int as relation, t.tgname as name, t.tgtype::int as type, f.proname as function, ${TRANSACTION('t')}
      from pg_trigger t join pg_proc f on f.oid = t.tgfoid where not t.tgisinternal order by t.oid`),
    functions:
      await all<FunctionRow>(`select ${NAME('n.nspname', 'p.proname')} as name, n.nspname as schema, p.prosecdef as definer, p.proconfig as settings,
      l.lanname as language, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body, t.typname as returns, p.proargnames as parameters, p.proargmodes::text[] as modes,
      ${TRANSACTION('p')}, ${privilege('anon')} as anon, ${privilege('authenticated')} as authenticated,
      p.proacl is null or exists (select 1 from aclexplode(p.proacl) g where g.grantee = 0 and g.privilege_type = 'EXECUTE') as everyone
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang join pg_type t on t.oid = p.prorettype
      where ${SYSTEM} and ${OWN('pg_proc', 'p.oid')} and p.prokind in ('f', 'p') order by p.oid`),
    rights: supabase
      ? await all<RightsRow>(`select c.oid::int as relation, r.role, v.does, array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          and v.does <> 'delete' and has_schema_privilege(r.role, n.oid, 'usage') and has_column_privilege(r.role, c.oid, a.attnum, case when v.does = 'delete' then 'select' else v.does end) order by a.attnum) as columns
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, (values ('anon'), ('authenticated')) r(role), (values ('select'), ('insert'), ('update'), ('delete')) v(does)
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${SYSTEM} and not (has_table_privilege(r.role, c.oid, v.does) and has_schema_privilege(r.role, n.oid, 'usage')) order by c.oid`)
      : [],
    buckets: supabase
      ? await all<BucketRow>(
          'select id, coalesce(public, false) as public, file_size_limit is not null or allowed_mime_types is not null as limited from storage.buckets order by created_at, id',
        )
      : [],
  }
}
