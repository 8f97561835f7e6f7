import type { Table } from '#database/catalogue'
import type { Effect, Filter, Guard, QueryEffect, Route } from '../app-model.js'
import { originsOf, type OriginTerm, type Term } from '../term.js'
import { exposed } from './answers.js'
import { isByLink } from './link.js'
import { isMessage } from './messages.js'
import { asksUnderCondition, isMachine, isStaffGuard } from './route.js'
import { isIntimate, isOwnerColumn, isPeople, isPrivate, isPrivateQuery, ownership } from './rows.js'
import { chosen, fieldsOf, isCallers, leaves, samePlace } from './terms.js'

/** A query on owned rows that the request selects, and nothing says that they are the caller's. */
export interface Unscoped {
  readonly query: QueryEffect
  readonly table: string
  readonly owner: string | undefined
  /** The filter whose value the request chooses. */
  readonly by: Filter
  readonly value: OriginTerm
  /** The request names whose rows, not which row. */
  readonly namesOwner: boolean
  /** Where a read is answered, what is written to the row found, or a message about it to whom it belongs. */
  readonly reaches: readonly Effect[]
}

/** The queries of a route that reach rows of others. Only where somebody signed in: what is open is told by other checks. */
export function unscopedQueries(route: Route, routes: readonly Route[], tables: ReadonlyMap<string, Table>): Unscoped[] {
  if (isMachine(route) || route.unreached || asksUnderCondition(route) || !['session', 'owner', 'role'].includes(route.auth)) return []
  const queries = route.effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table !== undefined)
  const candidates = queries.flatMap(query => candidate(query, tables, queries) ?? []).filter(one => isAccount(one, routes, tables))
  return candidates.flatMap(one => {
    const { query } = one
    if (query.does !== 'read') return isHeld(query, query, queries) ? [] : [{ ...one, reaches: [query] }]
    const isSecret = isPrivateQuery(query, tables) && !shownTables(routes, tables).has(one.table)
    const answers = isSecret
      ? exposed(route.effects, tables).filter(other => other.query === query && !other.guessed && !isHeld(other, query, queries))
      : []
    const writes = queries.filter(
      other =>
        other.does !== 'read' &&
        other !== query &&
        (other.filters.some(filter => comesFrom(filter.value, query)) || keeps(other, query)) &&
        !other.filters.some(filter => isCallers(filter.value)) &&
        !isHeld(other, query, queries) &&
        (isPrivate(other.table!, tables.get(other.table!)) || tables.get(other.table!)?.owner !== undefined) &&
        !isAboutCaller(other, queries) &&
        (isSecret || rewrites(other)) &&
        sameRow(other, query),
    )
    const read = answers
      .map(answer => route.effects.find(effect => effect.kind === 'respond' && effect.at === answer.answer))
      .filter(effect => effect !== undefined)
    const messages = isSecret
      ? route.effects.filter(effect => isMessageAbout(effect, query, queries) && !isHeld(effect, query, queries))
      : []
    return answers.length || writes.length || messages.length ? [{ ...one, reaches: [...writes, ...read, ...messages] }] : []
  })
}

const shownBy = new WeakMap<readonly Route[], ReadonlySet<string>>()

/** Tables whose rows the app shows to everyone elsewhere, or to everyone who signs in, and that say nothing of people: reading one by its id is no secret. */
export function shownTables(routes: readonly Route[], tables: ReadonlyMap<string, Table>): ReadonlySet<string> {
  const known = shownBy.get(routes)
  if (known) return known
  const found = new Set<string>()
  for (const route of routes) {
    // What nobody meant to be open shows nothing that may be shown.
    if (route.unreached || (route.auth !== 'public' && route.auth !== 'session') || route.method !== 'GET') continue
    for (const one of exposed(route.effects, tables)) {
      // A board on which everybody who is signed in sees everything.
      const isAll = route.auth === 'public' || one.query.filters.length === 0
      if (!one.guessed && one.many && isAll && !isIntimate(one.query, tables)) found.add(one.table)
    }
  }
  shownBy.set(routes, found)
  return found
}

const tied = new WeakMap<readonly Route[], ReadonlySet<string>>()

/** Whether the owner is somebody who signs in here: a shop's customers may be no more than entries in its books. */
function isAccount(one: Omit<Unscoped, 'reaches'>, routes: readonly Route[], tables: ReadonlyMap<string, Table>): boolean {
  const table = tables.get(one.table)
  if (!table) return true
  if (one.owner === undefined) return one.namesOwner
  const key = table.foreignKeys.find(foreign => foreign.columns[0] === one.owner)
  const column = bare(one.owner)
  if (/user|owner|author|account|member|profile|createdby|^uid$|^id$/.test(column) || (key && /user|profile|account/i.test(key.table)))
    return true
  let known = tied.get(routes)
  if (!known) tied.set(routes, (known = columnsOfCallers(routes)))
  // A row that is part of another belongs to whom that one belongs to.
  const parent = key && tables.get(key.table)?.owner
  return (
    known.has(column) ||
    (parent !== undefined &&
      parent !== one.owner &&
      (known.has(bare(parent)) || /user|owner|author|account|member|profile|createdby/.test(bare(parent))))
  )
}

