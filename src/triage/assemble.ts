import type { AppModel } from '#model/app-model'
import type { AccessMatrix } from '#database/access/matrix'
import type { Table } from '#database/catalogue'
import { comparePlaces } from '#base/place'
import { checklist } from './checklist/checklist.js'
import type { CheckResult, Finding, Report, TableRow } from './finding.js'
import { gapsOf } from './outcomes.js'
import { routeRows } from './route-rows.js'
import { score } from './score.js'
import type { SpeedAccount } from './speed.js'

/** What the report is made from: ranked findings, what each check came to, and the model. */
export interface Assembly {
  readonly model: AppModel
  readonly findings: readonly Finding[]
  readonly results: readonly CheckResult[]
  readonly version: string
  readonly speed?: SpeedAccount
  readonly timing?: Readonly<Record<string, number>>
}

/** The one document that every reporter prints from, in an order that the input's order does not change. */
export function assemble({ model, findings, results, version, speed, timing }: Assembly): Report {
  return {
    schema: 'https://seaworthy.dev/schemas/report-1.json',
    tool: { name: 'seaworthy', version },
    app: model.app,
    score: score(findings, results, model),
    checklist: checklist({ model, findings, results, ...(speed && { speed }) }),
    routes: routeRows(model.routes),
    tables: model.tables.map(rowOfTable).toSorted((a, b) => compareText(a.name, b.name) || comparePlaces(a.at, b.at)),
    env: model.env.toSorted((a, b) => compareText(a.name, b.name)),
    findings,
    results,
    gaps: gapsOf(model),
    ...(model.matrix && { matrix: withoutStatements(model.matrix) }),
    ...(speed && { speed }),
    ...(timing && { timing }),
  }
}

/** Statements and values belong to the findings that rest on them; the picture needs neither. */
const withoutStatements = (matrix: AccessMatrix): AccessMatrix => ({
  ...matrix,
  objects: matrix.objects.map(object => ({
    ...object,
    cells: object.cells.map(({ statement: _statement, values: _values, ...cell }) => cell),
  })),
})

function rowOfTable({ name, at, columns, owner, rowRules, policies, indexes }: Table): TableRow {
  const rules = rowRules === undefined ? 'not-applicable' : rowRules.enabled ? 'on' : 'off'
  return { name, at, columns: columns.length, owner, rowRules: rules, policies: policies.length, indexes: indexes.length }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
