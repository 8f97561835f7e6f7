import type { Session } from '#database/engine/database'
import { withoutComments } from '../comments.js'

/** A function that a browser could name in `rpc()`. */
export interface Callable {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly definer: boolean
  readonly searchPath: boolean
  readonly language: string
  readonly body: string
  readonly parameters: readonly Parameter[]
  /** Roles that may execute it. */
  readonly open: readonly string[]
}

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly labels: readonly string[]
}

export async function readFunctions(session: Session, schemas: readonly string[]): Promise<Callable[]> {
  const { rows } = await session.query<{ callable: Callable }>(QUERY, [schemas])
  return rows.map(row => row.callable)
}

const QUERY = `
select json_build_object('oid', p.oid::int, 'schema', n.nspname, 'name', p.proname, 'definer', p.prosecdef, 'language', l.lanname,
  'searchPath', exists (select from unnest(p.proconfig) setting where setting like 'search_path=%'),
  'body', coalesce(p.prosrc, '') || coalesce(pg_get_function_sqlbody(p.oid), ''),
  'parameters', coalesce((select json_agg(json_build_object('name', coalesce(p.proargnames[place], ''), 'type', format_type(type, null), 'optional', place > p.pronargs - p.pronargdefaults,
      'labels', coalesce((select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = type), '[]')) order by place)
    from unnest(p.proargtypes::oid[]) with ordinality as parts (type, place)), '[]'),
  'open', coalesce((select json_agg(role) from unnest(array['anon','authenticated']) role where has_function_privilege(role, p.oid, 'EXECUTE')), '[]')) as callable
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where n.nspname = any($1) and p.prokind = 'f' and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by n.nspname, p.proname, p.oid`

/** Why a function is not called: it may never come back, or reach out of the database. */
export function perilOf({ body, language }: Callable): string | undefined {
  if (!/^(?:sql|plpgsql)$/.test(language)) return `it is written in ${language}`
  const text = withoutComments(body)
  if (
    /\bpg_sleep|\bdblink|\bnet\s*\.\s*http|\bhttp_(?:get|post|put|delete)\b|\bextensions\.http|\bpg_read_|\blo_(?:import|export)|\bcopy\b[^;]*\bprogram\b/i.test(
      text,
    )
  )
    return 'it waits, or reaches out of the database'
  const loops = [...text.matchAll(/\b(end\s+)?loop\b/gi)].filter(match => !match[1]).length
  const counted = [...text.matchAll(/\bfor(?:each)?\b[^;]*?\bloop\b/gi)].length
  if (loops > counted || /\bwhile\b/i.test(text)) return 'it holds a loop that may never end'
  if (/\bwith\s+recursive\b/i.test(text)) return 'it holds a recursive query that may never end'
  return undefined
}