const bare = (column: string): string => column.replaceAll('_', '').toLowerCase()

/** Columns that anything in the app compares with the signed-in user, or sets to them. */
function columnsOfCallers(routes: readonly Route[]): Set<string> {
  const found = new Set<string>()
  for (const route of routes) {
    for (const effect of route.effects) {
      if (effect.kind !== 'query') continue
      for (const filter of effect.filters) if (isCallers(filter.value)) found.add(bare(filter.column.split('.').at(-1)!))
      for (const [field, value] of fieldsOf(effect.data)) if (isCallers(value)) found.add(bare(field))
    }
  }
  return found
}

function candidate(
  query: QueryEffect,
  tables: ReadonlyMap<string, Table>,
  queries: readonly QueryEffect[],
): Omit<Unscoped, 'reaches'> | undefined {
  const name = query.table!
  const table = tables.get(name)
  if (query.does === 'create' || query.does === 'raw' || query.does === 'upsert') return undefined
  if (query.rights === 'user' && table?.rowRules?.enabled) return undefined
  const owner = ownership(name, table, tables)
  if (!isPrivateQuery(query, tables) && owner === undefined) return undefined
  if (query.filters.some(filter => isCallers(filter.value)) || isByLink(query) || isAboutCaller(query, queries)) return undefined
  // Whose it must be could not be read: that is unknown, not missing.
  if (query.filters.some(filter => filter.value.kind === 'unknown' && isOwnerColumn(filter.column, name, table))) return undefined
  for (const by of query.filters) {
    const value = chosen(by.value)
    if (!value || !/^(=|in|\$eq|\$in|\$where|==|eq)$/.test(by.op) || value.from === 'cookies' || value.from === 'headers') continue
    const names = isOwnerColumn(by.column, name, table)
    const namesOwner = names && (!isPeople(name) || /user|member|customer|owner|account|profile|person/i.test(value.path.at(-1) ?? ''))
    if (names || isKey(by.column, name, table) || (query.does !== 'read' && value.from === 'params'))
      return { query, table: name, owner, by, value, namesOwner }
  }
  return undefined
}

const COUNTED = /(?:count|views?|likes?|clicks?|hits|num\w*|total\w*|ratings?|average|avg|score|tokens|last_?(?:seen|viewed|used)\w*)$/i

/** Follows, likes, joins: what is written to the row of another is the caller. */
function isAboutCaller(query: QueryEffect, queries: readonly QueryEffect[]): boolean {
  if (query.does !== 'update' || !query.data) return false
  if (addsOwn(query.data, queries) || isMembership(query)) return true
  const fields = [...fieldsOf(query.data)]
  // A counter: views, likes.
  if (
    fields.length &&
    fields.every(
      ([field, value]) =>
        !chosen(value) &&
        (COUNTED.test(field) || (value.kind === 'object' && value.entries.every(([key]) => key === 'increment' || key === 'decrement'))),
    )
  )
    return true
  const origins = [...originsOf(query.data)].filter(one => one.from !== 'time')
  if (!origins.length) return false
  return (
    origins.every(one => one.from === 'session' || (one.from === 'row' && one.scoped === true)) ||
    // `favouritedBy: { delete: { userId: me, articleId: article.id } }`
    fields.every(([, value]) => value.kind === 'object' && isCallers(value) && !chosen(value))
  )
}

/** `$push: { comments: comment._id }`: the list grows by what the caller has just made. */
function addsOwn(data: Term, queries: readonly QueryEffect[]): boolean {
  const fields = [...fieldsOf(data)]
  return (
    fields.length > 0 &&
    fields.every(
      ([field, value]) =>
        /s$/i.test(field) &&
        value.kind === 'origin' &&
        value.from === 'row' &&
        /^_?id$/.test(value.path.join('.')) &&
        queries.some(made => made.does === 'create' && value.at !== undefined && samePlace(made.at, value.at)),
    )
  )
}

/** `members.push(me)` after it was asked whether the caller is one of them already, and nothing else of the row is set. */
const isMembership = ({ data, when }: QueryEffect): boolean =>
  data?.kind === 'object' &&
  !data.entries.length &&
  !data.spread.length &&
  when.some(({ term }) => {
    const from = [...originsOf(term)].map(one => one.from)
    return from.includes('row') && from.includes('session')
  })

function isKey(column: string, name: string, table: Table | undefined): boolean {
  if (/^_?id$|_id$|[a-z]Id$|^(?:number|no|ref|reference|order_?number|email|username|login|slug|phone)$/i.test(column)) return true
  return table?.primaryKey.includes(column) ?? false
}

