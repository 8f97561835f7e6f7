import { defineCheck } from '#checks/check'
import type { QueryTrial } from '#database/trial/trials'

/** Milliseconds that the middle page of a million rows may take before anybody minds. */
const MINDED = 50

export default defineCheck({
  id: 'performance/offset-paging',
  title: 'A page far down a list reads every row before it',
  why: 'The tenth page is quick in the demo, but on a list of a million rows a crawler that walks the pages keeps the database busy for everyone else.',
  severity: 'low',
  refs: ['CWE-1049', 'CWE-405'],
  needs: ['tables', 'trials'],
  *find({ tables, trials }) {
    for (const trial of trials?.queries ?? []) {
      const { query, rewrite } = trial
      if (!trials || rewrite?.what !== 'keyset' || !tables.some(table => table.name === query.table)) continue
      if (rewrite.fromMs < rewrite.ms * 4 || (rewrite.fromMs * 1_000_000) / Math.max(1, trials.rows) < MINDED) continue
      const by = query.route ?? query.at.file
      const column = query.sort[0]?.column ?? 'id'
      yield {
        at: query.at,
        certainty: 'certain',
        message: `\`${by}\` reads every earlier row of \`${query.table}\` to get to a page.`,
        help: `Ask for the rows after the last one seen (\`where ${column} ${query.sort[0]?.descending ? '<' : '>'} …\`) in place of \`OFFSET\`.`,
        key: `${by} ${query.table}`,
        table: query.table,
        ...(query.route ? { route: query.route } : {}),
        data: { table: query.table, column },
        evidence: {
          verdict: 'proved',
          by: 'index-trial',
          says: `With ${trials.rows.toLocaleString('en')} rows the page in the middle took ${rewrite.fromMs} ms, and ${rewrite.ms} ms when asked for after the last row seen.`,
          steps: stepsOf(trial, rewrite),
        },
      }
    }
  },
})

const stepsOf = (trial: QueryTrial, rewrite: NonNullable<QueryTrial['rewrite']>) =>
  [
    { kind: 'statement', actor: 'system', sql: trial.sql },
    { kind: 'statement', actor: 'system', sql: rewrite.sql },
    { kind: 'measure', what: 'the page in the middle of the list', unit: 'ms', before: rewrite.fromMs, after: rewrite.ms },
  ] as const
