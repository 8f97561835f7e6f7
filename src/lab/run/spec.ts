import { copiedServer } from '#database/engine/binaries'
import { join } from 'node:path'
import type { Folders } from '../folders.js'
import type { SealSpec } from '../seal/spec.js'
import type { SupervisorSettings } from '../supervisor/settings.js'
import type { LabLimits } from './options.js'
import type { LabPlan } from './plan.js'

/** Layers of the app's folder (topmost first), and the database's data. */
export interface Layers {
  readonly lower: readonly string[]
  readonly upper: string
  readonly work: string
  readonly data: string
}

export function labSpec(folders: Folders, { lower, upper, work, data }: Layers, limits: LabLimits): SealSpec {
  return {
    run: folders.run,
    binds: [
      { from: data, to: '/lab/data', write: true },
      { from: folders.cache, to: '/cache' },
    ],
    overlay: { lower, upper, work, to: '/lab/app' },
    network: false,
    // The kernel counts all processes of the user, also those of another lab; the supervisor counts this one's.
    limits: { processes: limits.processes + 1_000, file: limits.disk },
  }
}

/** What it knows is on disk or in memory alone. */
export const resetsByRestart = ({ mysql, app }: Pick<LabPlan, 'mysql' | 'app'>): boolean =>
  app.database.kind === 'sqlite' || mysql !== undefined || (app.database.kind === 'none' && !app.database.supabase)

export function supervisorSettings(
  { surroundings, env, known, mongoPasswords, postgres, mysql, app }: LabPlan,
  folders: Folders,
  limits: LabLimits,
): Omit<SupervisorSettings, 'token'> {
  const native = postgres ? copiedServer(folders.cache) : ''
  return {
    seed: surroundings.seed,
    env: { ...known, ...env },
    appUrl: surroundings.appUrl,
    databaseUrl: surroundings.databaseUrl,
    wires: [
      'smtp',
      ...(app.mongodb || app.database.kind === 'mongodb' ? (['mongodb'] as const) : []),
      ...(app.redis ? (['redis'] as const) : []),
    ],
    mongoPasswords,
    postgres: postgres
      ? {
          native: join('/cache', native.slice(folders.cache.length)),
          data: '/lab/data',
          password: surroundings.databasePassword,
          trusts: postgres.trusts,
        }
      : undefined,
    mysql: mysql && { ...mysql, data: '/lab/data' },
    resetsByRestart: resetsByRestart({ mysql, app }),
    processes: Math.round(limits.processes * 0.8),
    memory: limits.memory * 3 * 1_000_000,
  }
}
