import { type Severity, SEVERITIES } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Route } from '#model/app-model'
import { type Returned, returnedSecrets } from '#model/read/returned'
import { isStaffGuard, nameOf } from '#model/read/route'
import { secretKind } from '#model/read/secret-columns'
import { tablesByName } from '#model/read/tables'
import type { Source } from '#source/source'

interface Case {
  readonly route: Route
  readonly one: Returned
  readonly severity: Severity
}

/** A model that leaves columns out by itself when it is turned into JSON. */
const HIDES = /\btoJSON\b|select:\s*false|private:\s*true|@Exclude\b|hidden:\s*true|\bdefaultScope\b/

export default defineCheck({
  id: 'errors/sensitive-data-returned',
  title: 'An answer holds columns that should never leave the server',
  why: 'Whoever looks at the answer in the browser gets password hashes or tokens, which open accounts here and wherever the password was used again.',
  severity: 'high',
  refs: ['CWE-200', 'CWE-201', 'OWASP-API3:2023'],
  needs: ['routes', 'tables', 'setups', 'source'],
  *find({ routes, tables, setups, source }) {
    const byName = tablesByName(tables.filter(table => !table.beside))
    const shown = new Set([...byName.values()].filter(table => !isHidden(table, source)).map(table => table.name))
    const cases = routes.flatMap((route): Case[] =>
      route.unreached || route.kind === 'page'
        ? []
        : [...returnedSecrets(route, byName, setups)]
            .filter(one => shown.has(one.table))
            .map(one => ({ route, one, severity: severityOf(one, route) })),
    )
    for (const group of grouped(cases)) {
      const [{ route, one, severity }] = group.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)) as [
        Case,
        ...Case[],
      ]
      const columns = one.columns
        .slice(0, 3)
        .map(column => `\`${column}\``)
        .join(', ')
      const others = new Set(group.map(each => nameOf(each.route))).size - 1
      yield {
        at: placeOf(one),
        certainty: 'certain',
        severity,
        message: `\`${nameOf(route)}\`${others ? ` and ${others} more answer` : ' answers'} with ${columns} of ${one.own ? "the caller's own row of" : 'rows of'} \`${one.table}\`.`,
        help: `Select the columns that the caller needs, and leave out ${columns}.`,
        key: `${one.table} ${one.own ? 'own' : 'all'}`,
        route: nameOf(route),
        table: one.table,
        trail: group
          .flatMap(each => [
            { at: each.one.query.at, label: 'reads every column' },
            { at: each.one.answer.at, label: `\`${nameOf(each.route)}\` answers with them` },
          ])
          .slice(0, 40),
        data: { table: one.table, columns: one.columns },
      }
    }
  },
})

/** Where the fix goes: the query, or the answer where others share the query. */
const placeOf = ({ query, answer }: Returned) => (query.at.file === answer.at.file ? query.at : answer.at)

function grouped(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>()
  for (const each of cases) {
    const key = `${each.one.table} ${each.one.own}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()]
}

function severityOf(one: Returned, route: Route): Severity {
  const kinds = one.columns.map(secretKind)
  const isPassword = kinds.includes('password')
  if (one.own) return isPassword || kinds.includes('hash') ? 'medium' : 'low'
  if (!isPassword && !kinds.includes('hash')) return one.answer.guards.some(guard => guard.kind !== 'weak') ? 'low' : 'high'
  if (one.answer.guards.some(isStaffGuard)) return 'medium'
  return route.auth === 'open' || route.auth === 'public' || route.auth === 'weak' ? 'critical' : 'high'
}

const isHidden = (table: Table, source: Source): boolean =>
  table.kind !== 'sql' && table.kind !== 'prisma' && HIDES.test(source.file(table.at.file)?.text() ?? '')
