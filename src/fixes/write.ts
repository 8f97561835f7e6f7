import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { Failure } from '#base/failure'
import type { Source } from '#source/source'
import { type Composed, composed } from './compose.js'
import type { Patch } from './fix.js'

const BOM = '\ufeff'
const LOCK = 'package-lock.json'

/** Applies patches that were made of the same source to a folder that holds it. Nothing else writes the app. */
export function applyPatches(root: string, patches: readonly Patch[], source: Source, now: Date): Composed | undefined {
  const result = composedFor(patches, source, now)
  if (result) for (const [file, text] of result.files) writeFile(root, file, text)
  return result
}

/** What the patches make of the app, with nothing written. */
export function composedFor(patches: readonly Patch[], source: Source, now: Date): Composed | undefined {
  const paths = source.files.map(file => file.path)
  // What tools write is not read as the app's code; a new dependency belongs into it all the same.
  const locks = paths
    .filter(path => /(?:^|\/)package\.json$/.test(path))
    .map(path => path.replace(/package\.json$/, LOCK))
    .filter(path => existsSync(join(source.root, path)))
  const read = (path: string): string | undefined =>
    source.file(path)?.text() ?? (locks.includes(path) ? readFileSync(join(source.root, path), 'utf8') : undefined)
  return composed(patches, { paths: [...new Set([...paths, ...locks])], read }, now)
}

function writeFile(root: string, file: string, text: string | undefined): void {
  const path = resolve(root, file)
  if (!path.startsWith(resolve(root) + sep) || passesLink(root, file))
    throw new Failure('cannot-write', `\`${file}\` leads out of the app's folder.`, 'Repair this finding by hand.')
  if (text === undefined) {
    rmSync(path, { force: true })
    return
  }
  mkdirSync(dirname(path), { recursive: true })
  const bom = existsSync(path) && readFileSync(path, { encoding: 'utf8' }).startsWith(BOM) ? BOM : ''
  writeFileSync(path, bom + text)
}

/** A link on the way could lead anywhere. */
function passesLink(root: string, file: string): boolean {
  const parts = file.split('/')
  return parts.some((_, index) => lstatSync(join(root, ...parts.slice(0, index + 1)), { throwIfNoEntry: false })?.isSymbolicLink())
}
