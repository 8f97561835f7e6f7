import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Column, Table } from '#database/catalogue'
import { keysOf, needsIndex } from './index-needs.js'
import { filteredColumns, type Filtered } from './filtered-columns.js'

export default defineCheck({
  id: 'performance/missing-index',
  title: 'A column that rows are looked up by has no index',
  why: 'Without an index the database reads the whole table for each look-up, so the page that was quick in the demo slows with every order.',
  severity: 'low',
  refs: ['CWE-1067', 'CWE-1073'],
  needs: ['tables', 'routes', 'browser'],
  *find({ tables, routes, browser }) {
    const filtered = filteredColumns(tables, routes, browser)
    const said = new Set<string>()
    for (const table of tables) {
      if (table.beside || !needsIndex(table)) continue
      const keys = keysOf(table, tables)
      for (const column of table.columns) {
        const key = keys.get(column.name)
        const query = filtered.get(`${table.name}.${column.name}`)
        const identity = `${table.name}.${column.name}`
        const search = !key && query?.search === true
        if ((!key && !query) || isCovered(table, column, search) || said.has(identity)) continue
        said.add(identity)
        yield {
          at: column.at,
          certainty: search ? 'likely' : 'certain',
          severity: search ? 'low' : severityOf(table, column, query),
          message: search
            ? `\`${identity}\` is searched by ${query.by} but has no index that serves a search.`
            : `\`${identity}\` ${query ? `is filtered by ${query.by}` : key} but has no index.`,
          help: search ? searchHelp(table, column) : helpFor(table, column),
          key: identity,
          table: table.name,
          ...(query && { route: query.route, trail: [{ at: query.at, label: `filtered here, in ${query.by}` }] }),
          data: { table: table.name, column: column.name },
        }
      }
    }
  },
})

/** The first column of an index serves look-ups by it; a partial index serves only some. */
function isCovered(table: Table, column: Column, search: boolean): boolean {
  if (search) return table.indexes.some(index => !index.unique && index.columns.includes(column.name))
  return (
    table.primaryKey[0] === column.name || column.unique || table.indexes.some(index => !index.partial && index.columns[0] === column.name)
  )
}

/** A few values shared by many rows: an index helps, though less. */
const SHARED = /^(?:status|type|kind|category|role|size|gender|state|level|priority|currency|country)$/i

function severityOf(table: Table, column: Column, query: Filtered | undefined): Severity {
  if (SHARED.test(column.name)) return 'low'
  return query || table.owner === column.name ? 'medium' : 'low'
}

const searchHelp = (table: Table, { name }: Column): string =>
  `Run \`create extension pg_trgm; create index on ${table.name} using gin (${name} gin_trgm_ops);\` in a migration, where the database is Postgres.`

function helpFor(table: Table, { name, field }: Column): string {
  switch (table.kind) {
    case 'prisma':
      return `Add \`@@index([${field}])\` to the model of \`${table.name}\`.`
    case 'drizzle':
      return `Add \`index().on(table.${field})\` to the table \`${table.name}\`.`
    case 'mongoose':
      return `Add \`index: true\` to \`${name}\` in its schema.`
    case 'sequelize':
      return `Add \`indexes: [{ fields: ['${name}'] }]\` to the model of \`${table.name}\`.`
    case 'sql':
      return `Run \`create index on ${table.name} (${name});\` in a migration.`
  }
}
