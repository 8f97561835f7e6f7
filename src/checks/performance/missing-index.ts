import type { Severity } from '#base/certainty'
import { defineCheck, type Problem } from '#checks/check'
import type { Column, Table } from '#database/catalogue'
import type { KeptIndex, Trials } from '#database/trial/trials'
import { keysOf, needsIndex } from './index-needs.js'
import { filteredColumns, type Filtered } from './filtered-columns.js'
import { evidenceOf, isNeedless, keptFor, servedBy } from './measured.js'

export default defineCheck({
  id: 'performance/missing-index',
  title: 'A column that rows are looked up by has no index',
  why: 'Without an index the database reads the whole table for each look-up, so the page that was quick in the demo slows with every order.',
  severity: 'low',
  refs: ['CWE-1067', 'CWE-1073'],
  needs: ['tables', 'routes', 'browser', 'trials'],
  *find({ tables, routes, browser, trials }) {
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
        if (isNeedless(trials, table.name, column.name)) continue
        const index = keptFor(trials, table.name, column.name, search)
        yield {
          at: column.at,
          certainty: search && !index ? 'likely' : 'certain',
          severity: search ? 'low' : severityOf(table, column, query),
          message: search
            ? `\`${identity}\` is searched by ${query.by} but has no index that serves a search.`
            : `\`${identity}\` ${query ? `is filtered by ${query.by}` : key} but has no index.`,
          help: search ? searchHelp(table, column) : helpFor(table, column, index?.columns),
          key: identity,
          table: table.name,
          ...(query && { route: query.route, trail: [{ at: query.at, label: `filtered here, in ${query.by}` }] }),
          data: { table: table.name, column: column.name, ...(index ? { columns: index.columns, sql: index.sql } : {}) },
          ...(trials && index ? { evidence: evidenceOf(trials, index) } : {}),
        }
      }
    }
    if (trials) yield* measuredAlone(trials, tables, said)
  },
})

/** Indexes that only measuring found worth having: for an order, for a statement written by hand. */
function* measuredAlone(trials: Trials, tables: readonly Table[], said: Set<string>): Generator<Problem> {
  for (const index of trials.kept) {
    const table = tables.find(one => one.name === index.table && !one.beside)
    const column = table?.columns.find(one => one.name === index.columns[0])
    // What only the database asks (a reference checked, a policy) is judged above, by who asks for it.
    const [slowest] = servedBy(trials, index).filter(trial => !trial.query.implied)
    if (!table || !column || !slowest || index.columns.some(name => said.has(`${table.name}.${name}`)) || isDeclared(table, index)) continue
    said.add(`${table.name}.${column.name}`)
    const by = slowest.query.route ? `\`${slowest.query.route}\`` : `the query in \`${slowest.query.at.file}\``
    yield {
      at: column.at,
      certainty: 'certain',
      severity: slowest.before.ms >= 100 ? 'medium' : 'low',
      message: `\`${table.name}.${column.name}\` is what ${by} ${slowest.query.sort[0]?.column === column.name ? 'sorts by' : 'looks rows up by'} but has no index.`,
      help: index.using === 'gin' ? searchHelp(table, column) : helpFor(table, column, index.columns),
      key: `${table.name}.${column.name}`,
      table: table.name,
      ...(slowest.query.route ? { route: slowest.query.route } : {}),
      trail: [{ at: slowest.query.at, label: 'asked here' }],
      data: { table: table.name, column: column.name, columns: index.columns, sql: index.sql },
      evidence: evidenceOf(trials, index),
    }
  }
}

/** The schema has what was measured, or has had it made since. */
const isDeclared = (table: Table, { columns, using }: KeptIndex): boolean =>
  table.indexes.some(index =>
    using === 'gin'
      ? !index.unique && index.columns.includes(columns[0]!)
      : !index.partial && columns.every((name, n) => index.columns[n] === name),
  )

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

function helpFor(table: Table, { name }: Column, measured: readonly string[] = [name]): string {
  const fields = measured.map(one => table.columns.find(column => column.name === one)?.field ?? one)
  switch (table.kind) {
    case 'prisma':
      return `Add \`@@index([${fields.join(', ')}])\` to the model of \`${table.name}\`.`
    case 'drizzle':
      return `Add \`index().on(${fields.map(one => `table.${one}`).join(', ')})\` to the table \`${table.name}\`.`
    case 'mongoose':
      return `Add \`index: true\` to \`${name}\` in its schema.`
    case 'sequelize':
      return `Add \`indexes: [{ fields: ['${name}'] }]\` to the model of \`${table.name}\`.`
    case 'typeorm':
      return `Put \`@Index()\` above \`${table.columns.find(column => column.name === name)?.field ?? name}\` in the entity of \`${table.name}\`.`
    case 'knex':
      return `Add \`table.index('${name}')\` in a migration that alters \`${table.name}\`.`
    case 'sql':
      return `Run \`create index on ${table.name} (${measured.join(', ')});\` in a migration.`
  }
}
