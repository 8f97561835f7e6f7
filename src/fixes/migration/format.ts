import type { MigrationPatch, NewFile } from '../fix.js'

/** The app's files as they stand when a migration is added. */
export interface Files {
  /** Every path, relative to the app. */
  readonly paths: readonly string[]
  read(path: string): string | undefined
}

/** A migration as files of the app's own format, and what undoes it where the format has no place for that. */
export interface WrittenMigration {
  readonly files: readonly NewFile[]
  /** Present where the ledger has to keep it. */
  readonly down?: string
}

/** Writes a migration where the app keeps its own. `undefined`: it keeps none. */
export function writtenMigration(migration: MigrationPatch, files: Files, now: Date): WrittenMigration | undefined {
  const name = migration.name.replace(/[^a-z0-9]+/gi, '_').toLowerCase()
  for (const format of [supabase, prisma, drizzle, paired, numbered, single]) {
    const written = format(name, migration, files, now)
    if (written) return written
  }
  return undefined
}

type Format = (name: string, migration: MigrationPatch, files: Files, now: Date) => WrittenMigration | undefined

const supabase: Format = (name, { up, down }, files, now) => {
  const last = lastOf(files, /^(?:(.*\/)?supabase\/migrations\/)(\d{14})[^/]*\.sql$/)
  if (!last && !files.paths.some(path => /(?:^|\/)supabase\/config\.toml$/.test(path))) return undefined
  const folder =
    last?.folder ?? `${files.paths.find(path => /(?:^|\/)supabase\/config\.toml$/.test(path))!.replace(/config\.toml$/, '')}migrations/`
  return { files: [{ file: `${folder}${stampAfter(last?.stamp, now)}_${name}.sql`, text: `${up.trim()}\n` }], down }
}

const prisma: Format = (name, { up, down }, files, now) => {
  const last = lastOf(files, /^((?:.*\/)?migrations\/)(\d{14})[^/]*\/migration\.sql$/)
  if (!last) return undefined
  return { files: [{ file: `${last.folder}${stampAfter(last.stamp, now)}_${name}/migration.sql`, text: `${up.trim()}\n` }], down }
}

/** https://orm.drizzle.team/docs/drizzle-kit-migrate */
const drizzle: Format = (name, { up, down }, files, now) => {
  const path = files.paths.find(one => /(?:^|\/)meta\/_journal\.json$/.test(one))
  const text = path && files.read(path)
  if (!text) return undefined
  const entries = (JSON.parse(text) as { entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[] })
    .entries
  const last = entries.at(-1)
  const index = (last?.idx ?? -1) + 1
  const tag = `${String(index).padStart(4, '0')}_${name}`
  const entry = {
    idx: index,
    version: last?.version ?? '7',
    when: Math.max(now.getTime(), (last?.when ?? 0) + 1),
    tag,
    breakpoints: last?.breakpoints ?? true,
  }
  const printed = JSON.stringify(entry, undefined, 2).replaceAll('\n', '\n    ')
  const journal = text.replace(/\s*\]\s*\}\s*$/, `${last ? ',' : ''}\n    ${printed}\n  ]\n}`)
  const statements = up
    .trim()
    .split(/;\s*\n/)
    .map(one => one.trim().replace(/;?$/, ';'))
  return {
    files: [
      { file: path.replace(/meta\/_journal\.json$/, `${tag}.sql`), text: statements.join('--> statement-breakpoint\n') },
      { file: path, text: journal },
    ],
    down,
  }
}

/** `0007_name.up.sql` with its `.down.sql`. */
const paired: Format = (name, { up, down }, files) => {
  const last = lastOf(files, /^((?:.*\/)?)(\d+)[^/]*\.up\.sql$/)
  if (!last) return undefined
  const number = String(Number(last.stamp) + 1).padStart(last.stamp.length, '0')
  return {
    files: [
      { file: `${last.folder}${number}_${name}.up.sql`, text: `${up.trim()}\n` },
      { file: `${last.folder}${number}_${name}.down.sql`, text: `${down.trim()}\n` },
    ],
  }
}

const numbered: Format = (name, { up, down }, files, now) => {
  const last = lastOf(files, /^((?:.*\/)?(?:migrations?|schema|sql)\/)(\d{1,14})[-_][^/]*\.sql$/)
  if (!last) return undefined
  const number = last.stamp.length === 14 ? stampAfter(last.stamp, now) : String(Number(last.stamp) + 1).padStart(last.stamp.length, '0')
  return { files: [{ file: `${last.folder}${number}_${name}.sql`, text: `${up.trim()}\n` }], down }
}

/** A schema in one file, which its owner pastes into the editor of the database. */
const single: Format = (_, { up, down }, files) => {
  const schemas = files.paths.filter(path => path.endsWith('.sql') && /\bcreate\s+(?:table|policy)\b/i.test(files.read(path) ?? ''))
  const [file] = schemas
  if (file === undefined || schemas.length > 1) return undefined
  return { files: [{ file, text: `${files.read(file)!.trimEnd()}\n\n${up.trim()}\n` }], down }
}

function lastOf(files: Files, pattern: RegExp): { readonly folder: string; readonly stamp: string } | undefined {
  const found = files.paths.flatMap(path => {
    const match = pattern.exec(path)
    const stamp = match?.at(-1)
    return stamp === undefined ? [] : [{ folder: path.slice(0, path.indexOf(stamp)), stamp }]
  })
  return found.toSorted((a, b) => (a.stamp.padStart(14, '0') < b.stamp.padStart(14, '0') ? -1 : 1)).at(-1)
}

/** A stamp of today that comes after the last one. */
function stampAfter(last: string | undefined, now: Date): string {
  const today = stampOf(now)
  if (last === undefined || today > last) return today
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(last)!.map(Number)
  return stampOf(new Date(Date.UTC(year!, month! - 1, day, hour, minute, second! + 1)))
}

const stampOf = (date: Date): string => date.toISOString().replace(/\D/g, '').slice(0, 14)
