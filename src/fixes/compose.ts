import MagicString from 'magic-string'
import { withDependencies } from './dependencies.js'
import { withVariables } from './environment.js'
import type { Edit, Patch } from './fix.js'
import { withLocked } from './lockfile.js'
import { type Files, writtenMigration } from './migration/format.js'

/** Files as they are after some patches: text, or nothing where a file leaves. And what a migration needs to be undone. */
export interface Composed {
  readonly files: ReadonlyMap<string, string | undefined>
  /** By patch, where the app's format has no place for it. */
  readonly downs: readonly (string | undefined)[]
}

/** Puts patches that were made of the same texts together, in order. `undefined`: one of them has no place here. */
export function composed(patches: readonly Patch[], base: Files, now: Date): Composed | undefined {
  const files = new Map<string, string | undefined>()
  const current: Files = {
    get paths() {
      // In the app's own order, whatever has been changed: what is made of a list comes out alike.
      return [...new Set([...base.paths, ...files.keys()])].filter(path => !files.has(path) || files.get(path) !== undefined)
    },
    read: path => (files.has(path) ? files.get(path) : base.read(path)),
  }
  for (const [file, edits] of editsByFile(patches)) {
    const text = base.read(file)
    if (text === undefined) return undefined
    files.set(file, edited(text, edits))
  }
  const downs: (string | undefined)[] = []
  for (const patch of patches) {
    for (const { file, text } of patch.files) files.set(file, text)
    for (const file of patch.removes ?? []) files.set(file, undefined)
    if (patch.dependencies && !addDependencies(patch, current, files)) return undefined
    if (patch.environment) {
      const example = withVariables(patch.environment, current, readerOf(patch))
      if (example) files.set(example.file, example.text)
    }
    const migration = patch.migration && writtenMigration(patch.migration, current, now)
    // A schema that is pushed as it stands needs no migration; one that is nowhere else does.
    if (patch.migration && !migration && patch.edits.length === 0) return undefined
    for (const { file, text } of migration?.files ?? []) files.set(file, text)
    downs.push(migration?.down)
  }
  return { files, downs }
}

/** The file that reads the variables: a new one, where it names them. */
function readerOf({ environment = {}, files, edits }: Patch): string {
  const reader = files.find(({ text }) => Object.keys(environment).some(name => text.includes(name)))
  return (reader ?? edits[0] ?? files[0])?.file ?? ''
}

function addDependencies(patch: Patch, current: Files, files: Map<string, string | undefined>): boolean {
  const near = patch.edits[0]?.file ?? patch.files[0]?.file ?? ''
  const manifest = current.paths
    .filter(path => path.endsWith('package.json') && near.startsWith(path.slice(0, -'package.json'.length)))
    .toSorted((a, b) => b.length - a.length)[0]
  const text = manifest && current.read(manifest)
  const result = text && withDependencies(text, patch.dependencies!)
  if (!manifest || !result) return false
  files.set(manifest, result)
  const folder = manifest.slice(0, -'package.json'.length)
  const lock = current.paths
    .filter(path => path.endsWith('package-lock.json') && folder.startsWith(path.slice(0, -'package-lock.json'.length)))
    .toSorted((a, b) => b.length - a.length)[0]
  const inside = lock && folder.slice(lock.length - 'package-lock.json'.length).replace(/\/$/, '')
  const known = (JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {}
  const fresh = Object.fromEntries(Object.entries(patch.dependencies!).filter(([name]) => !(name in known)))
  const locked = lock && withLocked(current.read(lock) ?? '{}', inside ?? '', fresh)
  if (lock && locked) files.set(lock, locked)
  return true
}

function editsByFile(patches: readonly Patch[]): Map<string, Edit[]> {
  const found = new Map<string, Edit[]>()
  for (const edit of patches.flatMap(patch => patch.edits)) found.set(edit.file, [...(found.get(edit.file) ?? []), edit])
  return found
}

/** Edits carry `\n`; a file whose lines end otherwise keeps its ends. */
function edited(text: string, edits: readonly Edit[]): string {
  const newline = /\r\n/.test(text) ? '\r\n' : '\n'
  const result = new MagicString(text)
  for (const edit of edits) {
    const replacement = newline === '\n' ? edit.text : edit.text.replace(/\r?\n/g, newline)
    if (edit.start === edit.end) result.appendLeft(edit.start, replacement)
    else if (replacement === '') result.remove(edit.start, edit.end)
    else result.overwrite(edit.start, edit.end, replacement)
  }
  return result.toString()
}

/** Whether two patches touch the same place, so that they cannot be made of the same texts. */
export function collide(a: Patch, b: Patch): boolean {
  const named = (patch: Patch) => [...patch.files.map(one => one.file), ...(patch.removes ?? [])]
  if (named(a).some(file => named(b).includes(file) || b.edits.some(edit => edit.file === file))) return true
  if (named(b).some(file => a.edits.some(edit => edit.file === file))) return true
  // Two findings of one table may ask for the same migration, and it runs once.
  if (a.migration && a.migration.name === b.migration?.name) return true
  return a.edits.some(one =>
    b.edits.some(
      other =>
        one.file === other.file &&
        ((one.start <= other.end && other.start <= one.end) || namesIn(one).some(name => namesIn(other).includes(name))),
    ),
  )
}

/** What an edit declares at the top of its file. */
const namesIn = ({ text }: Edit): readonly string[] =>
  [...text.matchAll(/^(?:export )?(?:async )?(?:const|let|class|function) (\w+)/gm)].map(([, name]) => name!)
