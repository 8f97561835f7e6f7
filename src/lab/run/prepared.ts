import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Planted } from '#database/rows/planted'
import type { Source } from '#source/source'
import type { BootStep } from '../lab.js'

/** What the first run leaves for the second: the built copy, the data, and how it got there. */
export interface PreparedNotes {
  readonly steps: readonly BootStep[]
  readonly substitutions: readonly string[]
  readonly planted: Planted | undefined
  /** Files that hold counters. */
  readonly counted?: readonly string[]
  /** The build worked. */
  readonly built: boolean
  /** The build ran out of time: another run may have more. */
  readonly hurried: boolean
}

const VERSION = 1
const NOTES = 'notes.json'

/** The same app, the same packages, the same made-up values: the same copy. */
export function preparedKey(source: Source, modules: string, env: Readonly<Record<string, string>>, more: string): string {
  const hash = createHash('sha256').update(`${VERSION} ${modules} ${more}`)
  for (const file of source.files) hash.update(`${file.path}\0${file.hash}\n`)
  for (const name of Object.keys(env).sort()) hash.update(`${name}=${env[name]}\n`)
  return hash.digest('hex').slice(0, 24)
}

export function readNotes(folder: string): PreparedNotes | undefined {
  const file = join(folder, NOTES)
  if (!existsSync(file)) return undefined
  const notes = JSON.parse(readFileSync(file, 'utf8')) as PreparedNotes
  return notes.hurried ? undefined : notes
}

export function writeNotes(folder: string, notes: PreparedNotes): void {
  writeFileSync(join(folder, NOTES), JSON.stringify(notes))
}
