import type { Place } from '#base/place'
import type { Table } from '#database/catalogue'
import type { BrowserUnit, Effect, QueryEffect, Route } from '#model/app-model'

/** Where a query looks rows up by a column. */
export interface Filtered {
  readonly at: Place
  /** For people: the route, or the browser function. */
  readonly by: string
  readonly route: string
  /** A part of the text is looked for, which takes an index of another kind. */
  readonly search: boolean
}

const LOOKUPS = new Set([
  '=',
  '==',
  '===',
  'in',
  'eq',
  'equals',
  '<',
  '>',
  '<=',
  '>=',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains-all',
  'is',
])

/** `table.column` → the first query that filters by it and has nothing better to look rows up with. */
export function filteredColumns(
  tables: readonly Table[],
  routes: readonly Route[],
  browser: readonly BrowserUnit[],
): ReadonlyMap<string, Filtered> {
  const byName = new Map<string, Table>()
  for (const table of tables)
    for (const name of [table.name, ...table.aliases]) if (!byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), table)
  const found = new Map<string, Filtered>()
  const note = (effects: readonly Effect[], by: string, route: string) => {
    for (const effect of effects) {
      if (effect.kind !== 'query' || effect.table === undefined) continue
      const table = byName.get(effect.table.toLowerCase())
      if (!table) continue
      for (const column of lookedUp(table, effect)) {
        const key = `${table.name}.${column}`
        if (!found.has(key)) found.set(key, { at: effect.at, by, route, search: false })
      }
      for (const column of searched(table, effect)) {
        const key = `${table.name}.${column}`
        if (!found.has(key)) found.set(key, { at: effect.at, by, route, search: true })
      }
    }
  }
  for (const route of routes)
    if (!route.unreached) note(route.effects, `\`${route.method} ${route.path}\``, `${route.method} ${route.path}`)
  for (const unit of browser) note(unit.effects, `\`${unit.name}\` in the browser`, '')
  return found
}

const SEARCHES = new Set(['like', 'ilike', 'contains', 'icontains', 'endswith'])

function searched(table: Table, query: QueryEffect): string[] {
  if (query.does !== 'read' || table.kind === 'mongoose' || table.kind === 'sequelize') return []
  const names = query.filters.filter(filter => SEARCHES.has(filter.op.toLowerCase())).map(filter => filter.column)
  return table.columns.filter(column => names.includes(column.name) || names.includes(column.field)).map(column => column.name)
}

function lookedUp(table: Table, query: QueryEffect): string[] {
  if (query.does === 'create' || query.does === 'raw') return []
  const columns = query.filters
    .filter(filter => LOOKUPS.has(filter.op.toLowerCase()))
    .flatMap(filter => {
      const column = table.columns.find(item => item.name === filter.column || item.field === filter.column)
      return column ? [{ column, equal: ['=', '==', '===', 'eq', 'equals', 'in'].includes(filter.op.toLowerCase()) }] : []
    })
  // One filter with an index finds the rows; the others only sort them out.
  const served = (name: string) => table.primaryKey[0] === name || table.indexes.some(index => !index.partial && index.columns[0] === name)
  if (columns.some(({ column, equal }) => equal && (served(column.name) || column.unique))) return []
  // Half of the rows are `true`: an index would not be used.
  const names = columns
    .filter(({ column }) => !/bool/.test(column.type) && !/^(?:is|has)_?[A-Za-z]/.test(column.name))
    .map(({ column }) => column.name)
  // Beside a key, the other filters have few rows left to go through.
  const keys = names.filter(
    name => table.owner === name || table.foreignKeys.some(key => key.columns[0] === name) || /(?:_id|Id)$/.test(name),
  )
  return keys.length > 0 ? keys : names
}
