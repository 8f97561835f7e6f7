import type { Session } from '#database/engine/database'

/** A table or view of the throw-away database, as its own catalogue has it. */
export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly materialized: boolean
  readonly rowRules: boolean
  /** A view that asks with the rights of its reader. */
  readonly invoker: boolean
  /** What the view itself lets through to its table. */
  readonly writes: readonly ('insert' | 'update' | 'delete')[]
  readonly columns: readonly RelationColumn[]
  readonly primaryKey: readonly string[]
  readonly policies: readonly RelationPolicy[]
  readonly foreignKeys: readonly {
    readonly columns: readonly string[]
    readonly schema: string
    readonly table: string
    readonly references: readonly string[]
  }[]
  /** Texts of CHECK constraints. */
  readonly checks: readonly string[]
}

export interface RelationColumn {
  readonly name: string
  readonly type: string
  /** `e` for an enum, `b` base, `d` domain, … */
  readonly family: string
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** Generated, or an identity that no client may choose. */
  readonly fixed: boolean
  readonly labels: readonly string[]
  /** Roles that may write it. */
  readonly insertable: readonly string[]
  readonly updatable: readonly string[]
  readonly selectable: readonly string[]
}

export interface RelationPolicy {
  readonly name: string
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  readonly permissive: boolean
  /** Empty: every role. */
  readonly roles: readonly string[]
  readonly using: string | undefined
  readonly check: string | undefined
}

export async function readRelations(session: Session, schemas: readonly string[]): Promise<Relation[]> {
  const { rows } = await session.query<{ relation: Relation }>(QUERY, [schemas])
  return rows.map(row => row.relation)
}

const may = (what: string): string =>
  `coalesce((select json_agg(role) from unnest(array['anon','authenticated']) role where has_column_privilege(role, c.oid, a.attnum, '${what}')), '[]')`

/** Source: https://www.postgresql.org/docs/current/catalogs.html */
const QUERY = `
select json_build_object(
  'oid', c.oid::int, 'schema', n.nspname, 'name', c.relname,
  'kind', case when c.relkind in ('v','m') then 'view' else 'table' end,
  'materialized', c.relkind = 'm',
  'rowRules', c.relrowsecurity,
  'invoker', exists (select from unnest(c.reloptions) option where option ~* '^security_invoker=(true|on|1|yes)$'),
  'writes', (select coalesce(json_agg(verb), '[]') from (values ('update', 4), ('insert', 8), ('delete', 16)) bits (verb, bit) where c.relkind = 'v' and pg_relation_is_updatable(c.oid, true) & bit <> 0),
  'columns', (select coalesce(json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'family', t.typtype, 'nullable', not a.attnotnull, 'hasDefault', a.atthasdef or a.attidentity <> '',
      'fixed', a.attgenerated <> '' or a.attidentity = 'a',
      'labels', coalesce((select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid), '[]'),
      'insertable', ${may('INSERT')}, 'updatable', ${may('UPDATE')}, 'selectable', ${may('SELECT')}) order by a.attnum), '[]')
    from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  'primaryKey', coalesce((select json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary), '[]'),
  'policies', coalesce((select json_agg(json_build_object(
      'name', p.polname, 'permissive', p.polpermissive,
      'command', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      'roles', coalesce((select json_agg(r.rolname) from pg_roles r where r.oid = any(p.polroles)), '[]'),
      'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname) from pg_policy p where p.polrelid = c.oid), '[]'),
  'foreignKeys', coalesce((select json_agg(json_build_object(
      'columns', (select json_agg(a.attname order by array_position(f.conkey, a.attnum)) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(f.conkey)),
      'schema', fn.nspname, 'table', fc.relname,
      'references', (select json_agg(a.attname order by array_position(f.confkey, a.attnum)) from pg_attribute a where a.attrelid = fc.oid and a.attnum = any(f.confkey))))
    from pg_constraint f join pg_class fc on fc.oid = f.confrelid join pg_namespace fn on fn.oid = fc.relnamespace where f.conrelid = c.oid and f.contype = 'f'), '[]'),
  'checks', coalesce((select json_agg(pg_get_constraintdef(k.oid)) from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'), '[]')
) as relation
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = any($1) and c.relkind in ('r','p','v','m') and not c.relispartition
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
order by n.nspname, c.relname`
