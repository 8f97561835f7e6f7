import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Route } from '#model/app-model'
import { type Returned, returnedSecrets } from '#model/read/returned'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { secretKind } from '#model/read/secret-columns'
import { tablesByName } from '#model/read/tables'
import type { Source } from '#source/source'

/** A model that leaves columns out by itself when it is turned into JSON. */
const HIDES = /\btoJSON\b|select:\s*false|private:\s*true|@Exclude\b|hidden:\s*true|\bdefaultScope\b/

export default defineCheck({
  id: 'errors/sensitive-data-returned',
  title: 'An answer holds columns that should never leave the server',
  why: 'Whoever looks at the answer in the browser gets password hashes or tokens, which open accounts here and wherever the password was used again.',
  severity: 'high',
  refs: ['CWE-200', 'CWE-201', 'OWASP-API3:2023'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached || route.kind === 'page') continue
      for (const one of returnedSecrets(route, byName)) {
        if (isHidden(byName.get(one.table)!, source)) continue
        const name = nameOf(route)
        const columns = one.columns.slice(0, 3).map(column => `\`${column}\``).join(', ')
        yield {
          at: one.query.at.file === one.answer.at.file ? one.query.at : one.answer.at,
          certainty: 'certain',
          severity: severityOf(one, route),
          message: `\`${name}\` answers with ${columns} of ${one.own ? "the caller's own row of" : 'rows of'} \`${one.table}\`.`,
          help: `Select the columns that the caller needs, and leave out ${columns}.`,
          key: `${name} ${one.table}`,
          route: name,
          table: one.table,
          trail: trailTo(route, [one.query, one.answer], 'with every column'),
          data: { table: one.table, columns: one.columns },
        }
      }
    }
  },
})

function severityOf(one: Returned, route: Route): Severity {
  const kinds = one.columns.map(secretKind)
  const isPassword = kinds.includes('password')
  if (one.own) return isPassword ? 'high' : kinds.includes('hash') ? 'medium' : 'low'
  if (!isPassword && !kinds.includes('hash')) return one.answer.guards.some(guard => guard.kind !== 'weak') ? 'low' : 'high'
  if (one.answer.guards.some(isStaffGuard)) return 'medium'
  return route.auth === 'open' || route.auth === 'public' || route.auth === 'weak' ? 'critical' : 'high'
}

const isHidden = (table: Table, source: Source): boolean => (table.kind === 'mongoose' || table.kind === 'sequelize' || table.kind === 'drizzle') && HIDES.test(source.file(table.at.file)?.text() ?? '')
