import { insertMs } from '#database/trial/write-cost'
import type { AppModel } from '#model/app-model'
import type { Lab } from '#lab/lab'
import type { WriteSpeed } from '#triage/speed'
import { tablesWritten } from '../written.js'
import type { Grown } from './grown.js'

/** What a thousand rows cost in each table that the app adds rows to and that was filled. Nothing stays. */
export async function writeSpeeds({ database }: Lab, { routes }: AppModel, { tables }: Grown): Promise<readonly WriteSpeed[]> {
  const written = [...new Set(routes.flatMap(route => tablesWritten(route, ['create', 'upsert'])))]
    .filter(table => tables.has(table))
    .toSorted()
  const speeds: WriteSpeed[] = []
  for (const table of written) {
    // One that has triggers or partitions of its own kind may refuse the trial.
    const milliseconds = await insertMs(database!, table).catch(() => undefined)
    if (milliseconds !== undefined) speeds.push({ table, thousand: Math.round(milliseconds) })
  }
  return speeds
}
