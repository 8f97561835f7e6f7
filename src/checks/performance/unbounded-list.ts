import { type Severity, SEVERITIES } from '#base/certainty'
import { defineCheck, type Problem } from '#checks/check'
import type { Place } from '#base/place'
import type { Effect, QueryEffect } from '#model/app-model'
import { breadthOf, growthOf } from '#model/read/lists'
import { queryOf } from '#model/read/origin-query'
import { isMachine, isStaffGuard, nameOf } from '#model/read/route'
import { isDirectory, isOwnerColumn } from '#model/read/rows'
import { chosen, fieldsOf, isCallers, samePlace, spelled } from '#model/read/terms'
import { tablesByName } from '#model/read/tables'
import { originsOf } from '#model/term'
import type { Table } from '#database/catalogue'
import { ofAnySize } from './any-size.js'

interface Caller {
  readonly name: string
  readonly at: Place
  readonly effects: readonly Effect[]
  readonly isRoute: boolean
  /** What it shows is drawn, and no answer is made. */
  readonly draws?: boolean
}

interface Case {
  readonly caller: Caller
  readonly query: QueryEffect
  readonly own: boolean
  readonly severity: Severity
}

export default defineCheck({
  id: 'performance/unbounded-list',
  title: 'A list is read to its end, however long it has become',
  why: 'Pages that opened at once with ten rows take seconds with ten thousand, and the server runs out of memory on the day that business is best.',
  severity: 'medium',
  refs: ['CWE-1049', 'CWE-405', 'OWASP-API4:2023'],
  needs: ['routes', 'browser', 'tables', 'source'],
  *find({ routes, browser, tables, source }) {
    const byName = tablesByName(tables)
    const callers: Caller[] = [
      ...routes
        .filter(route => !route.unreached && !isMachine(route))
        .map(route => ({ name: nameOf(route), at: route.at, effects: route.effects, isRoute: true, draws: route.kind === 'page' })),
      ...browser.map(unit => ({ name: unit.name || unit.at.file, at: unit.at, effects: unit.effects, isRoute: false })),
    ]
    const entered = enteredTables(callers)
    const found = new Map<string, Case[]>()
    for (const caller of callers) {
      for (const query of unbounded(caller, byName, entered)) {
        const own = breadthOf(query, byName.get(query.table!)) === 'own'
        const key = `${query.table} ${own ? 'own' : 'all'}`
        const cases = found.get(key) ?? []
        if (!cases.some(one => samePlace(one.query.at, query.at)))
          found.set(key, [...cases, { caller, query, own, severity: severityOf(query, own, byName, entered) }])
      }
    }
    for (const [key, cases] of found) {
      const { caller, query, own, severity } = cases.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))[0]!
      const others = cases.length - 1
      yield {
        at: query.at,
        certainty: byName.has(query.table!) ? 'certain' : 'likely',
        severity,
        message: `\`${caller.name}\`${others ? ` and ${others} more read` : ' reads'} ${own ? "all of the caller's" : 'every one of the'} \`${query.table}\` rows${own ? '' : ofOne(query, byName)}, without a limit.`,
        help:
          query.via === 'supabase'
            ? 'Ask for a page with `.range(from, to)`; beyond 1,000 rows Supabase cuts the list off without a word.'
            : 'Ask for one page of rows, and for the next by the last one seen.',
        key,
        table: query.table!,
        ...(caller.isRoute ? { route: caller.name } : {}),
        trail: cases.slice(0, 30).flatMap(one => [
          { at: one.caller.at, label: `\`${one.caller.name}\`` },
          { at: one.query.at, label: 'reads to the end' },
        ]),
      }
    }
    yield* ofAnySize(routes, byName, source)
    yield* accounts(callers)
  },
})

/** Tables that people who are no staff put rows into, or each their own: whatever they are called, they grow with every day. */
const enteredTables = (callers: readonly Caller[]): ReadonlySet<string> =>
  new Set(
    callers.flatMap(caller =>
      caller.effects.flatMap(effect =>
        effect.kind === 'query' && effect.does === 'create' && effect.table && isOfPeople(effect, caller.isRoute) ? [effect.table] : [],
      ),
    ),
  )

/** Who may call what a browser calls by itself is not said there: a row that names whose it is has somebody who put it in. */
const isOfPeople = (query: QueryEffect, isRoute: boolean): boolean =>
  (isRoute && !query.guards.some(isStaffGuard)) ||
  [...fieldsOf(query.data)].some(([field, value]) => isOwnerColumn(field, query.table ?? '', undefined) && (!isRoute || isCallers(value)))

