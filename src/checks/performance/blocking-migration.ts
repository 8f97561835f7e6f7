import { defineCheck } from '#checks/check'
import { blocks, type MigrationStep, type TouchedTable } from '#database/migrations/migration'
import { needsIndex } from './index-needs.js'

export default defineCheck({
  id: 'performance/blocking-migration',
  title: 'The newest migration keeps customers out of a table while it works through all of it',
  why: 'While the migration runs, every page and checkout that needs the table hangs, for longer the more rows there are.',
  severity: 'low',
  refs: ['CWE-667', 'CWE-400'],
  needs: ['rehearsed', 'tables'],
  *find({ rehearsed, tables }) {
    for (const step of rehearsed?.steps ?? [])
      for (const touched of step.tables) {
        const kept = blocks(touched.lock)
        // A lock alone is over at once: it hurts while the whole table is read or written under it.
        if (!kept || !(touched.rewritten || touched.read >= touched.rows)) continue
        const table = tables.find(each => each.name === touched.table)
        if (table && !needsIndex(table)) continue
        yield {
          at: step.at,
          certainty: 'certain',
          severity: kept === 'reads' ? 'medium' : 'low',
          message: `\`${firstWords(step.sql)}\` ${touched.rewritten ? 'writes' : 'reads'} all of \`${touched.table}\`${touched.rewritten ? ' anew' : ''} while nobody can ${kept === 'reads' ? 'read or change' : 'change'} it.`,
          help: helpFor(step),
          key: `${touched.table} ${firstWords(step.sql)}`,
          table: touched.table,
          data: { sql: step.sql, table: touched.table, lock: touched.lock },
          evidence: {
            verdict: 'proved',
            by: 'migration',
            says: `On a filled copy of the database the statement held ${touched.lock} on \`${touched.table}\` and ${touched.rewritten ? 'wrote the table anew' : `read ${touched.read} of its ${touched.rows} rows`}.`,
            steps: [
              {
                kind: 'statement',
                actor: 'system',
                sql: step.sql.length > 400 ? `${step.sql.slice(0, 399)}…` : step.sql,
                rows: touched.rows,
              },
              { kind: 'note', says: measured(step, touched) },
            ],
          },
        }
      }
  },
})

const measured = ({ milliseconds }: MigrationStep, { rows }: TouchedTable): string =>
  `It took ${milliseconds} ms with ${rows.toLocaleString('en')} rows; the time grows with them.`

const firstWords = (sql: string): string =>
  sql
    .replaceAll('`', "'")
    .replaceAll(/--[^\n]*|\s+/g, ' ')
    .trim()
    .slice(0, 70)

function helpFor({ sql }: MigrationStep): string {
  if (/^\s*create\s+(?:unique\s+)?index/i.test(sql))
    return 'Write `create index concurrently`, in a migration that runs outside of a transaction.'
  if (/set\s+not\s+null/i.test(sql))
    return 'Add `check (… is not null) not valid` first, `validate constraint` it in a second migration, and set `not null` after that.'
  if (/\b(?:foreign\s+key|references|check)\b/i.test(sql))
    return 'Add the constraint `not valid`, and `validate constraint` it in a second migration.'
  if (/\bunique\b|primary\s+key/i.test(sql)) return 'Create the unique index `concurrently` first, and add the constraint `using index`.'
  return 'Add a new column of the wanted kind, fill it in batches, and switch over when it is full.'
}
