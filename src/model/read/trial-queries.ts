import { readCondition } from '#database/condition'
import type { Column, Table } from '#database/catalogue'
import type { TrialFilter, TrialQuery } from '#database/trial/trials'
import type { AppModel, Filter, QueryEffect } from '#model/app-model'
import type { Term } from '#model/term'
import { nameOf as routeName } from './route.js'
import { tablesByName } from './tables.js'

const OPS: Readonly<Record<string, TrialFilter['op']>> = {
  '=': 'equals',
  '==': 'equals',
  '===': 'equals',
  eq: 'equals',
  equals: 'equals',
  is: 'equals',
  in: 'in',
  '>': 'above',
  '>=': 'above',
  gt: 'above',
  gte: 'above',
  '<': 'below',
  '<=': 'below',
  lt: 'below',
  lte: 'below',
  like: 'search',
  ilike: 'search',
  contains: 'search',
  icontains: 'search',
  'is null': 'null',
}

/** Every query of the app's code that a Postgres table answers, once for each place in the code, and those that the database asks itself. */
export function trialQueries(model: Pick<AppModel, 'routes' | 'browser' | 'tables'>): TrialQuery[] {
  const byName = tablesByName(model.tables)
  const found = new Map<string, TrialQuery>()
  const add = (query: TrialQuery) => {
    if (!found.has(query.id)) found.set(query.id, query)
  }
  const callers = [
    ...model.routes.filter(route => !route.unreached).map(route => ({ route: routeName(route), effects: route.effects })),
    ...model.browser.map(unit => ({ route: undefined, effects: unit.effects })),
  ]
  for (const { route, effects } of callers)
    for (const effect of effects) {
      const table = effect.kind === 'query' && effect.table !== undefined ? byName.get(effect.table) : undefined
      if (effect.kind !== 'query' || !table || table.kind === 'mongoose' || effect.does === 'create' || effect.does === 'raw') continue
      const own = ofEffect(effect, table, route)
      add(own)
      for (const part of included(effect, table, model.tables, own)) add(part)
    }
  for (const table of model.tables) for (const query of implied(table)) add(query)
  return [...found.values()]
}

function ofEffect(effect: QueryEffect, table: Table, route: string | undefined): TrialQuery {
  const statement = effect.sql?.kind === 'literal' && typeof effect.sql.value === 'string' ? numbered(effect.sql.value) : undefined
  const counts = effect.columns?.length === 0 && effect.limited
  return {
    id: `${effect.at.file}:${effect.at.line} ${table.name}`,
    table: table.name,
    does: effect.does === 'delete' ? 'delete' : effect.does === 'read' ? 'read' : 'update',
    filters: effect.filters.flatMap(filter => filterOf(filter, table)),
    sort: (effect.sort ?? []).flatMap(({ column, descending }) => {
      const real = columnNamed(table, column)
      return real ? [{ column: real.name, descending }] : []
    }),
    limit: effect.single ? 1 : effect.limited && !counts ? 50 : undefined,
    offset: effect.offset === true,
    columns: columnsOf(effect, table),
    count: counts,
    ...(statement !== undefined && effect.does === 'read' && /\bjoin\b|\bgroup by\b/i.test(statement) ? { sql: statement } : {}),
    at: effect.at,
    ...(route === undefined ? {} : { route }),
    loop: effect.loop !== undefined,
  }
}

/** Placeholders that a tag or a driver wrote as `?`. */
function numbered(sql: string): string {
  let n = 0
  return sql.includes('$1') ? sql : sql.replaceAll('?', () => `$${++n}`)
}

const columnNamed = (table: Table, name: string): Column | undefined =>
  table.columns.find(column => column.name === name || column.field === name)

function columnsOf(effect: QueryEffect, table: Table): readonly string[] | 'all' {
  const names = effect.columns?.flatMap(name => columnNamed(table, name)?.name ?? [])
  return names && names.length > 0 && names.length === effect.columns?.length ? names : 'all'
}

/** What stands under OR or NOT does not narrow the rows that an index gives. */
function filterOf(filter: Filter, table: Table): TrialFilter[] {
  const op = OPS[filter.op.toLowerCase()]
  const column = op && columnNamed(table, filter.column)
  if (!op || !column) return []
  if (op === 'search' && /int|numeric|bool|date|time|uuid|json/i.test(column.type)) return []
  const literal = literalOf(filter.value)
  return [{ column: column.name, op, ...(literal === undefined || op === 'search' ? {} : { literal }) }]
}

const literalOf = (term: Term): string | undefined =>
  term.kind === 'literal' && term.value !== null && term.value !== undefined && ['string', 'number', 'boolean'].includes(typeof term.value)
    ? String(term.value)
    : undefined

/** Rows that come along are asked for by the keys of those found. */
function included(effect: QueryEffect, table: Table, tables: readonly Table[], own: TrialQuery): TrialQuery[] {
  return (effect.includes ?? []).flatMap(path => {
    if (path.includes('.')) return []
    const stem = path.toLowerCase().replace(/s$/, '')
    const child = tables.find(
      other =>
        [other.name, ...other.aliases].some(name => name.toLowerCase().replaceAll('_', '').replace(/s$/, '').endsWith(stem)) &&
        other.foreignKeys.some(key => key.table === table.name && key.columns.length === 1),
    )
    const column = child?.foreignKeys.find(key => key.table === table.name)?.columns[0]
    if (!child || column === undefined) return []
    const filters: TrialFilter[] = [{ column, op: own.limit === 1 ? 'equals' : 'in' }]
    return [
      {
        ...own,
        id: `${own.id} + ${child.name}`,
        table: child.name,
        does: 'read',
        filters,
        sort: [],
        limit: undefined,
        offset: false,
        columns: 'all',
        count: false,
      },
    ]
  })
}

/** What the database looks up by itself: rows that refer to one that goes, and the column that a policy compares. */
function* implied(table: Table): Generator<TrialQuery> {
  if (table.kind === 'mongoose') return
  const query = (column: string, implied: 'reference' | 'policy'): TrialQuery => ({
    id: `${table.name}.${column} ${implied}`,
    table: table.name,
    does: 'read',
    filters: [{ column, op: 'equals' }],
    sort: [],
    limit: implied === 'policy' ? 100 : undefined,
    offset: false,
    columns: implied === 'policy' ? 'all' : table.primaryKey,
    count: false,
    at: columnNamed(table, column)?.at ?? table.at,
    loop: false,
    implied,
  })
  for (const key of table.foreignKeys) if (key.columns.length === 1) yield query(key.columns[0]!, 'reference')
  for (const policy of table.policies)
    for (const column of readCondition(policy.using).session) if (columnNamed(table, column)) yield query(column, 'policy')
}
