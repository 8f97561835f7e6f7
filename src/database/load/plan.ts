import type { Gap } from '#base/gap'
import type { Source, SourceFile } from '#source/source'
import type { Catalogue } from '../catalogue.js'
import { readEmbedded } from '../embedded/read.js'
import { sqlSets, type SqlSet } from '../sql/sets.js'
import { drizzleDdl } from './drizzle.js'
import { foreignDialect } from './dialect.js'
import { embeddedFiles } from './embedded.js'
import { besideFiles } from './beside.js'
import { prismaDdl, providerOf } from './prisma.js'
import type { LoadFile } from './run.js'
import { statementsIn, statementsOf } from './statement.js'
import { hiddenBy } from './subject.js'
import { typeormAccount } from './typeorm.js'

/** Which of the app's accounts of its database are run, in what order. */
export interface LoadPlan {
  readonly by: string
  readonly files: readonly LoadFile[]
  readonly gaps: readonly Gap[]
}

/** The app's own account first; what other files add to it after. */
export async function planLoad(
  source: Source,
  fromFiles: Catalogue,
  { only, anyPrisma = false }: { readonly only?: readonly string[]; readonly anyPrisma?: boolean } = {},
): Promise<LoadPlan> {
  const gaps: Gap[] = []
  if (only) {
    const files = only.flatMap(path => source.file(path) ?? [])
    return { by: 'SQL files', files: files.map(file => ({ path: file.path, statements: statementsOf(file) })), gaps }
  }
  const sets = sqlSets(source).filter(set => {
    const dialect = foreignDialect(source, set.files)
    if (dialect && set.files[0])
      gaps.push({ at: { file: set.files[0].path, line: 1 }, why: `Written for ${dialect}, which is not run.`, hides: ['tables'] })
    return !dialect
  })
  const main = await mainAccount(source, fromFiles, sets, gaps, anyPrisma)
  const taken = new Set(main.files.map(file => file.path))
  const others = sets.flatMap(set => set.files).filter(file => !taken.has(file.path))
  // With no account of the app's own, loose files are all there is.
  if (main.files.length === 0) {
    const files = oneOfEach(others.map((file): LoadFile => ({ path: file.path, statements: statementsOf(file) })))
    if (files.length > 0) return { by: 'SQL files', files, gaps }
    const embedded = embeddedFiles(readEmbedded(source))
    return { by: embedded.length > 0 ? 'statements in code' : 'nothing', files: embedded, gaps }
  }
  const beside = besideFiles(
    others.map(file => ({ path: file.path, statements: statementsOf(file) })),
    main.files,
  )
  return { by: main.by, files: [...main.files, ...beside], gaps }
}

/** Files that make the same tables are alternatives (`schema.sql`, `schema-fixed.sql`): the one that makes most is run. */
function oneOfEach(files: readonly LoadFile[]): LoadFile[] {
  const made = new Map(files.map(file => [file, file.statements.filter(statement => statement.kind === 'CreateStmt').flatMap(hiddenBy)]))
  const taken = new Set<string>()
  const kept = [...files]
    .sort((a, b) => made.get(b)!.length - made.get(a)!.length)
    .filter(file => {
      const tables = made.get(file)!
      if (tables.some(table => taken.has(table))) return false
      for (const table of tables) taken.add(table)
      return true
    })
  // Which of the alternatives a file of rules belongs to is not known.
  return files.filter(file => kept.includes(file) && (kept.length === files.length || made.get(file)!.length > 0))
}

async function mainAccount(
  source: Source,
  fromFiles: Catalogue,
  sets: readonly SqlSet[],
  gaps: Gap[],
  anyPrisma: boolean,
): Promise<{ by: string; files: readonly LoadFile[] }> {
  const filesOf = (files: readonly SourceFile[]) => files.map((file): LoadFile => ({ path: file.path, statements: statementsOf(file) }))
  const official = sets.filter(set => set.official)
  const supabase = official.find(set => set.files.some(file => /(?:^|\/)supabase\/migrations\//.test(file.path)))
  if (supabase) return { by: 'Supabase migrations', files: [...filesOf(supabase.files), ...bucketSeeds(source)] }
  const drizzle = official.find(set => set.writtenBy === 'drizzle')
  if (drizzle) return { by: 'Drizzle migrations', files: filesOf(drizzle.files) }
  const migrations = official.find(set => set.writtenBy === 'prisma')
  if (migrations) return { by: 'Prisma migrations', files: filesOf(migrations.files) }
  const prisma = source.files.filter(file => file.kind === 'prisma')
  if (prisma.length > 0) {
    const account = await fromPrisma(prisma, fromFiles, gaps, anyPrisma)
    if (account) return { by: 'Prisma schema', files: [account] }
  }
  const declared = fromFiles.tables.filter(
    table => table.kind === 'drizzle' && !/drizzle-orm\/(?:sqlite|mysql|singlestore)-core/.test(source.file(table.at.file)?.text() ?? ''),
  )
  if (declared.length > 0) return { by: 'Drizzle schema', files: drizzleDdl(declared) }
  const typeorm = typeormAccount(source, fromFiles.tables)
  if (typeorm) return typeorm
  const [numbered] = official
  return numbered ? { by: 'SQL migrations', files: filesOf(numbered.files) } : { by: '', files: [] }
}

async function fromPrisma(
  files: readonly SourceFile[],
  fromFiles: Catalogue,
  gaps: Gap[],
  anyPrisma: boolean,
): Promise<LoadFile | undefined> {
  const at = { file: files[0]!.path, line: 1 }
  const provider = providerOf(files)
  if (provider && !(anyPrisma && provider !== 'mongodb') && !/^(?:postgres|postgresql|cockroachdb)$/.test(provider)) {
    gaps.push({ at, why: `Written for ${provider}, which is not run.`, hides: ['tables'] })
    return undefined
  }
  const answer = await prismaDdl(files)
  if ('refused' in answer) {
    gaps.push({ at, why: `Prisma refuses this schema: ${answer.refused}`, hides: ['tables'] })
    return undefined
  }
  const places = new Map(fromFiles.tables.map(table => [table.name, table.at]))
  const statements = statementsIn(answer.sql, at.file, at).map(statement => {
    const named = /"([^"]+)"/.exec(statement.sql.replace(/^create\s+(?:unique\s+)?index\s+"[^"]+"\s+on/i, ''))?.[1]
    return { ...statement, at: places.get(named ?? '') ?? at }
  })
  return { path: at.file, statements }
}

/** Of a seed file only the buckets: its rows are not the schema. */
function bucketSeeds(source: Source): LoadFile[] {
  return source.files
    .filter(file => /(?:^|\/)supabase\/seeds?(?:\.sql$|\/[^/]+\.sql$)/.test(file.path))
    .map(file => ({
      path: file.path,
      statements: statementsOf(file).filter(statement => /^insert\s+into\s+"?storage"?\."?buckets/i.test(statement.sql)),
    }))
    .filter(file => file.statements.length > 0)
}
