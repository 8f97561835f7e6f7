import { defineCheck, type Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, Route } from '#model/app-model'
import { shown } from '#model/read/answers'
import { asksUnderCondition, isMachine, isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isBookKeeping, isDirectory, isPeople, isPrivate, isShopTable } from '#model/read/rows'
import { shownTables, unscopedQueries } from '#model/read/scope'
import { tablesByName } from '#model/read/tables'
import { chosen, fieldsOf, isCallers, samePlace, spelled } from '#model/read/terms'
import { type OriginTerm, originsOf, type Term } from '#model/term'

export default defineCheck({
  id: 'access/foreign-parent',
  title: 'Rows are added to what belongs to somebody else, or read from it',
  why: 'Any signed-in user writes into the conversation, the order or the team of others, or reads along, by sending its id.',
  severity: 'medium',
  refs: ['CWE-639', 'OWASP-API1:2023'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    const owned = callersTables(routes)
    const compared = new Set(routes.flatMap(({ effects }) => effects.flatMap(comparedIn)))
    const open = shownTables(routes, byName)
    for (const route of routes) {
      if (isMachine(route) || route.unreached || asksUnderCondition(route) || !/^(?:session|owner|role)$/.test(route.auth)) continue
      const name = nameOf(route)
      for (const { query, parent, value } of route.effects.flatMap(effect => added(effect, byName) ?? [])) {
        if (!owned.has(parent) || open.has(parent) || isAsked(query, parent, route, byName)) continue
        yield {
          at: query.at,
          certainty: 'likely',
          message: `\`${name}\` adds a row of \`${query.table}\` to the row of \`${parent}\` that \`${spelled(value)}\` names, whoever it belongs to.`,
          help: `Look the row of \`${parent}\` up for the signed-in user first, and refuse where it is not theirs.`,
          key: `${name} ${query.table} ${parent}`,
          route: name,
          table: query.table!,
          trail: trailTo(route, [query], `added to \`${parent}\``),
          data: { table: query.table, parent },
        }
        break
      }
      yield* shownOf(route, { owned, compared, open, byName, routes })
    }
  },
})

interface Known {
  readonly owned: ReadonlySet<string>
  /** Of these, the ones whose owner is asked for when one of them is answered or changed. */
  readonly compared: ReadonlySet<string>
  readonly open: ReadonlySet<string>
  readonly byName: ReadonlyMap<string, Table>
  readonly routes: readonly Route[]
}

/** What is part of a row is answered to whoever names that row, while the row itself is kept for its owner. */
function* shownOf(route: Route, { owned, compared, open, byName, routes }: Known): Iterable<Problem> {
  const name = nameOf(route)
  const told = new Set(unscopedQueries(route, routes, byName).map(one => one.query))
  for (const query of route.effects) {
    if (query.kind !== 'query' || query.does !== 'read' || !query.table || told.has(query) || query.rights === 'user') continue
    if (isPeople(query.table) || isBookKeeping(query.table) || isShopTable(query.table) || open.has(query.table)) continue
    if (query.guards.some(guard => guard.kind === 'owner' || isStaffGuard(guard)) || query.filters.some(filter => isCallers(filter.value)))
      continue
    const [by, parent] =
      query.filters.flatMap(filter => {
        const named =
          filter.op === '=' && chosen(filter.value)?.from === 'params' ? parentOf(filter.column, query.table!, owned, byName) : undefined
        return named ? [[filter, named] as const] : []
      })[0] ?? []
    if (
      !by ||
      !parent ||
      parent === query.table ||
      open.has(parent) ||
      !(compared.has(parent) || isClosed(parent, byName.get(parent)) || isKept(parent, routes)) ||
      isAsked(query, parent, route, byName)
    )
      continue
    if (!isAnswered(query, route)) continue
    yield {
      at: query.at,
      certainty: 'likely',
      message: `\`${name}\` answers with rows of \`${query.table}\` of the row of \`${parent}\` that \`${spelled(by.value as OriginTerm)}\` names, whoever it belongs to.`,
      help: `Look the row of \`${parent}\` up for the signed-in user first, and refuse where it is not theirs.`,
      key: `${name} ${query.table} ${parent} read`,
      route: name,
      table: query.table,
      trail: trailTo(route, [query], `part of \`${parent}\``),
      data: { table: query.table, parent },
    }
    return
  }
}

