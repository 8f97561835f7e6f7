import type { Table } from '#database/catalogue'
import type { QueryEffect, RespondEffect, Route, Setup } from '../app-model.js'
import { originsOf, type OriginTerm, type Term } from '../term.js'
import { isRefusal } from './answers.js'
import { queryOf } from './origin-query.js'
import { sameColumn } from './rows.js'
import { secretColumns, secretKind } from './secret-columns.js'
import { samePlace } from './terms.js'

/** Secret columns that reach an answer, with the rows that they belong to. */
export interface Returned {
  readonly answer: RespondEffect
  readonly query: QueryEffect
  readonly table: string
  readonly columns: readonly string[]
  /** Only the caller's own row. */
  readonly own: boolean
}

/** Rows that a route answers with whole, though they hold what nobody else may know. */
export function* returnedSecrets(route: Route, tables: ReadonlyMap<string, Table>, setups: readonly Setup[]): Generator<Returned> {
  const queries = route.effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table !== undefined)
  const said = new Set<string>()
  for (const answer of route.effects) {
    if (answer.kind !== 'respond' || isRefusal(answer) || answer.how === 'redirect' || answer.how === 'render') continue
    if (answer.body.kind === 'origin' && answer.body.from === 'session' && !answer.body.path.length)
      for (const one of ofSession(setups, tables)) {
        const { without = [] } = answer.body
        const columns = one.columns.filter(column => !without.some(name => sameColumn(name, column, tables.get(one.table))))
        if (columns.length) yield { answer, ...one, columns, own: true }
      }
    for (const row of wholeRows(answer.body)) {
      const query = queryOf(row, queries, tables)
      if (!query || (query.does !== 'read' && !query.returning)) continue
      for (const { table, columns, own } of partsOf(
        query,
        row.path.filter(part => part !== '*' && !/^\d+$/.test(part)),
        row.without ?? [],
        tables,
      )) {
        const identity = `${table} ${query.at.file} ${query.at.line}`
        if (said.has(identity)) continue
        said.add(identity)
        yield { answer, query, table, columns, own: (own && (row.scoped === true || provesWho(route, query))) || isJustMade(query) }
      }
    }
  }
}

/** What somebody entered a moment ago comes back to them. */
const isJustMade = (query: QueryEffect): boolean =>
  query.does === 'create' && query.data !== undefined && [...originsOf(query.data)].some(one => one.from === 'body')

/** Whoever is answered has just shown that they know the password of that row. */
const provesWho = (route: Route, query: QueryEffect): boolean =>
  !query.filters.every(filter => filter.value.kind === 'literal') &&
  route.effects.some(
    effect =>
      effect.kind === 'compare' &&
      [effect.left, effect.right].some(side =>
        [...originsOf(side)].some(
          one => one.from === 'row' && one.at !== undefined && samePlace(one.at, query.at) && /pass|pwd|hash/i.test(one.path.at(-1) ?? ''),
        ),
      ),
  )

/** `res.json(req.user)`: the row that was looked up by the session's id. */
function* ofSession(setups: readonly Setup[], tables: ReadonlyMap<string, Table>): Generator<Omit<Returned, 'answer' | 'own'>> {
  for (const { library, options, effects } of setups) {
    if (library !== 'passport') continue
    const queries = effects.filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table !== undefined)
    for (const row of wholeRows(options)) {
      const query = row.path.length ? undefined : queryOf(row, queries, tables)
      if (query) for (const { table, columns } of partsOf(query, [], row.without ?? [], tables)) yield { query, table, columns }
    }
  }
}

/** Rows that are in a value as they were read: what any function made of one is not known. */
function* wholeRows(term: Term): Generator<OriginTerm> {
  switch (term.kind) {
    case 'origin':
      if (term.from === 'row' && term.at) yield term
      return
    case 'object':
      for (const [, value] of term.entries) yield* wholeRows(value)
      for (const value of term.spread) yield* wholeRows(value)
      return
    case 'list':
      for (const item of term.items) yield* wholeRows(item)
      return
    case 'computed':
      // What a token holds is not hidden, only signed.
      if (!/^(\|\||\?\?|&&|element|call sign)$/.test(term.how)) return
      for (const part of term.of) yield* wholeRows(part)
      return
    case 'either':
      for (const part of term.of) yield* wholeRows(part)
  }
}

interface Part {
  readonly table: string
  readonly columns: readonly string[]
  readonly own: boolean
}

/** What of a row is answered, and of the rows that come with it. */
function* partsOf(
  query: QueryEffect,
  path: readonly string[],
  without: readonly string[],
  tables: ReadonlyMap<string, Table>,
): Generator<Part> {
  const table = tables.get(query.table!)
  if (!table) return
  if (!path.length) {
    const asked = query.columns?.map(column => column.split('.').at(-1)!)
    const left = [
      ...without,
      ...(query.omits ?? []),
      ...(query.columns ?? []).filter(column => column.startsWith('-')).map(column => column.slice(1)),
    ]
    const columns = secretColumns(table).filter(
      column =>
        (!asked || asked.some(one => one.startsWith('-') || sameColumn(column, one, table))) &&
        !left.some(one => sameColumn(column, one, table)),
    )
    if (columns.length) yield { table: table.name, columns, own: true }
  } else if (
    path.length === 1 &&
    secretKind(path[0]!) &&
    secretKind(path[0]!) !== 'token' &&
    table.columns.some(column => sameColumn(column.name, path[0]!, table))
  )
    yield { table: table.name, columns: path, own: true }
  for (const include of query.includes ?? []) {
    if (path.length && !`${include}.`.startsWith(`${path.join('.')}.`)) continue
    const related = relatedTable(table, include.split('.'), tables)
    const columns = related ? secretColumns(related) : []
    if (related && columns.length) yield { table: related.name, columns, own: false }
  }
}

/** The table at the end of relations: by the key that is named like the relation, else by the relation's own name. */
function relatedTable(from: Table, path: readonly string[], tables: ReadonlyMap<string, Table>): Table | undefined {
  let at: Table | undefined = from
  for (const name of path) {
    const bare = name.toLowerCase().replaceAll('_', '')
    const key: Table['foreignKeys'][number] | undefined = at?.foreignKeys.find(one =>
      one.columns.some(column => column.toLowerCase().replaceAll('_', '').startsWith(bare)),
    )
    at = key
      ? tables.get(key.table)
      : [...tables.values()].find(table =>
          [table.name, ...table.aliases].some(one => one.toLowerCase().replaceAll('_', '').replace(/s$/, '') === bare.replace(/s$/, '')),
        )
    if (!at) return undefined
  }
  return at
}
