import { defineCheck } from '#checks/check'

export default defineCheck({
  id: 'performance/redundant-index',
  title: 'An index holds nothing that another one does not',
  why: 'Every order, message and click writes each index of its table, so one that nothing needs slows all of them and takes memory from those that are used.',
  severity: 'low',
  refs: ['CWE-1067'],
  needs: ['tables', 'trials'],
  *find({ tables, trials }) {
    for (const index of trials?.redundant ?? []) {
      const table = tables.find(one => one.name === index.table && !one.beside)
      if (!table) continue
      const declared = table.indexes.find(one => !one.unique && !one.partial && index.definition.includes(`(${listed(one.columns)})`))
      yield {
        at: declared?.at ?? table.at,
        certainty: 'certain',
        message: `The index \`${index.name}\` of \`${table.name}\` is needless, since ${index.why.charAt(0).toLowerCase()}${index.why.slice(1)}`,
        help: `Drop it in a migration of its own: \`drop index concurrently ${index.name};\`.`,
        key: `${table.name} ${index.name}`,
        table: table.name,
        data: { table: table.name, index: index.name },
        evidence: {
          verdict: 'proved',
          by: 'index-trial',
          says: `In the database that the app's own migrations made, ${index.why.charAt(0).toLowerCase()}${index.why.slice(1)}`,
          steps: [{ kind: 'statement', actor: 'system', sql: index.definition }],
        },
      }
    }
  },
})

/** As Postgres prints them: quoted only where they must be. */
const listed = (columns: readonly string[]): string =>
  columns.map(name => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`)).join(', ')