/** The table that a column refers to: as the schema says, or else by its name, `ticketId` of `tickets`. */
function parentOf(column: string, table: string, owned: ReadonlySet<string>, tables: ReadonlyMap<string, Table>): string | undefined {
  const declared = tables.get(table)
  const key = declared?.foreignKeys.find(one => one.columns.length === 1 && one.columns[0] === column)
  if (key) return owned.has(key.table) ? key.table : undefined
  const stem = /^(\w+?)_?id$/i.exec(column)?.[1]?.toLowerCase().replaceAll('_', '')
  return stem
    ? [...owned].find(one => [stem, `${stem}s`, stem.replace(/y$/, 'ies')].includes(one.toLowerCase().replaceAll('_', '')))
    : undefined
}

const isAnswered = (query: QueryEffect, { effects }: Route): boolean =>
  effects.some(
    effect =>
      effect.kind === 'respond' &&
      [...shown(effect.body)].some(one => one.from === 'row' && one.at !== undefined && samePlace(one.at, query.at)),
  )

interface Added {
  readonly query: QueryEffect
  readonly parent: string
  readonly value: OriginTerm
}

/** A row with more to it than who is calling, part of one that the request names. */
function added(query: Effect, tables: ReadonlyMap<string, Table>): Added | undefined {
  if (query.kind !== 'query' || query.does !== 'create' || query.guards.some(guard => guard.kind === 'owner' || isStaffGuard(guard)))
    return undefined
  const table = tables.get(query.table ?? '')
  if (!table || isBookKeeping(table.name) || (query.rights === 'user' && table.rowRules?.enabled)) return undefined
  const fields = [...fieldsOf(query.data)]
  const fieldOf = (column: string): string => table.columns.find(one => one.name === column)?.field ?? column
  for (const key of table.foreignKeys) {
    const [column] = key.columns
    if (column === undefined || key.columns.length > 1 || isPeople(key.table) || isShopTable(key.table)) continue
    const [, term] = fields.find(([field]) => field === column || field === fieldOf(column)) ?? []
    const value = term && chosen(term)
    const isMore = fields.some(([field, other]) => field !== column && field !== fieldOf(column) && !isCallers(other) && chosen(other))
    if (value && isMore && isClosed(key.table, tables.get(key.table))) return { query, parent: key.table, value }
  }
  return undefined
}

/** What is offered is there to be booked, rated and asked about by everybody. */
const isClosed = (name: string, table: Table | undefined): boolean => isPrivate(name, table) && !isDirectory(name, table)

/** Tables of which the app somewhere asks for the caller's own rows: they are not everybody's. */
const callersTables = (routes: readonly Route[]): ReadonlySet<string> =>
  new Set(routes.flatMap(({ effects }) => effects.flatMap(effect => [...askedIn(effect), ...comparedIn(effect)])))

const askedIn = (effect: Effect): string[] =>
  effect.kind === 'query' && effect.table && effect.does !== 'create' && effect.filters.some(filter => isCallers(filter.value))
    ? [effect.table]
    : []

const comparedIn = ({ guards }: Effect): string[] =>
  guards
    .flatMap(({ kind, on }) => (kind === 'owner' && on ? originsOf(on) : []))
    .flatMap(one => (one.from === 'row' && one.name ? [one.name] : []))

/** Nobody but staff is shown rows of this table that are not their own, but one that is named. */
const isKept = (parent: string, routes: readonly Route[]): boolean =>
  !routes.some(route =>
    route.effects.some(
      query =>
        query.kind === 'query' &&
        query.table === parent &&
        query.does === 'read' &&
        !query.single &&
        !query.guards.some(isStaffGuard) &&
        !query.filters.some(filter => isCallers(filter.value)) &&
        isAnswered(query, route),
    ),
  )

/** The caller's place in the parent was looked up: their own row of it, or of what is part of it. */
const isAsked = (query: QueryEffect, parent: string, { effects }: Route, tables: ReadonlyMap<string, Table>): boolean =>
  effects
    .slice(0, effects.indexOf(query))
    .some(
      other =>
        other.kind === 'query' &&
        other.does === 'read' &&
        (other.table === parent || tables.get(other.table ?? '')?.foreignKeys.some(key => key.table === parent)) &&
        other.filters.some(filter => isOfSomebody(filter.value)),
    )

/** The caller's, or of a row that was found before: `where: { id, staffId: staff.id }`. */
const isOfSomebody = (term: Term): boolean => isCallers(term) || originsOf(term).some(one => one.from === 'row')
