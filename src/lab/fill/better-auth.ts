import type { Package, Source } from '#source/source'

const SETS_UP = /\bbetterAuth\s*\(/
/** A client of the app's own keeps the tables; then they stand in its schema. */
const ADAPTER = /\b(?:drizzle|prisma|mongodb|mikroOrm|typeorm|convex)Adapter\b|\bmemoryAdapter\b/
const TYPESCRIPT = /\.[cm]?tsx?$/

/**
 * The command by which Better Auth makes its own tables, as its `migrate` does: needed where it is given a connection and no adapter,
 * since no file of the app holds them. Source: https://www.better-auth.com/docs/concepts/database#programmatic-migrations
 */
export function authTablesCommand(source: Source, own: Package): string | undefined {
  if (!('better-auth' in own.dependencies)) return undefined
  const within = own.folder === '' ? '' : `${own.folder}/`
  const [file] = source.files
    .filter(one => one.kind === 'code' && one.path.startsWith(within) && SETS_UP.test(one.text()) && !/\.(?:test|spec)\./.test(one.path))
    .toSorted((a, b) => a.path.split('/').length - b.path.split('/').length)
  if (!file || ADAPTER.test(file.text())) return undefined
  const path = `./${file.path.slice(within.length)}`
  // A path goes into a shell's quotes.
  if (!/^[\w@./[\]()-]+$/.test(path)) return undefined
  return `${TYPESCRIPT.test(path) ? '$LAB_TSX --eval' : 'node --eval'} '${migration(path)}'`
}

/** In quotes of a shell: no single quote may stand in it. */
const migration = (path: string): string =>
  [
    '(async () => {',
    `const made = await import("${path}");`,
    'const parts = [made, made.default].flatMap(one => one ? [one, ...Object.values(one)] : []);',
    'const auth = parts.find(one => one && one.options && one.handler);',
    'const { getMigrations } = await import("better-auth/db/migration").catch(() => import("better-auth/db"));',
    'await (await getMigrations(auth.options)).runMigrations();',
    'process.exit(0);',
    '})().catch(error => { console.error(error); process.exit(1) })',
  ].join(' ')
