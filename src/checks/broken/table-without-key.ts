import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'broken/table-without-key',
  title: 'A table has no primary key',
  why: 'Nothing tells two of its rows apart: one cannot be changed or deleted alone, doubles stay, and live updates and replicas leave the table out.',
  severity: 'low',
  refs: ['CWE-1094'],
  needs: ['tables', 'gaps'],
  *find({ tables, gaps }) {
    for (const table of tables) {
      if (table.kind !== 'sql' || table.columns.length === 0 || table.beside || table.name.includes('.')) continue
      if (table.primaryKey.length > 0 || KEPT.test(table.name) || tables.some(other => other !== table && other.name === table.name))
        continue
      // A unique key of columns that are never empty does the same.
      const filled = (name: string) => table.columns.some(column => column.name === name && !column.nullable)
      if (table.indexes.some(index => index.unique && !index.partial && index.columns.every(filled))) continue
      if (table.columns.some(column => column.unique && !column.nullable)) continue
      // A file that could not be read may add the key.
      if (gaps.some(gap => gap.hides.includes('tables') && gap.at.file === table.at.file)) continue
      yield {
        at: table.at,
        certainty: 'likely',
        message: `\`${table.name}\` has no primary key, so no row of it can be named.`,
        help: `Add one in a migration: \`alter table ${table.name} add column id bigint generated always as identity primary key;\`.`,
        key: table.name,
        table: table.name,
        data: { table: table.name },
      }
    }
  },
})

/** What tools keep for themselves, and what is only passed through. */
const KEPT = /^_|migrations?$|(?:^|_)(?:staging|import|tmp|temp|backup|bak|old)(?:_|$)/i
