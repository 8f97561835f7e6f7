import type { Database } from '#database/engine/database'
import { plantRows } from '#database/rows/plant'
import type { Planted } from '#database/rows/planted'
import { connectDatabase } from '../postgres/connect.js'
import type { LabOptions } from './options.js'
import type { LabPlan } from './plan.js'
import type { PreparedNotes } from './prepared.js'
import type { Steps } from './steps.js'
import type { World } from './world.js'

/** Rows for every actor, in the tables that are there. */
export const plantIn = (database: Database, plan: LabPlan, options: LabOptions): Promise<Planted> =>
  plantRows(database, {
    seed: seedNumber(plan.surroundings.seed),
    ...(options.catalogue ? { catalogue: options.catalogue } : {}),
    ...(options.passwordHash ? { passwordHash: options.passwordHash } : {}),
    ...(plan.surroundings.supabase ? {} : { supabase: false }),
  })

export const countedRows = ({ tables, people }: Planted): string =>
  `${tables.reduce((sum, table) => sum + table.count, 0)} rows in ${tables.length} tables, ${people.length} people`

const LOOKS = 12
const OFTEN = 250

/** Where the app makes its tables itself when it starts, rows come after that. */
export async function plantAfterStart(
  world: World,
  plan: LabPlan,
  notes: PreparedNotes,
  options: LabOptions,
  steps: Steps,
): Promise<PreparedNotes> {
  if (!plan.postgres || (notes.planted?.tables.length ?? 0) > 0) return notes
  const database = await connectDatabase(world.path('run'), plan.postgres.database)
  let planted: Planted | undefined
  try {
    if (!(await areTablesThere(database))) return notes
    await steps.take('rows', async () => countedRows((planted = await plantIn(database, plan, options)))).catch(() => undefined)
  } finally {
    await database.close()
  }
  return planted ? { ...notes, planted } : notes
}

/** Some apps listen first and make their tables then. */
async function areTablesThere(database: Database): Promise<boolean> {
  const count = async (): Promise<number> =>
    (
      await database.query<{ count: number }>(
        `select count(*)::int as count from information_schema.tables where table_type = 'BASE TABLE' and table_schema = 'public'`,
      )
    ).rows[0]!.count
  let before = 0
  for (let look = 0; look < LOOKS; look++) {
    const now = await count()
    if (now > 0 && now === before) return true
    before = now
    await new Promise(resolve => setTimeout(resolve, OFTEN))
  }
  return before > 0
}

const seedNumber = (seed: string): number => [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000_007, 7)
