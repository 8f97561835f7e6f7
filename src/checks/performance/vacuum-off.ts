import { defineCheck } from '#checks/check'
import { uncleanedIn } from '#database/sql/vacuum'

export default defineCheck({
  id: 'performance/vacuum-off',
  title: 'Nothing clears away the dead rows of a table',
  why: 'Every update and delete leaves the old row behind, and with autovacuum off they stay, so the table grows without end and every query reads them.',
  severity: 'medium',
  refs: ['CWE-1050'],
  needs: ['source', 'tables'],
  *find({ source, tables }) {
    for (const { name, at } of uncleanedIn(source)) {
      if (!tables.some(table => table.name === name)) continue
      yield {
        at,
        certainty: 'likely',
        message: `Autovacuum is off for \`${name}\`, so rows that were changed or deleted are never cleared away.`,
        help: `Run \`alter table ${name} reset (autovacuum_enabled);\`. One that is bloated already shrinks by \`vacuum full ${name};\`, while nobody uses it.`,
        key: name,
        table: name,
        data: { table: name },
      }
    }
  },
})
