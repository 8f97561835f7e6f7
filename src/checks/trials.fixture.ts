import { audit } from '#audit'
import { openLoaded } from '#database/load/load'
import { tryIndexes } from '#database/trial/run'
import { trialQueries } from '#model/read/trial-queries'
import type { Problem } from './check.js'
import { withApp } from './page.fixture.js'
import { CHECKS } from './registry.generated.js'
import { runChecks } from './run.js'

/** What a check finds once the app's queries have been measured on a small database of its own schema. */
export function measuredIn(id: string, files: ReadonlyMap<string, string>): Promise<Problem[]> {
  return withApp(files, async root => {
    const { model, source } = await audit(root, { cache: false })
    const { database } = await openLoaded(source, 'pglite', { extensions: ['pg_trgm'] })
    try {
      const trials = await tryIndexes(database, trialQueries(model), { seed: 1, scales: [20_000], smallest: 0.2 })
      const run = runChecks(
        { ...model, source, trials },
        CHECKS.filter(check => check.id === id),
      )
      if (run.errors.length > 0) throw run.errors[0]!.error
      return run.problems.map(({ problem }) => problem)
    } finally {
      await database.close()
    }
  })
}
