import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { makeEnvironment, type Surroundings } from '../environment/environment.js'
import { hardCodedSupabase } from '../environment/hard-coded.js'
import { made } from '../environment/secret.js'
import { spelledPasswords } from '../mongo/spelled-out.js'
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
  /** Names of all that the app reads from its environment, made up or not. */
  readonly variables: readonly string[]
  /** Names of the tables that the app declares. */
  readonly tables: readonly string[]
  /** The Postgres that is run; `trusts`: it lets everybody in by any password, as code spells one out. */
  readonly postgres: (SpelledOut & { readonly trusts: boolean }) | undefined
  /** With any of these the app may sign in at its MongoDB. */
  readonly mongoPasswords: readonly string[]
  /** Which MySQL of this machine is run, and with which databases. */
  readonly mysql: (MysqlServer & { readonly databases: readonly string[] }) | undefined
}

const PORT = 3000
const TELLS = /^(?:\w+_)?(?:DATABASE|DB|POSTGRES(?:QL)?|PG|NEON|SUPABASE)\w*$/i

export function planLab(app: Recognised, model: AppModel, source: Source, seed: string): LabPlan {
  const postgres = app.database.kind === 'postgres' || app.database.supabase
  const databasePassword = made(seed, 'database-password', 24)
  // Where a variable is asked, it tells the way; what code spells out besides is what it falls back on.
  const spelled = model.env.some(({ name }) => TELLS.test(name)) || takesNeon(source) ? undefined : spelledOut(source)
  const own: LabPlan['postgres'] = spelled ? { ...spelled, trusts: true } : { database: 'app', users: [], trusts: false }
  const { kind } = app.database
  const surroundings: Surroundings = {
    seed,
    port: PORT,
    appUrl: `http://localhost:${PORT}`,
    databasePassword,
    databaseUrl: postgres
      ? `postgresql://postgres:${databasePassword}@localhost:5432/${own.database}`
      : kind === 'mysql'
        ? `mysql://lab:${databasePassword}@localhost:3306/app`
        : undefined,
    fileUrl: kind === 'sqlite' ? 'file:./lab.db' : undefined,
    mongoUrl: 'mongodb://localhost:27017/app',
    redisUrl: 'redis://localhost:6379',
    supabase: app.database.supabase,
  }
  const env = makeEnvironment(model, source, surroundings)
  const mysql = kind === 'mysql' ? mysqlServer() : undefined
  return {
    app,
    variables: model.env.map(({ name }) => name),
    tables: [...new Set(model.tables.map(table => table.name))],
    surroundings,
    mysql: mysql && { ...mysql, databases: databasesNamed(source) },
    postgres: postgres ? own : undefined,
    known: app.database.supabase ? hardCodedSupabase(source) : {},
    env,
    mongoPasswords: [...new Set([...Object.values(env), ...spelledPasswords(source)])],
  }
}
