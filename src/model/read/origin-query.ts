import type { Table } from '#database/catalogue'
import type { QueryEffect } from '../app-model.js'
import type { OriginTerm } from '../term.js'
import { samePlace } from './terms.js'

/** The query that read a row. One line of a shared helper may run many statements: the table's name then tells which. */
export function queryOf(row: OriginTerm, queries: readonly QueryEffect[], tables: ReadonlyMap<string, Table>): QueryEffect | undefined {
  if (row.from !== 'row' || !row.at) return undefined
  const here = queries.filter(query => samePlace(query.at, row.at!))
  if (new Set(here.map(query => query.table)).size < 2) return here[0]
  return here.find(
    query => query.table === row.name || (query.table !== undefined && tables.get(query.table)?.aliases.includes(row.name ?? '')),
  )
}
