import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { makeEnvironment, type Surroundings } from '../environment/environment.js'
import { hardCodedSupabase } from '../environment/hard-coded.js'
import { made } from '../environment/secret.js'
import { databasesNamed, type MysqlServer, mysqlServer } from '../mysql/server.js'
import { spelledOut, type SpelledOut, takesNeon } from '../postgres/spelled-out.js'
import type { Recognised } from '../recognise/recognise.js'

/** Everything decided before anything runs. */
export interface LabPlan {
  readonly app: Recognised
  readonly env: Readonly<Record<string, string>>
  readonly surroundings: Surroundings
  /** What stand-ins must know besides. */
  readonly known: Readonly<Record<string, string>>
  /** Names of the tables that the app declares. */
  readonly tables: readonly string[]
  /** The Postgres that is run; `trusts`: it lets everybody in by any password, as code spells one out. */
  readonly postgres: (SpelledOut & { readonly trusts: boolean }) | undefined
  /** Which MySQL of this machine is run, and with which databases. */
  readonly mysql: (MysqlServer & { readonly databases: readonly string[] }) | undefined
}

const PORT = 3000

export function planLab(app: Recognised, model: AppModel, source: Source, seed: string): LabPlan {
  const postgres = app.database.kind === 'postgres' || app.database.supabase
  const databasePassword = made(seed, 'database-password', 24)
  const spelled = spelledOut(source)
  const { kind } = app.database
  const surroundings: Surroundings = {
    seed,
    port: PORT,
    appUrl: `http://localhost:${PORT}`,
    databasePassword,
    databaseUrl: postgres
      ? `postgresql://postgres:${databasePassword}@localhost:5432/${spelled.database}`
      : kind === 'mysql'
        ? `mysql://lab:${databasePassword}@localhost:3306/app`
        : undefined,
    fileUrl: kind === 'sqlite' ? 'file:./lab.db' : undefined,
    mongoUrl: 'mongodb://localhost:27017/app',
    redisUrl: 'redis://localhost:6379',
    supabase: app.database.supabase,
  }
  const mysql = kind === 'mysql' ? mysqlServer() : undefined
  return {
    app,
    tables: [...new Set(model.tables.map(table => table.name))],
    surroundings,
    mysql: mysql && { ...mysql, databases: databasesNamed(source) },
    postgres: postgres ? { ...spelled, trusts: !takesNeon(source) } : undefined,
    known: app.database.supabase ? hardCodedSupabase(source) : {},
    env: makeEnvironment(model, source, surroundings),
  }
}
