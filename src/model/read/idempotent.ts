import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route } from '../app-model.js'
import { originsOf, type Term } from '../term.js'
import { entriesIn } from './flow.js'
import { sameColumn } from './rows.js'
import { fieldsOf, samePlace } from './terms.js'

const KEY =
  /idempot|dedup|(?:checkout|request|client|order|external|operation|transaction|payment|nonce)_?(?:key|ref|reference|token|nonce|uuid)|(?:request|client|session|intent|event|cart|quote|payment|transfer|charge)_?id$|nonce/i

/** Whether doing it again does nothing new: a key goes with it, or a column that may hold each value once. */
export function isKeyed(effect: Effect, table?: Table): boolean {
  if (effect.kind === 'send') return [...entriesIn(effect.input)].some(([key]) => /idempot|requestId$|request_id$/i.test(key))
  if (effect.kind !== 'query') return false
  if (effect.does === 'upsert' || effect.does === 'raw') return true
  return [...fieldsOf(effect.data)].some(
    ([field, value]) =>
      isStable(value) &&
      (table ? isUnique(table, field) || (KEY.test(field) && isInUnique(table, field)) : /idempot|checkout_?key/i.test(field)),
  )
}

/** The same at each attempt: not made up on the spot. */
function isStable(value: Term): boolean {
  const origins = [...originsOf(value)]
  return (
    origins.length > 0 &&
    origins.every(one => one.from !== 'random' && one.from !== 'secret-random' && one.from !== 'time' && one.from !== 'session')
  )
}

export const isUnique = (table: Table, field: string): boolean =>
  table.columns.some(column => column.unique && sameColumn(column.name, field, table)) ||
  (table.primaryKey.length === 1 && sameColumn(table.primaryKey[0]!, field, table)) ||
  table.indexes.some(index => index.unique && !index.partial && index.columns.length === 1 && sameColumn(index.columns[0]!, field, table))

/** Unique together with others, such as the buyer. */
const isInUnique = (table: Table, field: string): boolean =>
  table.primaryKey.some(column => sameColumn(column, field, table)) ||
  table.indexes.some(index => index.unique && index.columns.some(column => sameColumn(column, field, table)))

/** Whether something before made sure that a second attempt ends: a key taken, a row that may be there already, a state left behind. */
export function isOnceOnly(route: Route, effect: Effect, tables: ReadonlyMap<string, Table>): boolean {
  const before = route.effects.slice(0, route.effects.indexOf(effect))
  if (
    before.some(
      one =>
        one.kind === 'query' && (one.does === 'create' || one.does === 'upsert') && one !== effect && takesKey(one, tables) && stops(one),
    )
  )
    return true
  if (asksState(effect, route) || emptiesCart(route, effect) || remembersEvent(route)) return true
  // A state that was changed only where it still was the old one, and the answer was looked at.
  return before.some(one => one.kind === 'query' && one.does === 'update' && one.filters.some(filter => isState(filter.column)))
}

/** Events are looked up by their id, and noted in the same table: one that comes again later is known. */
const remembersEvent = (route: Route): boolean =>
  route.effects.some(
    read =>
      read.kind === 'query' &&
      read.does === 'read' &&
      read.filters.some(({ op, value }) => op === '=' && namesEvent(value)) &&
      route.effects.some(one => one.kind === 'query' && one.does === 'create' && one.table === read.table),
  )

const namesEvent = (value: Term): boolean => [...originsOf(value)].some(one => one.from === 'event' && one.path.join() === 'id')

/** A second row is refused, and the refusal is heard. */
const stops = (query: QueryEffect): boolean => query.errorRead !== false && query.swallowedBy === undefined

/** Ordered out of a cart that the same transaction empties: the second attempt finds nothing in it. */
const emptiesCart = (route: Route, effect: Effect): boolean =>
  effect.kind === 'query' &&
  effect.transaction &&
  route.effects.some(
    one =>
      one.kind === 'query' && one.transaction && /cart|basket/i.test(one.table ?? '') && (one.does === 'delete' || one.does === 'update'),
  )

function takesKey(query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean {
  const table = tables.get(query.table ?? '')
  return isKeyed(query, table) || (!table && /idempot|processed|webhook_?events?/i.test(query.table ?? ''))
}

const isState = (column: string): boolean => /status|state|_at$|At$|is_?\w+|processed|paid|version|redeemed|used/i.test(column)

/** A row was looked at before, and this route leaves it in another state: the second attempt sees that. */
export function asksState(effect: Effect, route: Route): boolean {
  const queries = route.effects.filter((one): one is QueryEffect => one.kind === 'query')
  const rows = effect.when.flatMap(condition =>
    [...originsOf(condition.term)].filter(one => one.from === 'row' && one.at).map(one => ({ one, truthy: condition.truthy })),
  )
  return rows.some(({ one, truthy }) => {
    const asked = queries.find(query => samePlace(query.at, one.at!))
    if (!asked) return false
    const column = one.path.findLast(part => part !== '*') ?? ''
    if (column === '' || column === 'length')
      return !truthy && asked.filters.length > 0 && queries.some(query => query.does === 'create' && query.table === asked.table)
    return (
      isState(column) &&
      queries.some(
        query =>
          query.table === asked.table &&
          query.does !== 'read' &&
          query.does !== 'delete' &&
          [...fieldsOf(query.data)].some(([field]) => isState(field)),
      )
    )
  })
}