/** Whether what is in force says that the rows are the caller's, or that the caller may touch every row. */
function isHeld({ guards, when }: Held, query: QueryEffect, queries: readonly QueryEffect[]): boolean {
  return (
    guards.some(guard => isStaffGuard(guard) || (guard.kind === 'owner' && speaksFor(guard, query, queries))) ||
    parentsOf(query, when, queries).some(parent => isAskedOf(parent, guards, queries))
  )
}

type Held = Pick<Effect, 'guards' | 'when'>

/** What the request names as the parent of the row: filtered by it as well, or compared with what was found. */
function parentsOf(query: QueryEffect, when: Effect['when'], queries: readonly QueryEffect[]): OriginTerm[] {
  const filtered = query.filters.length > 1 ? query.filters.flatMap(filter => chosen(filter.value) ?? []) : []
  const compared = when.flatMap(({ term, truthy }) => {
    if (!truthy || term.kind !== 'computed' || term.how !== '===') return []
    const [row, named] = term.of
    if (row?.kind !== 'origin' || row.from !== 'row' || !row.at || !named) return []
    const found = queries.find(other => samePlace(other.at, row.at!))
    const same =
      found &&
      (found === query || (found.table === query.table && query.filters.some(own => found.filters.some(filter => sameChoice(own, filter)))))
    return same ? (chosen(named) ?? []) : []
  })
  return [...filtered, ...compared]
}

/** Whether the caller was asked for their place in what the request names: its owner, or a member of it. */
function isAskedOf(parent: OriginTerm, guards: readonly Guard[], queries: readonly QueryEffect[]): boolean {
  return queries.some(
    asked =>
      asked.filters.some(filter => isSame(chosen(filter.value), parent)) &&
      guards.some(
        guard =>
          guard.kind === 'owner' &&
          guard.on &&
          [...originsOf(guard.on)].some(one => one.from === 'row' && one.at && samePlace(one.at, asked.at)),
      ),
  )
}

/** An owner that was asked about: of this row, of one that it was found by, or of what the request names. */
function speaksFor(guard: Guard, query: QueryEffect, queries: readonly QueryEffect[]): boolean {
  if (!guard.on) return true
  const rows = [...originsOf(guard.on)].filter(one => one.from === 'row' && one.at)
  if (!rows.length) return true
  return rows.some(row => {
    if (samePlace(row.at!, query.at)) return true
    const asked = queries.find(other => samePlace(other.at, row.at!))
    if (!asked || asked.table === query.table) return true
    // The parent was looked up by a value of the same request, or the row was found by it.
    return (
      query.filters.some(filter => comesFrom(filter.value, asked)) ||
      asked.filters.some(filter => comesFrom(filter.value, query) || query.filters.some(own => sameChoice(own, filter)))
    )
  })
}

const comesFrom = (term: Filter['value'], query: QueryEffect): boolean =>
  [...originsOf(term)].some(one => one.from === 'row' && one.at !== undefined && samePlace(one.at, query.at))

/** A message to somebody whom the row names. */
function isMessageAbout(effect: Effect, query: QueryEffect, queries: readonly QueryEffect[]): boolean {
  if (!isMessage(effect)) return false
  const to = [...fieldsOf(effect.input)].find(([field]) => /^(?:to|recipients?)$/i.test(field))?.[1]
  if (!to || isCallers(to)) return false
  const found = queries.filter(other => other === query || other.filters.some(filter => comesFrom(filter.value, query)))
  return found.some(other => comesFrom(to, other))
}

/** What everybody sees, everybody may add to (a review, a like); taking it away or writing it anew is its author's. */
function rewrites(write: QueryEffect): boolean {
  if (write.does === 'delete') return true
  const fields = [...fieldsOf(write.data)]
  return fields.length
    ? fields.some(([field, value]) => !COUNTED.test(field) && [...leaves(value)].some(leaf => leaf.kind === 'origin' && chosen(leaf)))
    : write.data !== undefined && chosen(write.data) !== undefined
}

/** `repository.save(Object.assign(row, body))`: the row that was found is written back. */
const keeps = (write: QueryEffect, read: QueryEffect): boolean =>
  write.does === 'upsert' && write.table === read.table && write.data !== undefined && comesFrom(write.data, read)

const sameRow = (write: QueryEffect, read: QueryEffect): boolean =>
  write.table === read.table || write.filters.some(filter => /_?id$/i.test(filter.column))

const sameChoice = (a: Filter, b: Filter): boolean => isSame(chosen(a.value), chosen(b.value))

const isSame = (one: OriginTerm | undefined, other: OriginTerm | undefined): boolean =>
  one !== undefined && other !== undefined && one.from === other.from && one.path.join('.') === other.path.join('.')
