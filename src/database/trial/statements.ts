import type { Session } from '#database/engine/database'
import { literal, quoted } from '#database/rows/shape'
import { readStatement } from '#database/sql'
import type { TrialFilter, TrialQuery } from './trials.js'

export const tableSql = (name: string): string => {
  const [schema, table] = name.includes('.') ? (name.split('.', 2) as [string, string]) : ['public', name]
  return `${quoted(schema)}.${quoted(table)}`
}

/** The query as a few statements, each with values that rows of the table really have. */
export async function statementsOf(session: Session, query: TrialQuery, wanted = 3): Promise<string[]> {
  const columns = [...new Set(query.filters.map(filter => filter.column))]
  if (query.sql !== undefined) return wholeStatement(session, query, wanted)
  const rows = columns.length > 0 ? await sample(session, query.table, columns) : [{}]
  if (rows.length === 0) return []
  const picked = spread(rows, columns.length > 0 ? wanted : 1)
  return [
    ...new Set(
      picked.map((row, n) =>
        selectOf(
          query,
          query.filters.map(filter => conditionOf(filter, row, rows, n)),
        ),
      ),
    ),
  ]
}

/** Text of the columns in some hundred rows from all over the table. */
async function sample(session: Session, table: string, columns: readonly string[]): Promise<Record<string, string>[]> {
  const from = tableSql(table)
  const { rows: sizes } = await session.query<{ pages: number }>(
    `select greatest(relpages, 1)::int as pages from pg_class where oid = ${literal(from)}::regclass`,
  )
  const share = Math.min(100, (3000 / (sizes[0]?.pages ?? 1)) * 2)
  const listed = columns.map(column => `${quoted(column)}::text as ${quoted(column)}`).join(', ')
  const present = columns.map(column => `${quoted(column)} is not null`).join(' and ')
  const read = (part: string) => session.query<Record<string, string>>(`select ${listed} from ${from} ${part} where ${present} limit 300`)
  const { rows } = await read(`tablesample system (${share}) repeatable (7)`)
  return [...(rows.length > 0 ? rows : (await read('')).rows)]
}

const spread = <Item>(items: readonly Item[], wanted: number): Item[] =>
  Array.from(
    { length: Math.min(wanted, items.length) },
    (_, n) => items[Math.floor(((n + 0.5) * items.length) / Math.min(wanted, items.length))]!,
  )

function conditionOf(filter: TrialFilter, row: Record<string, string>, rows: readonly Record<string, string>[], n: number): string {
  const name = quoted(filter.column)
  const column = filter.lower ? `lower(${name}::text)` : name
  const value = filter.literal ?? usualFlag(filter.column, rows) ?? row[filter.column] ?? ''
  switch (filter.op) {
    case 'equals':
      return `${column} = ${literal(filter.lower ? value.toLowerCase() : value)}`
    case 'in':
      return filter.literal === undefined
        ? `${column} in (${[...new Set([value, ...spread(rows, 10).map(one => one[filter.column] ?? value)])].map(literal).join(', ')})`
        : `${column} = ${literal(value)}`
    case 'above':
      return `${column} >= ${literal(quantile(rows, filter.column, 0.95))}`
    case 'below':
      return `${column} < ${literal(quantile(rows, filter.column, 0.05))}`
    case 'null':
      return `${column} is null`
    case 'search':
      return `${column} ${filter.lower ? 'like' : 'ilike'} ${literal(`%${wordIn(value, n)}%`)}`
  }
}

/** A flag is asked for as most rows have it: what is active, what is not deleted. */
function usualFlag(column: string, rows: readonly Record<string, string>[]): string | undefined {
  if (!rows.every(row => row[column] === 'true' || row[column] === 'false')) return undefined
  return rows.filter(row => row[column] === 'true').length * 2 >= rows.length ? 'true' : 'false'
}

const ABSENT = 'qzxvk'

/** A search is as slow as the one that finds little. */
export const isSearch = (query: TrialQuery): boolean => query.filters.some(filter => filter.op === 'search')

/** What somebody would type: one word or another of those that are no filler. */
function wordIn(text: string, n: number): string {
  // Every third looks for what is not there: what finds nothing reads the most.
  if (n % 3 === 2) return ABSENT
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(word => word.length > 3)
  return (words[n % Math.max(1, words.length)] ?? text).slice(0, 9).toLowerCase()
}

function quantile(rows: readonly Record<string, string>[], column: string, share: number): string {
  const values = rows.map(row => row[column] ?? '').toSorted((a, b) => (Number.isNaN(Number(a)) ? (a < b ? -1 : 1) : Number(a) - Number(b)))
  return values[Math.floor((values.length - 1) * share)] ?? ''
}

export function selectOf(query: TrialQuery, conditions: readonly string[], columns = columnsOf(query)): string {
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  if (query.count) return `select count(*) from ${tableSql(query.table)}${where}`
  const sort = query.sort.map(({ column, descending }) => `${quoted(column)}${descending ? ' desc' : ''}`).join(', ')
  return [
    `select ${columns} from ${tableSql(query.table)}${where}`,
    sort ? `order by ${sort}` : '',
    query.limit === undefined ? '' : `limit ${query.limit}`,
  ]
    .filter(Boolean)
    .join(' ')
}

const columnsOf = (query: TrialQuery): string =>
  query.does !== 'read' ? 'ctid' : query.columns === 'all' || query.columns.length === 0 ? '*' : query.columns.map(quoted).join(', ')

/** The code's own text, its parameters filled with values of the columns that they are compared with. */
async function wholeStatement(session: Session, query: TrialQuery, wanted: number): Promise<string[]> {
  const text = query.sql!
  const statement = readStatement(text)
  if (!statement || statement.does !== 'read') return []
  const values = new Map<number, readonly string[]>()
  for (const filter of statement.filters) {
    if (typeof filter.parameter !== 'number' || values.has(filter.parameter)) continue
    const rows = await sample(session, filter.table ?? query.table, [filter.column])
    const picked = spread(rows, wanted).map(row => row[filter.column] ?? '')
    values.set(filter.parameter, /like/.test(filter.op) ? picked.map((value, n) => `%${wordIn(value, n)}%`) : picked)
  }
  let missing = false
  const fill = (n: number) =>
    text.replaceAll(/\$(\d+)/g, (_, number: string) => {
      const value = values.get(Number(number))?.[n]
      missing ||= value === undefined
      return literal(value ?? '')
    })
  const filled = Array.from({ length: Math.max(1, Math.min(wanted, ...[...values.values()].map(list => list.length))) }, (_, n) => fill(n))
  return missing ? [] : [...new Set(filled)]
}
