import type { Source, SourceFile } from '#source/source'

/** Files that make one database when they are applied in order. */
export interface SqlSet {
  readonly files: readonly SourceFile[]
  /** A migrations folder, whose state is the app's own account of its database; else a loose file that someone may have run. */
  readonly official: boolean
  readonly writtenBy: 'prisma' | 'drizzle' | undefined
  /** Sub-folders count anew: of another dialect or another service, so that no order over all of them is known. */
  readonly forked: boolean
}

const BACKWARD = /(?:^|[._/-])(?:down|rollback|revert|undo)(?:[._-]|\/|$)/i
const NOT_THE_APP = /(?:^|\/)(?:node_modules|fixtures?|__tests__|tests?|examples?|docs?|backups?|archive[ds]?|deprecated|old)\//i
const NUMBERED = /^(?:V?\d+)(?=[._-])/i

/** What Supabase writes its migrations from says the same once more. Source: https://supabase.com/docs/guides/local-development/declarative-database-schemas */
function isDeclared(path: string, files: readonly SourceFile[]): boolean {
  const above = /^(.*\/)?supabase\/schemas\//.exec(path)
  return above !== null && files.some(file => file.path.startsWith(`${above[1] ?? ''}supabase/migrations/`))
}

/** Folders of migrations and of numbered files are one set each; every other file is its own. */
export function sqlSets(source: Source): SqlSet[] {
  const all = source.files.filter(file => file.kind === 'sql' && !BACKWARD.test(file.path) && !NOT_THE_APP.test(file.path))
  const files = all.filter(file => !isDeclared(file.path, all))
  const folders = new Map<string, SourceFile[]>()
  for (const file of files) {
    const folder = folderOf(file.path, files)
    folders.set(folder ?? file.path, [...(folders.get(folder ?? file.path) ?? []), file])
  }
  const sets = [...folders].map(([folder, members]): SqlSet => {
    const journal = source.file(`${folder}/meta/_journal.json`) !== undefined
    return {
      files: members.sort((a, b) => inOrder(a.path, b.path)),
      official: isMigrations(folder) || journal || members.length > 1,
      forked: isForked(members),
      writtenBy:
        journal || members.some(file => /^--> statement-breakpoint/m.test(file.text()))
          ? 'drizzle'
          : members.every(file => file.path.endsWith('/migration.sql'))
            ? 'prisma'
            : undefined,
    }
  })
  // The longest history first: of two migrations folders, the shorter is what was left behind.
  return sets.sort((a, b) => Number(b.official) - Number(a.official) || (a.official ? b.files.length - a.files.length : 0))
}

function isForked(files: readonly SourceFile[]): boolean {
  const counted = new Map<string, string>()
  return files.some(({ path }) => {
    const count = NUMBERED.exec(nameOf(path))?.[0]
    const folder = path.slice(0, path.lastIndexOf('/'))
    if (count === undefined || path.endsWith('/migration.sql')) return false
    const other = counted.get(count)
    counted.set(count, folder)
    return other !== undefined && other !== folder
  })
}

const MIGRATIONS = /(?:^|\/)(?:migrations?[\w-]*|migrate|drizzle[\w-]*|schemas)$/i
const isMigrations = (folder: string) => MIGRATIONS.test(folder)

function folderOf(path: string, files: readonly SourceFile[]): string | undefined {
  const parts = path.split('/')
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const folder = parts.slice(0, depth).join('/')
    if (isMigrations(folder)) return folder
  }
  // `sql/001_tables.sql`, `sql/002_policies.sql`: applied by hand, in that order.
  const folder = parts.slice(0, -1).join('/')
  const numbered = (file: string) => NUMBERED.test(file.slice(folder ? folder.length + 1 : 0))
  if (!numbered(path)) return undefined
  const siblings = files.filter(
    file =>
      file.path.startsWith(folder ? `${folder}/` : '') &&
      !file.path.slice(folder ? folder.length + 1 : 0).includes('/') &&
      numbered(file.path),
  )
  return siblings.length > 1 ? folder || '.' : undefined
}

const names = new Intl.Collator('en', { numeric: true })

/** By the migration's own name, `2_b` before `10_a`, wherever below the folder it was filed. */
function inOrder(a: string, b: string): number {
  return names.compare(nameOf(a), nameOf(b)) || (a < b ? -1 : 1)
}

/** Whether its name says when it comes. */
export const isNumbered = (path: string): boolean => NUMBERED.test(nameOf(path))

/** `0001_init.sql`; Prisma names the folder: `20240101_init/migration.sql`. */
function nameOf(path: string): string {
  const parts = path.split('/')
  return parts.at(-1) === 'migration.sql' ? (parts.at(-2) ?? '') : (parts.at(-1) ?? '')
}
