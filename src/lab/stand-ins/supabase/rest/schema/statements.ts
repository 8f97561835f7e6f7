const OURS = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'`

export const SCHEMAS = `select n.nspname as name from pg_namespace n where ${OURS}`

export const TABLES = `
  select c.oid::int as oid, n.nspname as schema, c.relname as name, c.relkind::text as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OURS}`

export const COLUMNS = `
  select a.attrelid::int as "table", a.attname as name, a.attnum::int as number, format_type(a.atttypid, a.atttypmod) as type,
    case when a.attgenerated <> '' then null
      when a.attidentity <> '' then format('nextval(%L::regclass)', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname))
      else pg_get_expr(d.adbin, d.adrelid) end as fallback
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${OURS}
  order by a.attrelid, a.attnum`

export const UNIQUES = `
  select i.indrelid::int as "table", i.indisprimary as "primary",
    array(select a.attname::text from unnest(i.indkey::int[]) with ordinality k(number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number where k.place <= i.indnkeyatts order by k.place) as columns
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  where i.indisunique and i.indpred is null and i.indexprs is null and ${OURS}
  order by i.indisprimary desc`

export const KEYS = `
  select k.conname as name, k.conrelid::int as "from", k.confrelid::int as "to",
    array(select a.attname::text from unnest(k.conkey) with ordinality u(number, place)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place) as from_columns,
    array(select a.attname::text from unnest(k.confkey) with ordinality u(number, place)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number order by u.place) as to_columns
  from pg_constraint k where k.contype = 'f' and k.conparentid = 0 order by k.conname`

export const VIEWS = `
  select c.oid::int as "table", r.ev_action::text as action
  from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm') and r.rulename = '_RETURN' and ${OURS}`

export const ROUTINES = `
  select n.nspname as schema, p.proname as name,
    case p.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end as volatility,
    p.proretset as "set", not p.proretset or p.prorows = 1 as one,
    case when t.typname = 'void' then 'void' when t.typtype = 'c' or t.typname = 'record' then 'row' else 'scalar' end as returns,
    nullif(t.typrelid, 0)::int as "table",
    coalesce((
      select json_agg(json_build_object(
        'name', coalesce(p.proargnames[a.place], ''),
        'type', format_type(a.type, null),
        'required', a.input <= p.pronargs - p.pronargdefaults,
        'variadic', a.mode = 'v') order by a.place)
      from (
        select u.type, u.place, coalesce(p.proargmodes[u.place], 'i') as mode,
          row_number() over (order by u.place) as input
        from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(type, place)
        where coalesce(p.proargmodes[u.place], 'i') in ('i', 'b', 'v')
      ) a), '[]') as parameters
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_type t on t.oid = p.prorettype
  where p.prokind = 'f' and ${OURS}`

export const ROLES = `
  select r.rolname as name from pg_roles r
  where case when exists (select from pg_roles where rolname = 'authenticator') then pg_has_role('authenticator', r.oid, 'MEMBER')
    else r.rolname in ('anon', 'authenticated', 'service_role') end`

export const ROLE_SETTINGS = `
  select r.rolname as role, s.setconfig as settings from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
  where s.setdatabase = 0 or s.setdatabase = (select oid from pg_database where datname = current_database())`
