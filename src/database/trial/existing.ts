import type { Session } from '#database/engine/database'
import type { ExistingIndex } from './trials.js'

export interface IndexRow {
  readonly table: string
  readonly name: string
  readonly definition: string
  readonly columns: readonly string[]
  readonly unique: boolean
  /** Partial, or on an expression, or of another kind than a B-tree. */
  readonly special: boolean
  readonly bytes: number
}

export async function indexesOf(session: Session): Promise<IndexRow[]> {
  const { rows } =
    await session.query<IndexRow>(`select case s.nspname when 'public' then t.relname else s.nspname || '.' || t.relname end as table,
    i.relname as name, pg_get_indexdef(i.oid) as definition, x.indisunique or x.indisexclusion as unique,
    x.indpred is not null or x.indexprs is not null or a.amname <> 'btree' as special, pg_relation_size(i.oid)::int8::float8 as bytes,
    coalesce((select json_agg(c.attname order by k.n) from unnest((x.indkey::int2[])[0:x.indnkeyatts - 1]) with ordinality k(num, n) join pg_attribute c on c.attrelid = t.oid and c.attnum = k.num), '[]') as columns
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace s on s.oid = t.relnamespace join pg_am a on a.oid = i.relam
    where s.nspname not like 'pg\\_%' and s.nspname not in ('information_schema', 'auth', 'storage', 'realtime', 'vault', 'cron', 'extensions') order by 1, 2`)
  return [...rows]
}

/** Indexes that another one already contains from its start. */
export function redundantAmong(indexes: readonly IndexRow[]): ExistingIndex[] {
  return indexes.flatMap(index => {
    if (index.unique || index.special || index.columns.length === 0) return []
    const wider = indexes.find(
      other =>
        other !== index &&
        other.table === index.table &&
        !other.special &&
        index.columns.every((column, n) => other.columns[n] === column) &&
        (other.columns.length > index.columns.length || other.unique || other.name < index.name),
    )
    if (!wider) return []
    const { table, name, definition, bytes } = index
    return [{ table, name, definition, sizeBytes: bytes, why: `\`${wider.name}\` begins with the same columns.` }]
  })
}

/** Indexes that no known query's plan uses and no reference needs. */
export function unusedAmong(
  indexes: readonly IndexRow[],
  used: ReadonlySet<string>,
  referring: ReadonlySet<string>,
  queried: ReadonlySet<string>,
): ExistingIndex[] {
  return indexes.flatMap(({ table, name, definition, columns, unique, bytes }) =>
    unique || used.has(name) || !queried.has(table) || referring.has(`${table}.${columns[0]}`)
      ? []
      : [{ table, name, definition, sizeBytes: bytes, why: 'No query of the code that was read uses it.' }],
  )
}
