import type { Place } from '#base/place'
import type { Problem } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { QueryEffect, Route } from '#model/app-model'
import { breadthOf, growthOf } from '#model/read/lists'
import { askedSize } from '#model/read/page-size'
import { isMachine, isStaffGuard, nameOf } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { OriginTerm } from '#model/term'
import type { Source } from '#source/source'

interface Page {
  readonly route: Route
  readonly query: QueryEffect
  readonly size: OriginTerm
  readonly staff: boolean
}

/** Pages whose size the request names, with nothing above it. Those that anybody reads come before those of the staff. */
export function* ofAnySize(routes: readonly Route[], tables: ReadonlyMap<string, Table>, source: Source): Generator<Problem> {
  const found = new Map<string, Page[]>()
  for (const route of routes)
    if (!route.unreached && !isMachine(route))
      for (const page of pagesOf(route, tables)) found.set(page.query.table!, [...(found.get(page.query.table!) ?? []), page])
  for (const [table, pages] of found) {
    const [first, ...rest] = pages.toSorted((a, b) => Number(a.staff) - Number(b.staff)) as [Page, ...Page[]]
    const { route, size } = first
    const others = new Set(rest.map(page => page.route).filter(one => one !== route)).size
    const asked = size.path.length ? `\`${spelled(size)}\` says` : 'the caller says'
    yield {
      at: sizeAt(first.query.at, source),
      certainty: 'certain',
      severity: 'low',
      message: `\`${nameOf(route)}\`${others ? ` and ${others} more read` : ' reads'} as many \`${table}\` rows as ${asked}, with nothing above it.`,
      help: 'Take the smaller of what is asked for and of what one page may hold.',
      key: `${table} any size`,
      table,
      route: nameOf(route),
      trail: [first, ...rest].slice(0, 20).flatMap(page => [
        { at: page.route.at, label: `\`${nameOf(page.route)}\`` },
        { at: page.query.at, label: 'reads as many rows as are asked for' },
      ]),
    }
  }
}

function* pagesOf(route: Route, tables: ReadonlyMap<string, Table>): Generator<Page> {
  for (const query of route.effects) {
    if (query.kind !== 'query' || query.does !== 'read' || !query.table || query.single) continue
    const size = query.limit && askedSize(query.limit)
    if (size && growthOf(query.table) !== 'few' && breadthOf(query, tables.get(query.table)) !== 'own')
      yield { route, query, size, staff: query.guards.some(isStaffGuard) }
  }
}

/** The line of a query of several lines that says how many rows: what has to change stands there. */
function sizeAt(at: Place, source: Source): Place {
  const lines = source.file(at.file)?.text().split('\n') ?? []
  for (let line = at.line; line < at.line + 25 && line <= lines.length; line++) {
    const text = lines[line - 1]!
    if (/(?:^|[\s{.,])(?:take|limit)\s*[:(,]|(?:^|[\s{,])(?:take|limit)\s*}?\s*$/.test(text)) return { ...at, line }
    if (line > at.line && /^\s*(?:const|let|return|if|for|export|async|function)\b/.test(text)) break
  }
  return at
}
