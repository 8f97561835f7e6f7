import { growOwn, growRows, type Plot, reopenPlot } from '#database/rows/plant'
import { readStatement } from '#database/sql'
import { countsAt } from '#database/trial/scale'
import type { TrialQuery } from '#database/trial/trials'
import type { AppModel } from '#model/app-model'
import type { Lab } from '#lab/lab'

/** Filling a table is the longest statement there is. */
const FILL_LIMIT = 300_000

/** Rows of each table that a customer has who comes back often: the app's best customers see its slowest pages. */
const OWN = 40

const plain = (table: string): string => table.replace(/^public\./, '')

/** A database that was filled. */
export interface Grown {
  readonly plot: Plot
  /** Tables that hold more than a handful. */
  readonly tables: ReadonlySet<string>
}

/** Fills the tables of these queries, the largest to so many rows. `undefined` where the lab has no Postgres that was planted. */
export async function grow(
  { database, planted }: Lab,
  { tables, functions, buckets, views = [], app }: AppModel,
  queries: readonly TrialQuery[],
  rows: number,
): Promise<Grown | undefined> {
  if (!database || !planted) return undefined
  database.limit(FILL_LIMIT)
  const plot = await reopenPlot(database, planted, {
    catalogue: { tables, functions, buckets, views, gaps: [] },
    ...(!app.databases.includes('supabase') && { supabase: false }),
  })
  const asked = new Set(
    queries.flatMap(query => [query.table, ...(query.sql === undefined ? [] : (readStatement(query.sql)?.tables ?? []))]).map(plain),
  )
  const counts = Object.fromEntries(Object.entries(countsAt(plot, queries, rows)).filter(([name]) => asked.has(plain(name))))
  await growRows(plot, counts)
  await growOwn(plot, ['a', 'seller'], new Set(Object.keys(counts)), OWN)
  return { plot, tables: new Set(Object.keys(counts).map(plain)) }
}
