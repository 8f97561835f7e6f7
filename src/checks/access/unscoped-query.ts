import type { Severity } from '#base/certainty'
import { defineCheck, type Problem } from '#checks/check'
import type { Route } from '#model/app-model'
import { administrative } from '#model/read/administrative'
import { ownersReplaced } from '#model/read/replaced'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople, isPrivate } from '#model/read/rows'
import { type Unscoped, unscopedQueries } from '#model/read/scope'
import { tablesByName } from '#model/read/tables'
import { spelled } from '#model/read/terms'
import type { Table } from '#database/catalogue'

const DOES = { read: 'reads', create: 'creates', update: 'changes', upsert: 'changes', delete: 'deletes', raw: 'reads' } as const

export default defineCheck({
  id: 'access/unscoped-query',
  title: 'A query takes the row that the request names, without asking whose it is',
  why: 'Any signed-in user can read or change what belongs to another by sending a different id.',
  severity: 'high',
  refs: ['CWE-639', 'OWASP-API1:2023'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      yield* replacedIn(route)
      if (administrative(route, routes, byName)) continue
      for (const one of unscopedQueries(route, routes, byName)) {
        if (one.namesOwner) continue
        const name = nameOf(route)
        const through = one.reaches.flatMap(effect => effect.guards).find(guard => guard.past)
        const does = one.query.does === 'read' && one.reaches.some(effect => effect.kind === 'query') ? 'update' : one.query.does
        yield {
          at: through?.at ?? one.query.at,
          certainty: byName.has(one.table) ? 'certain' : 'likely',
          severity: severityOf(one, does, byName),
          message: `\`${name}\` ${isSent(one) ? 'sends messages about' : DOES[does]} the row of \`${one.table}\` that \`${spelled(one.value)}\` names, whoever it belongs to${through ? `: ${through.how}` : ''}.`,
          help: through
            ? 'Compare the owner of the row with the signed-in user for that role too, and let only administrators pass without.'
            : one.owner
              ? `Filter by \`${one.owner}\` of the signed-in user as well, or compare it before going on.`
              : 'Compare the owner of the row with the signed-in user before going on.',
          key: `${name} ${one.table} ${does}`,
          route: name,
          table: one.table,
          trail: trailTo(route, [one.query, ...one.reaches], through ? 'the row' : 'no owner in the filter, and none compared'),
          data: { table: one.table, owner: one.owner, column: one.by.column },
        }
      }
    }
  },
})

/** Nothing of the row is answered or changed: it is only written about. */
const isSent = (one: Unscoped): boolean => one.reaches.every(effect => effect.kind === 'send')

/** `query = query.where(…)` over a query that had asked whose rows they are. */
function* replacedIn(route: Route): Iterable<Problem> {
  const name = nameOf(route)
  for (const query of ownersReplaced(route)) {
    yield {
      at: query.at,
      certainty: 'certain',
      message: `\`${name}\` ${DOES[query.does]} rows of \`${query.table}\` whoever they belong to: a second \`where\` takes the place of the one that asks for the caller's.`,
      help: 'Collect the conditions, and give them to one `where` with `and(…)`.',
      key: `${name} ${query.table} replaced`,
      route: name,
      ...(query.table ? { table: query.table } : {}),
      trail: [
        ...trailTo(route, [query], 'the rows of one owner'),
        ...query.replaced!.at.map(at => ({ at, label: 'takes the place of the conditions before it' })),
      ],
      data: { table: query.table },
    }
  }
}

function severityOf(one: Unscoped, does: string, tables: ReadonlyMap<string, Table>): Severity {
  if (does !== 'read' && isPeople(one.table)) return 'critical'
  return isPrivate(one.table, tables.get(one.table)) || does !== 'read' ? 'high' : 'medium'
}
