import type { Evidence, EvidenceStep } from '#base/evidence'
import type { KeptIndex, QueryTrial, Trials } from '#database/trial/trials'

/** Rows below which a whole table is read so quickly that a measurement refutes nothing. */
const ENOUGH = 100_000

/** The index that measuring kept for look-ups by a column. */
export const keptFor = (trials: Trials | undefined, table: string, column: string, search: boolean): KeptIndex | undefined =>
  trials?.kept.find(index => index.table === table && index.columns[0] === column && (index.using === 'gin') === search) ??
  trials?.kept.find(index => index.table === table && index.columns.slice(0, 3).includes(column) && (index.using === 'gin') === search)

/** Whether every query that looks rows up by the column was measured at scale, and no index of it was worth its place. */
export function isNeedless(trials: Trials | undefined, table: string, column: string): boolean {
  if (!trials || trials.rows < ENOUGH) return false
  const asked = trials.queries.filter(
    ({ query }) => query.table === table && (query.filters.some(filter => filter.column === column) || query.sort[0]?.column === column),
  )
  if (keptFor(trials, table, column, false) || keptFor(trials, table, column, true)) return false
  // A table that is small beside the largest may grow yet: going through all of it shows nothing.
  return asked.length > 0 && asked.every(({ before }) => !before.plan.includes('Seq Scan') || before.rowsRead >= ENOUGH / 5)
}

/** The queries that an index serves, the slowest first. */
export const servedBy = (trials: Trials, index: KeptIndex): QueryTrial[] =>
  trials.queries.filter(({ query }) => index.serves.includes(query.id)).toSorted((a, b) => b.before.ms - a.before.ms)

/** What measuring an index showed. */
export function evidenceOf(trials: Trials, index: KeptIndex): Evidence {
  const served = servedBy(trials, index)
  const [slowest] = served
  const rows = trials.rows.toLocaleString('en')
  return {
    verdict: 'proved',
    by: 'index-trial',
    says: `With ${rows} rows the slowest of ${served.length} ${served.length === 1 ? 'query' : 'queries'} took ${slowest?.before.ms} ms, and ${slowest?.after.ms} ms once the index was built.`,
    steps: [
      ...served.slice(0, 5).flatMap((trial): EvidenceStep[] => [
        { kind: 'statement', actor: 'system', sql: trial.sql },
        { kind: 'measure', what: trial.before.plan, unit: 'ms', before: trial.before.ms, after: trial.after.ms },
        { kind: 'measure', what: 'rows read', unit: 'rows', before: trial.before.rowsRead, after: trial.after.rowsRead },
        ...Object.entries(trial.scaleMs).map(([scale, ms]): EvidenceStep => ({
          kind: 'note',
          says: `${Number(scale).toLocaleString('en')} rows: ${ms} ms without the index.`,
        })),
      ]),
      { kind: 'statement', actor: 'system', sql: index.sql },
      {
        kind: 'note',
        says: `The index takes ${Math.round(index.sizeBytes / 1024).toLocaleString('en')} kB, and inserts take ${index.writeCostPercent} % longer.`,
      },
    ],
  }
}
