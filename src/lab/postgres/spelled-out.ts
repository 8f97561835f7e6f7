import type { Source } from '#source/source'

/** How code that asks no variable reaches its Postgres: the lab's is to be found there. */
export interface SpelledOut {
  readonly database: string
  /** Who it signs in as, besides `postgres`. */
  readonly users: readonly string[]
}

const ADDRESS = /\bpostgres(?:ql)?:\/\/(\w+)(?::[^\s@/'"`$]*)?@[\w.-]+(?::\d+)?(?:\/(\w+))?/g
const DATABASE = /['"]?\b(?:database|dbname)['"]?\s*:\s*['"`](\w{1,60})['"`]/g
const USER = /['"]?\b(?:user|username)['"]?\s*:\s*['"`](\w{1,60})['"`]/g
const DRIVERS = /['"`](?:pg|pg-promise|postgres|pg-pool|sequelize|typeorm|knex|drizzle-orm\/node-postgres|drizzle-orm\/postgres-js)['"`]/
const NOT_THE_APP = /(?:^|\/)(?:tests?|__tests__|e2e|spec|docs|examples?)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/
/** Kinds of databases, and those that the lab needs for itself. */
const NO_NAME = /^(?:postgres(?:ql)?|mysql|mariadb|sqlite|mongodb|supabase|neon|template[01]|snap)$/i

export function spelledOut(source: Source): SpelledOut {
  const databases: string[] = []
  const users = new Set<string>()
  const files = source.files.filter(file => ['code', 'json'].includes(file.kind) && !NOT_THE_APP.test(file.path))
  const isSettings = (path: string): boolean =>
    /(?:^|\/)(?:config|settings|database|db|knexfile|ormconfig|data-?source)[^/]*(?:\/|$)/i.test(path)
  for (const file of files) {
    const text = file.text()
    for (const [, user, database] of text.matchAll(ADDRESS)) {
      users.add(user!)
      if (database !== undefined && !NO_NAME.test(database)) databases.push(database)
    }
    if (!DRIVERS.test(text) && !isSettings(file.path)) continue
    for (const [, name] of text.matchAll(DATABASE)) if (!NO_NAME.test(name!)) databases.push(name!)
    for (const [, name] of text.matchAll(USER)) users.add(name!)
  }
  return { database: databases[0] ?? 'app', users: [...users].filter(name => name !== 'postgres').slice(0, 10) }
}

/** Neon's driver sends its password before it is asked for one. */
export const takesNeon = (source: Source): boolean =>
  source.packages.some(({ dependencies }) => ['@neondatabase/serverless', '@vercel/postgres'].some(name => name in dependencies))
