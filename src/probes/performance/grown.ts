import { growRows, type Plot, reopenPlot } from '#database/rows/plant'
import { countsAt } from '#database/trial/scale'
import type { TrialQuery } from '#database/trial/trials'
import type { AppModel } from '#model/app-model'
import type { Lab } from '#lab/lab'

/** Filling a table is the longest statement there is. */
const FILL_LIMIT = 300_000

/** Fills the tables of these queries, the largest to so many rows. `undefined` where the lab has no Postgres that was planted. */
export async function grow(
  { database, planted }: Lab,
  { tables, app }: AppModel,
  queries: readonly TrialQuery[],
  rows: number,
): Promise<Plot | undefined> {
  if (!database || !planted) return undefined
  database.limit(FILL_LIMIT)
  const plot = await reopenPlot(database, planted, {
    catalogue: { tables },
    ...(!app.databases.includes('supabase') && { supabase: false }),
  })
  await growRows(plot, countsAt(plot, queries, rows))
  return plot
}
