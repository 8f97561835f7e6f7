import type { Session } from '../engine/database.js'
import { readShape } from '../rows/read-shape.js'
import { nameOf, type TableShape } from '../rows/shape.js'

/** What the database knows by name. */
export interface Known {
  /** Tables, views and the like with their columns, by `schema.name`. */
  readonly relations: ReadonlyMap<string, ReadonlySet<string>>
  readonly shapes: ReadonlyMap<string, TableShape>
  /** `schema.name` */
  readonly functions: ReadonlySet<string>
}

export async function readKnown(session: Session): Promise<Known> {
  const { rows: relations } = await session.query<{ name: string; columns: readonly string[] | null }>(
    `select s.nspname || '.' || c.relname as name,
       (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped) as columns
     from pg_class c join pg_namespace s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f')`,
  )
  const { rows: functions } = await session.query<{ name: string }>(
    "select distinct s.nspname || '.' || p.proname as name from pg_proc p join pg_namespace s on s.oid = p.pronamespace where s.nspname not in ('pg_catalog', 'information_schema')",
  )
  const shapes = await readShape(session)
  return {
    relations: new Map(relations.map(({ name, columns }) => [name, new Set(columns)])),
    shapes: new Map(shapes.map(shape => [nameOf(shape), shape])),
    functions: new Set(functions.map(row => row.name)),
  }
}

/** A name as code writes it, with its schema. */
export const full = (name: string): string => (name.includes('.') ? name : `public.${name}`)
