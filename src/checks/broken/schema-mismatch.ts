import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect } from '#model/app-model'
import { fieldLine } from '#model/read/entry'
import { nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { samePlace } from '#model/read/terms'
import { allowsIn } from './bounds.js'
import { generatedTypesIn, isAddedElsewhere, isTyped, tableStatementsIn } from './declared-elsewhere.js'
import { forbiddenValue, misnamedTable, mistypedFilter, type Mismatch, missingColumn } from './mismatches.js'

export default defineCheck({
  id: 'broken/schema-mismatch',
  title: 'The code asks the database for what its own schema does not have',
  why: 'The database refuses the statement each time, so that what the route is for never happens.',
  severity: 'high',
  refs: ['CWE-628', 'CWE-840'],
  needs: ['routes', 'browser', 'tables', 'source', 'rejected'],
  *find({ routes, browser, tables, source, rejected = [] }) {
    const byName = tablesByName(tables)
    const told = new Set<string>()
    const callers: readonly (readonly [string | undefined, readonly Effect[]])[] = [
      ...routes.filter(route => !route.unreached).map(route => [nameOf(route), route.effects] as const),
      ...browser.map(unit => [undefined, unit.effects] as const),
    ]
    const statements = tableStatementsIn(source)
    const types = generatedTypesIn(source)
    // Where tables were made in a dashboard, columns may have been too.
    const isDrifted = callers.some(([, effects]) =>
      effects.some(one => one.kind === 'query' && one.via === 'supabase' && one.table !== undefined && !byName.has(one.table)),
    )
    const allows = allowsIn(source, statements)
    for (const [name, effects] of callers)
      for (const query of effects) {
        if (query.kind !== 'query' || query.table === undefined || rejected.some(one => samePlace(one.statement.at, query.at))) continue
        const table = byName.get(query.table)
        const mismatch = table && !table.beside ? mismatchOf(query, table) : undefined
        if (!mismatch || told.has(mismatch.key)) continue
        told.add(mismatch.key)
        yield {
          at: mismatch.field === undefined ? query.at : fieldLine(source, query.at, mismatch.field),
          certainty: 'likely',
          severity: mismatch.severity,
          message: `${name === undefined ? 'The browser' : `\`${name}\``} ${mismatch.says}.`,
          help: mismatch.help,
          key: mismatch.key,
          ...(name === undefined ? {} : { route: name }),
          table: table!.name,
          trail: [{ at: table!.at, label: `\`${table!.name}\` is declared here` }],
        }
      }

    function mismatchOf(query: QueryEffect, table: Table): Mismatch | undefined {
      return (
        misnamedTable(query, table, tables) ??
        missingColumn(
          query,
          table,
          column => (query.via === 'supabase' && (isDrifted || isTyped(types, column))) || isAddedElsewhere(statements, table, column),
        ) ??
        forbiddenValue(query, table, allows) ??
        mistypedFilter(query, table)
      )
    }
  },
})
