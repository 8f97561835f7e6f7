import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { sameColumn } from './rows.js'
import { fieldsOf, samePlace } from './terms.js'

/** A row that is added because a query before did not find one like it. */
export interface LookedUp {
  readonly read: QueryEffect
  readonly create: QueryEffect
}

/** Rows that a route adds to the table in which it has looked first. Within one transaction the database may keep others out. */
export function lookedUpFirst(route: Route): LookedUp[] {
  const queries = route.effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
  return queries.flatMap((create, index) =>
    create.does === 'create' && !create.transaction
      ? queries
          .slice(0, index)
          .filter(read => read.does === 'read' && read.table !== undefined && read.table === create.table && refuses(read, create, route))
          .map(read => ({ read, create }))
      : [],
  )
}

/** Nothing is added where a row was found: that is a condition of the write, or what the route answers then. */
const refuses = (read: QueryEffect, create: QueryEffect, { effects }: Route): boolean =>
  asks(create, read, false) ||
  effects.some(effect => effect.kind === 'respond' && effect.status !== undefined && REFUSED.has(effect.status) && asks(effect, read, true))

const REFUSED = new Set([400, 403, 409, 422])

const asks = (effect: Effect, read: QueryEffect, found: boolean): boolean =>
  effect.when.some(
    ({ term, truthy }) => isFound(term, truthy) === found && originsOf(term).some(one => one.at && samePlace(one.at, read.at)),
  )

/** `rows.length === 0` that holds says that there is none. */
const isFound = (term: Term, truthy: boolean): boolean =>
  term.kind === 'computed' && term.how === '===' && term.of[1]?.kind === 'literal' && !term.of[1].value ? !truthy : truthy

/** Whether the table itself lets only one row have the values of these columns. */
export const keepsApart = (table: Table, columns: readonly string[]): boolean => {
  const has = (name: string): boolean => columns.some(column => sameColumn(name, column, table))
  return (
    table.columns.some(column => column.unique && has(column.name)) ||
    (table.primaryKey.length > 0 && table.primaryKey.every(has)) ||
    table.indexes.some(index => index.unique && index.columns.length > 0 && index.columns.every(has))
  )
}

/** What is written into a column, by the name that either of the two spellings has. */
export const written = (query: QueryEffect, column: string, table: Table | undefined): Term | undefined =>
  [...fieldsOf(query.data)].find(([field]) => field === column || (table !== undefined && sameColumn(column, field, table)))?.[1]