function* unbounded(caller: Caller, tables: ReadonlyMap<string, Table>, entered: ReadonlySet<string>): Generator<QueryEffect> {
  const queries = caller.effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
  const answered = new Set(
    caller.effects.flatMap(effect =>
      effect.kind === 'respond' ? originsOf(effect.body).flatMap(row => queryOf(row, queries, tables) ?? []) : [],
    ),
  )
  for (const query of queries) {
    if (isNarrowText(query)) continue
    if (query.does !== 'read' || !query.table || query.limited || query.single || query.loop || query.columns?.length === 0) continue
    const growth = growthOf(query.table)
    if (growth === 'few') continue
    if (growth === 'unknown' && !entered.has(query.table) && !isDirectory(query.table, tables.get(query.table))) continue
    const breadth = breadthOf(query, tables.get(query.table))
    if (breadth === 'part' && !isConversation(query)) continue
    const isWhole = breadth === 'all' && growth === 'grows' && !isSpan(query)
    if (caller.isRoute && !caller.draws && !answered.has(query) && !isWhole) continue
    yield query
  }
}

/** Between two bounds that the caller does not choose apart from each other: a day, the hours around a time. */
function isSpan(query: QueryEffect): boolean {
  const bounds = (op: RegExp) => query.filters.filter(filter => op.test(filter.op))
  return bounds(/^>=?$/).some(low =>
    bounds(/^<=?$/).some(high => {
      const [from, to] = [chosen(low.value), chosen(high.value)]
      return low.column === high.column && (!from || !to || spelled(from) === spelled(to))
    }),
  )
}

/** Columns that nearly every row has the same value in. */
const BROAD = /role|type|status|state|active|publish|visible|delet|archiv|approv|enabled|public|hidden|draft|kind/i

/** Whose part of the table it is. */
function ofOne(query: QueryEffect, tables: ReadonlyMap<string, Table>): string {
  const key = breadthOf(query, tables.get(query.table!)) === 'part' && query.filters.find(one => one.op === '=' && /id$/i.test(one.column))
  return key ? ` of one \`${key.column}\`` : ''
}

/** A statement put together by hand, whose conditions could not be read. */
const isNarrowText = (query: QueryEffect): boolean =>
  query.sql !== undefined && !query.filters.length && /\bwhere\b/i.test(outermost(JSON.stringify(query.sql)))

/** A text without what stands in its brackets: a query inside another one has conditions of its own. */
function outermost(text: string): string {
  const inner = text.replace(/\([^()]*\)/g, '')
  return inner === text ? text : outermost(inner)
}

/** The rows of one parent are few, but a conversation has no end, nor has what people say of it. */
const isConversation = (query: QueryEffect): boolean =>
  /message|chat|comment|notification|log|activit|review|rating|feedback|bid(?:s|$)/i.test(query.table ?? '')

function severityOf(query: QueryEffect, own: boolean, tables: ReadonlyMap<string, Table>, entered: ReadonlySet<string>): Severity {
  if (own || breadthOf(query, tables.get(query.table!)) === 'part') return 'low'
  // How many there will be of a directory's rows that only staff puts in is not known.
  if (growthOf(query.table!) === 'unknown' && !entered.has(query.table!)) return 'low'
  // A search, a filter that people set, or a shelf of few.
  if (query.filters.some(filter => filter.op === 'like' || (filter.op === '=' && !BROAD.test(filter.column)) || chosen(filter.value)))
    return 'low'
  return 'medium'
}

/** Every account of the app is fetched to look for one of them. */
function* accounts(callers: readonly Caller[]): Generator<Problem> {
  const said = new Set<string>()
  for (const caller of callers) {
    for (const send of caller.effects) {
      if (
        send.kind !== 'send' ||
        send.service !== 'auth' ||
        send.operation !== 'admin.listUsers' ||
        /"perPage"|"per_page"/.test(JSON.stringify(send.input))
      )
        continue
      const identity = `${send.at.file} ${send.at.line}`
      if (said.has(identity)) continue
      said.add(identity)
      yield {
        at: send.at,
        certainty: 'certain',
        severity: 'low',
        message: `\`${caller.name}\` lists the accounts of the app with \`auth.admin.listUsers()\`, and gets the first page of them only.`,
        help: 'Look one account up by its id, or keep the email in a table of your own with an index.',
        key: `${caller.name} listUsers`,
        ...(caller.isRoute ? { route: caller.name } : {}),
        trail: [{ at: caller.at, label: `\`${caller.name}\`` }],
      }
    }
  }
}
