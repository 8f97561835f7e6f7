import type { Package, Source } from '#source/source'
import { prismaUse } from '../prisma/schema.js'

/** Which server the code really talks to. */
export interface DatabaseKind {
  readonly kind: 'postgres' | 'mysql' | 'mongodb' | 'sqlite' | 'none'
  /** The package or setting that says so. */
  readonly by: string
  readonly supabase: boolean
}

const DRIVERS: readonly (readonly [DatabaseKind['kind'], readonly string[]])[] = [
  ['mongodb', ['mongodb', 'mongoose', 'monk', 'mongojs']],
  [
    'mysql',
    ['mysql', 'mysql2', 'mysql2/promise', '@planetscale/database', 'mariadb', 'drizzle-orm/mysql2', 'drizzle-orm/planetscale-serverless'],
  ],
  ['sqlite', ['better-sqlite3', 'sqlite3', 'sqlite', 'node:sqlite', '@libsql/client', 'drizzle-orm/better-sqlite3', 'drizzle-orm/libsql']],
  [
    'postgres',
    [
      'pg',
      'postgres',
      'pg-promise',
      '@neondatabase/serverless',
      '@vercel/postgres',
      'slonik',
      'pg-native',
      'drizzle-orm/node-postgres',
      'drizzle-orm/postgres-js',
      'drizzle-orm/neon-http',
      'drizzle-orm/neon-serverless',
      'drizzle-orm/vercel-postgres',
    ],
  ],
]
const DIALECT =
  /\b(?:dialect|client|type|provider)['"]?\s*[:=]\s*['"](postgres(?:ql)?|pg|mysql2?|mariadb|sqlite3?|better-sqlite3|mongodb)['"]/g
const BY_DIALECT: Readonly<Record<string, DatabaseKind['kind']>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  'better-sqlite3': 'sqlite',
  mongodb: 'mongodb',
}

/** Whether code with these imports keeps data by itself. */
export const talksToDatabase = (imports: ReadonlySet<string>): boolean =>
  imports.has('@prisma/client') || DRIVERS.some(([, names]) => names.some(name => imports.has(name)))

/** Decided by the driver that code imports, not by names of variables: half-migrated apps keep those of both. */
export function databaseKind(source: Source, imports: ReadonlySet<string>, own: Package): DatabaseKind {
  const supabase =
    [...imports].some(name => name.startsWith('@supabase/')) ||
    source.files.some(file => /(?:^|\/)supabase\/functions\/[^/]+\/index\.[jt]sx?$/.test(file.path))
  const prisma = source.files
    .filter(file => file.kind === 'prisma')
    .map(file => /datasource\s+\w+\s*\{[^}]*provider\s*=\s*"(\w+)"/.exec(file.text())?.[1])
    .find(Boolean)
  const counts = DRIVERS.map(([kind, names]) => ({ kind, by: names.find(name => imports.has(name)) })).filter(one => one.by !== undefined)
  const declared = 'prisma' in { ...own.dependencies, ...own.devDependencies }
  // A package that is declared and not imported may be left over from what the app was copied from.
  if (prisma && (imports.has('@prisma/client') || (declared && counts.every(({ kind }) => kind === BY_DIALECT[prisma]))))
    return {
      kind: isMoved(source, own.folder) ? 'postgres' : (BY_DIALECT[prisma] ?? (prisma === 'cockroachdb' ? 'postgres' : 'none')),
      by: 'schema.prisma',
      supabase,
    }
  // Query builders load their driver by name.
  for (const builder of ['sequelize', 'typeorm', 'knex', '@mikro-orm/core'])
    if (imports.has(builder)) {
      const dialect = dialectOf(source)
      if (dialect) return { kind: dialect, by: builder, supabase }
      const declared = DRIVERS.find(([, names]) => names.some(name => name in own.dependencies))
      if (declared) return { kind: declared[0], by: builder, supabase }
    }
  const first = counts[0]
  if (first) return { kind: first.kind, by: first.by!, supabase }
  return supabase ? { kind: 'postgres', by: 'supabase', supabase } : { kind: 'none', by: 'no driver', supabase }
}

/** The lab replaces the client, and the one in its place talks to Postgres. */
function isMoved(source: Source, folder: string): boolean {
  const use = prismaUse(source, folder)
  return use !== undefined && use.needsEngine && use.moves
}

function dialectOf(source: Source): DatabaseKind['kind'] | undefined {
  for (const file of source.files) {
    if (file.kind !== 'code' && file.kind !== 'json') continue
    for (const [, name] of file.text().matchAll(DIALECT)) if (BY_DIALECT[name!]) return BY_DIALECT[name!]
  }
  return undefined
}
