import { openLoaded } from '#database/load/load'
import { readCatalogue } from '#database/read'
import { plantRows } from '#database/rows/plant'
import { tryAccess } from '#database/access/try'
import { openFacts } from '#facts/cache'
import { buildModel } from '#model/build'
import { readSource } from '#source/read'
import type { Problem } from './check.js'
import { withApp } from './page.fixture.js'
import { CHECKS } from './registry.generated.js'
import { runChecks } from './run.js'

/** What a check finds in an app whose schema was put into a database and tried. */
export function problemsTried(id: string, files: ReadonlyMap<string, string>): Promise<readonly Problem[]> {
  return withApp(files, async root => {
    const source = readSource(root)
    const catalogue = await readCatalogue(source)
    const model = await buildModel(source, openFacts(source, undefined), catalogue)
    const { database, loaded } = await openLoaded(source, 'pglite', { fromFiles: catalogue })
    try {
      const planted = await plantRows(database, { seed: 1, catalogue })
      const matrix = await tryAccess(database, planted, { files: loaded.files, hidden: loaded.failures.flatMap(failure => failure.hides) })
      const run = runChecks({ ...model, matrix, source }, CHECKS)
      if (run.errors.length > 0) throw new Error(run.errors.map(each => `${each.check.id}: ${String(each.error)}`).join('\n'))
      return run.problems.filter(each => each.check.id === id).map(each => each.problem)
    } finally {
      await database.close()
    }
  })
}

/** The same of a Supabase app whose only migration this is. */
export const triedIn = (id: string, sql: string): Promise<readonly Problem[]> =>
  problemsTried(
    id,
    new Map([
      ['supabase/migrations/0001.sql', sql],
      [
        'src/client.ts',
        "import { createClient } from '@supabase/supabase-js'\nexport const client = createClient('https://x.supabase.co', 'key')\n",
      ],
    ]),
  )
