import type { Session } from '#database/engine/database'
import { boundsOf } from './bounds.js'
import { drawFor, uniform } from './draw.js'
import type { LinkedTable } from './links.js'
import { columnOf, isUnique, type KeyShape, nameOf, quoted } from './shape.js'
import { valueFor } from './values.js'

/** Rows of another table to refer to, numbered from 0 in column `n`. */
export interface Pool {
  /** A table or a query in parentheses. */
  readonly from: string
  readonly count: number
  /** It has a column `at`: when the row came to be. */
  readonly dated: boolean
}

export interface Batch {
  readonly seed: number
  readonly count: number
  /** Numbers given to earlier rows of this table. */
  readonly offset: number
  /** References and what they are drawn from; one left out stays empty. */
  readonly pools: ReadonlyMap<KeyShape, Pool>
  /** SQL of columns that are not to be drawn. */
  readonly fixed: ReadonlyMap<string, string>
  /** Only what must be given: no optional columns, no defaults overridden. */
  readonly lean: boolean
  /** People and goods were there before most of what happened to them. */
  readonly early: boolean
  /** Rows of a parent that stand together were made together. */
  readonly parts: ReadonlySet<KeyShape>
  /** No index is in use that a row could conflict with: looking for one would cost a third of the time. */
  readonly unwatched?: boolean
  /** How unevenly rows are spread over what they refer to; 1 is even. */
  skew(key: KeyShape): number
}

/** Makes rows inside the database; gives back how many it took. Rows that a CHECK or a unique key refuses are left out. */
export async function insertRows(session: Session, table: LinkedTable, batch: Batch): Promise<number> {
  if (batch.count <= 0) return 0
  const { count } = await session.query(insertSql(table, batch))
  return count
}

export function insertSql(table: LinkedTable, batch: Batch): string {
  const { shape } = table
  const keys = [...batch.pools].map(([key, pool], n) => ({ key, pool, alias: `p${n}` }))
  const at = momentOf(keys, batch)
  const values = columnValues(table, batch, keys, at)
  const checks = shape.checks.filter(check => check.columns.length > 0 && check.columns.every(column => values.has(column)))
  const columns = [...values.keys()].map(quoted)
  const joins = keys.map(({ key, pool, alias }) => ` left join ${pool.from} ${alias} on ${alias}.n = ${place(table, key, pool, batch)}`)
  // In floating point: numeric powers take a hundred times as long.
  const moment = `current_date - interval '730 days' * (1 - power((g.k + 0.5)::float8 / ${batch.count}, ${batch.early ? 2 : 0.8}::float8)) as at`
  const rows = `(select ${[...values].map(([name, sql]) => `${sql} as ${quoted(name)}`).join(', ') || '1 as one'}
    from (select g.k, g.k + ${batch.offset + 1} as i, ${moment} from generate_series(0::bigint, ${batch.count - 1}) g(k)) r${joins.join('')}) v`
  const where = checks.length > 0 ? ` where ${checks.map(check => `(${check.condition}) is not false`).join(' and ')}` : ''
  if (columns.length === 0) return `insert into ${shape.sql} default values`
  return `insert into ${shape.sql} (${columns.join(', ')}) overriding system value select ${columns.join(', ')} from ${rows}${where}${batch.unwatched ? '' : ' on conflict do nothing'}`
}

type Joined = { readonly key: KeyShape; readonly pool: Pool; readonly alias: string }

/** A row comes after all that it refers to; a part, right after its whole. */
function momentOf(keys: readonly Joined[], batch: Batch): string {
  const dated = keys.filter(({ pool }) => pool.dated)
  const part = dated.find(({ key }) => batch.parts.has(key))
  if (part) return `coalesce(${part.alias}.at, r.at)`
  return dated.length > 0 ? `greatest(r.at, ${dated.map(({ alias }) => `${alias}.at`).join(', ')})` : 'r.at'
}

function columnValues(table: LinkedTable, batch: Batch, keys: readonly Joined[], at: string): Map<string, string> {
  const { shape } = table
  const bounds = boundsOf(shape)
  const values = new Map<string, string>()
  for (const column of shape.columns) {
    if (column.made === 'generated') continue
    const fixed = batch.fixed.get(column.name)
    const reference = keys.find(({ key }) => key.columns.includes(column.name))
    if (fixed !== undefined) values.set(column.name, `(${fixed})::${column.type}`)
    else if (reference) {
      const target = `${reference.alias}.${quoted(reference.key.references[reference.key.columns.indexOf(column.name)]!)}`
      values.set(column.name, column.array ? `array[${target}]::${column.type}` : `(${target})::${column.type}`)
    } else if (table.keys.some(key => key.columns.includes(column.name))) {
      // Nothing to refer to: it stays empty, and what may not be empty is refused by the database in its own words.
      if (column.default === undefined || column.nullable) values.set(column.name, `null::${column.type}`)
    } else if (!batch.lean || (!column.nullable && column.default === undefined)) {
      const own = bounds.get(column.name) ?? {}
      const unique =
        isUnique(shape, column.name) ||
        shape.uniques.some(one => one.columns.length === 0 && /code|slug|email|name|key|number/i.test(column.name))
      const value = valueFor(
        column,
        { ...own, ...(column.nullable ? {} : { required: true }) },
        drawFor(batch.seed, nameOf(shape), column.name, at),
        unique,
      )
      if (value !== undefined) values.set(column.name, value)
    }
  }
  return values
}

/** Which row of the pool a row refers to. */
function place(table: LinkedTable, key: KeyShape, pool: Pool, batch: Batch): string {
  if (batch.parts.has(key) && batch.count > pool.count) return `(r.k * ${pool.count} / ${batch.count})`
  const [column] = key.columns
  if (key.columns.length === 1 && isUnique(table.shape, column!)) return `((r.k + ${batch.offset}) % ${pool.count})`
  const drawn = `floor(power(${uniform(`${batch.seed}/${nameOf(table.shape)}/${key.columns.join()}`)}, ${batch.skew(key)}) * ${pool.count})::bigint`
  // Fewer rows than the share that stays empty are not worth leaving empty.
  const optional = batch.count > 20 && columnOf(table.shape, column!)?.nullable && column !== table.owner
  return optional ? `case when ${uniform(`${batch.seed}/${nameOf(table.shape)}/${column}/empty`)} < 0.2 then null else ${drawn} end` : drawn
}
