import { defineCheck } from '#checks/check'
import type { ExistingIndex, Trials } from '#database/trial/trials'

export default defineCheck({
  id: 'performance/unused-index',
  title: 'No query of the app uses an index',
  why: 'Every insert and most updates write each index of their table: one that nothing asks by costs time and memory for nothing.',
  severity: 'low',
  refs: ['CWE-1067'],
  needs: ['tables', 'trials'],
  *find({ tables, trials }) {
    const useless = (trials?.unused ?? []).filter(index => trials && isNeedless(index, trials))
    for (const name of new Set(useless.map(index => index.table))) {
      const table = tables.find(one => one.name === name && !one.beside)
      if (!table) continue
      const own = useless.filter(index => index.table === name)
      const first = own[0]!
      const named = own.map(index => `\`${index.name}\``).join(', ')
      const declared = table.indexes.find(one => one.columns[0] === leading(first))
      yield {
        at: declared?.at ?? table.at,
        certainty: 'possible',
        message: `No query that was read uses ${own.length === 1 ? `the index ${named}` : `${own.length} indexes`} of \`${name}\`${own.length === 1 ? '' : `: ${named}`}.`,
        help: `Where no report or tool outside this code asks by it, drop it: \`drop index concurrently ${first.name};\`.`,
        key: name,
        table: name,
        data: { table: name, indexes: own.map(index => index.name) },
        evidence: {
          verdict: 'proved',
          by: 'index-trial',
          says: `With ${trials!.rows} rows in the largest tables no statement of the code took it up, and none filters or sorts by its first column.`,
          steps: own.map(index => ({ kind: 'statement' as const, actor: 'system' as const, sql: index.definition })),
        },
      }
    }
  },
})

/** A plain one, not told as a copy of another; no query filters or sorts by its first column, be it ever so slow by it. */
function isNeedless(index: ExistingIndex, { queries, redundant }: Trials): boolean {
  const column = leading(index)
  return (
    column !== undefined &&
    !redundant.some(copy => copy.name === index.name) &&
    !queries.some(
      ({ query, sql }) =>
        (query.table === index.table && [...query.filters, ...query.sort].some(one => one.column === column)) ||
        // Of a statement as the code wrote it only the words are known.
        (query.sql !== undefined && new RegExp(`\\b${column}\\b`).test(sql)),
    )
  )
}

/** `undefined` for what serves other questions: parts of the rows, expressions, words in a text. */
const leading = ({ definition }: ExistingIndex): string | undefined =>
  / where /i.test(definition) ? undefined : /using btree \("?([\w$]+)"?(?: (?:asc|desc|nulls)[^,)]*)?[,)]/i.exec(definition)?.[1]
