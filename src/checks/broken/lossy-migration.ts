import { defineCheck } from '#checks/check'
import type { Loss } from '#database/migrations/migration'

export default defineCheck({
  id: 'broken/lossy-migration',
  title: 'The newest migration destroys data that nothing brings back',
  why: 'When the deploy turns out to be wrong there is no way back: what customers had entered is gone.',
  severity: 'medium',
  refs: ['CWE-404', 'CWE-1053'],
  needs: ['rehearsed'],
  *find({ rehearsed }) {
    for (const step of rehearsed?.steps ?? [])
      for (const loss of step.losses)
        yield {
          at: step.at,
          certainty: 'certain',
          severity: loss.what === 'values' ? 'low' : 'medium',
          message: `${saidOf(loss)}, and no migration brings it back.`,
          help: HELP[loss.what],
          key: `${loss.what} ${loss.table} ${loss.column ?? ''}`.trim(),
          table: loss.table,
          data: { sql: step.sql, table: loss.table, ...(loss.column === undefined ? {} : { column: loss.column }) },
          evidence: {
            verdict: 'proved',
            by: 'migration',
            says: `On a filled copy of the database the statement took away ${countOf(loss)}.`,
            steps: [
              { kind: 'statement', actor: 'system', sql: step.sql.length > 400 ? `${step.sql.slice(0, 399)}…` : step.sql, rows: loss.rows },
            ],
          },
        }
  },
})

function saidOf({ what, table, column }: Loss): string {
  switch (what) {
    case 'table':
      return `The newest migration drops \`${table}\` with all its rows`
    case 'column':
      return `The newest migration drops \`${table}.${column}\` with all its values`
    case 'rows':
      return `The newest migration deletes every row of \`${table}\``
    case 'values':
      return `The newest migration cuts values of \`${table}.${column}\` short`
  }
}

const countOf = ({ what, table, column, rows }: Loss): string =>
  what === 'table' || what === 'rows'
    ? `${rows} ${rows === 1 ? 'row' : 'rows'} of \`${table}\``
    : `${rows} ${rows === 1 ? 'value' : 'values'} of \`${table}.${column}\``

const HELP: Readonly<Record<Loss['what'], string>> = {
  table: 'Rename the table and drop it in a later migration, when nothing missed it.',
  column: 'Stop using the column first, keep a copy of it, and drop it in a later migration.',
  rows: 'Say which rows with `where`, and keep a copy of them.',
  values: 'Convert into a new column, look at what does not fit, and drop the old column in a later migration.',
}
