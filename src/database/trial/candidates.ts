import { quoted } from '#database/rows/shape'
import { tableSql } from './statements.js'
import type { TrialQuery } from './trials.js'

/** An index that might help, not built yet. */
export interface Candidate {
  readonly table: string
  readonly name: string
  readonly columns: readonly string[]
  readonly using: 'btree' | 'gin'
  /** After `ON`. */
  readonly definition: string
  /** Needs `pg_trgm`. */
  readonly trigrams: boolean
  /** Queries that it was thought of for. */
  readonly meant: readonly string[]
}

/** Equality first, then the order asked for, then ranges; narrower and wider ones beside it, for the measurement to choose from. */
export function candidatesFor(queries: readonly TrialQuery[], names: ReadonlySet<string> = new Set()): Candidate[] {
  const found = new Map<string, Candidate>()
  const taken = new Set(names)
  for (const query of queries)
    for (const candidate of forQuery(query)) {
      const known = found.get(candidate.definition)
      const name = known?.name ?? freeName(candidate.name, taken)
      taken.add(name)
      found.set(candidate.definition, { ...candidate, name, meant: [...new Set([...(known?.meant ?? []), query.id])] })
    }
  return [...found.values()]
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 2, free = name; ; free = `${name}${n++}`) if (!taken.has(free)) return free
}

function* forQuery(query: TrialQuery): Generator<Candidate> {
  const equal = [...new Set(query.filters.filter(one => (one.op === 'equals' || one.op === 'in') && !one.lower).map(one => one.column))]
  const ranges = [...new Set(query.filters.filter(one => one.op === 'above' || one.op === 'below').map(one => one.column))]
  const sort = query.sort.filter(one => !equal.includes(one.column))
  const make = (keys: readonly Key[], more = '') => btree(query, keys, more)
  const equals = equal.map(column => ({ column, descending: false }))
  if (equals.length > 0) yield make(equals.slice(0, 3))
  for (const key of equals.length > 1 ? equals : []) yield make([key])
  if (sort.length > 0) {
    yield make([...equals.slice(0, 3), ...sort])
    if (equals.length > 0) yield make(sort)
  }
  if (ranges.length > 0) {
    const range = ranges.map(column => ({ column, descending: false })).slice(0, 1)
    yield make([...equals.slice(0, 3), ...range])
    if (equals.length > 0) yield make(range)
  }
  // Rows of one kind alone, where the code always asks for that kind.
  const fixed = query.filters.filter(one => one.op === 'equals' && one.literal !== undefined && !one.lower)
  const rest = equals.filter(key => !fixed.some(one => one.column === key.column))
  if (fixed.length > 0 && rest.length + sort.length > 0)
    yield make(
      [...rest, ...sort],
      ` where ${fixed.map(one => `${quoted(one.column)} = '${one.literal!.replaceAll("'", "''")}'`).join(' and ')}`,
    )
  if (query.columns !== 'all' && query.columns.length > 0 && query.columns.length <= 3 && !query.implied && equals.length > 0) {
    const extra = query.columns.filter(column => !equal.includes(column))
    if (extra.length > 0) yield make([...equals.slice(0, 3), ...sort], ` include (${extra.map(quoted).join(', ')})`)
  }
  for (const filter of query.filters) {
    if (filter.op === 'equals' && filter.lower) yield expression(query, filter.column)
    if (filter.op === 'search') yield trigram(query, filter.column, filter.lower === true)
  }
}

type Key = { readonly column: string; readonly descending: boolean }

function btree(query: TrialQuery, keys: readonly Key[], more: string): Candidate {
  // Descending only matters where ways are mixed: an index is read from both ends.
  const mixed = new Set(keys.map(key => key.descending)).size > 1 && query.sort.length > 1
  const listed = keys.map(key => `${quoted(key.column)}${mixed && key.descending ? ' desc' : ''}`).join(', ')
  const columns = keys.map(key => key.column)
  const suffix = more.startsWith(' where') ? '_some' : more ? '_with' : ''
  return { ...plain(query, columns, suffix), using: 'btree', definition: `${tableSql(query.table)} (${listed})${more}`, trigrams: false }
}

const expression = (query: TrialQuery, column: string): Candidate => ({
  ...plain(query, [column], '_lower'),
  using: 'btree',
  definition: `${tableSql(query.table)} (lower(${quoted(column)}::text))`,
  trigrams: false,
})

const trigram = (query: TrialQuery, column: string, lower: boolean): Candidate => ({
  ...plain(query, [column], '_search'),
  using: 'gin',
  definition: `${tableSql(query.table)} using gin (${lower ? `lower(${quoted(column)}::text)` : quoted(column)} gin_trgm_ops)`,
  trigrams: true,
})

const plain = (query: TrialQuery, columns: readonly string[], suffix: string) => ({
  table: query.table,
  columns,
  name: `${query.table.replace('.', '_')}_${columns.join('_')}`.slice(0, 50) + `${suffix}_idx`,
  meant: [query.id],
})
