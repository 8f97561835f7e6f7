import { growRows, type Plot, reopenPlot } from '#database/rows/plant'
import { countsAt } from '#database/trial/scale'
import type { TrialQuery } from '#database/trial/trials'
import type { AppModel } from '#model/app-model'
import type { Lab } from '#lab/lab'

/** Filling a table is the longest statement there is. */
const FILL_LIMIT = 300_000

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
  const counts = countsAt(plot, queries, rows)
  await growRows(plot, counts)
  return { plot, tables: new Set(Object.keys(counts).map(name => name.replace(/^public\./, ''))) }
}
