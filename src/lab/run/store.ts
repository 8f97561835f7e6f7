import { join } from 'node:path'
import { toolEnvironment } from '../environment/tools.js'
import type { Lab } from '../lab.js'
import { mongoStore } from '../mongo/store.js'
import { sqlStore } from '../store/sql-store.js'
import type { RowStore } from '../store/store.js'
import type { LabPlan } from './plan.js'
import type { World } from './world.js'

const ANSWERS_WITHIN = 20_000

/** What the app keeps where that is no Postgres. */
export function storeOf(world: World, plan: LabPlan, control: Lab['control']): RowStore | undefined {
  const { database, folder } = plan.app
  if (database.kind === 'mongodb') return mongoStore({ control })
  if (database.kind !== 'sqlite' && database.kind !== 'mysql') return undefined
  return sqlStore({
    kind: database.kind,
    tables: plan.tables,
    path: world.path,
    run: command =>
      world.control(
        'execute',
        { command, folder: join('/lab/app', folder), env: toolEnvironment(folder, 512), limit: ANSWERS_WITHIN },
        ANSWERS_WITHIN + 5_000,
      ),
  })
}
