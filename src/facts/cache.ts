import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeOwnFolder } from '#base/own-folder'
import type { Source, SourceFile } from '#source/source'
import { parsedOf } from '#source/tree'
import { blobOf, bytesOf } from './blob.js'
import type { FileFacts } from './ir.js'
import { FACTS_VERSION, factsOf } from './lower/lower.js'
import { keepNotes } from './remembered.js'

/** Facts of files, lowered on demand and remembered by the hash of their content. */
export interface FactStore {
  readonly of: (file: string) => FileFacts
  /** Writes what is new, if a cache folder was given. */
  save(): void
}

/** What else is asked of a file's tree, and remembered: asked while the tree is there. */
export type Reader = (file: SourceFile) => unknown

/** `folder` undefined: nothing is read from or written to disk. A cache that cannot be read is no cache. */
export function openFacts(source: Source, folder: string | undefined, alongside: readonly Reader[] = []): FactStore {
  const path = folder && join(folder, 'facts.bin')
  const stored = blobOf(path ? bytesIn(path) : undefined, FACTS_VERSION)
  /** What this run asked for: what is new, and the keys of what was there. */
  const used = new Map<string, unknown>()
  const byPath = new Map<string, FileFacts>()
  let isNew = false
  const remembered = <Result>(key: string, make: () => Result): Result => {
    const known = stored.read(key) as Result | undefined
    if (known !== undefined) {
      used.set(key, undefined)
      return known
    }
    const made = make()
    used.set(key, made)
    isNew = true
    return made
  }
  if (path) for (const file of source.files) keepNotes(file, (what, make) => remembered(`${what} ${file.hash} ${file.path}`, make))
  return {
    of(file) {
      let facts = byPath.get(file)
      if (!facts) {
        const found = source.file(file)
        facts = found
          ? remembered(`facts ${found.hash} ${file}`, () => {
              const lowered = factsOf(file, found.text(), parsedOf(found))
              for (const read of alongside) read(found)
              return lowered
            })
          : factsOf(file, '')
        byPath.set(file, facts)
      }
      return facts
    },
    save() {
      if (!path || !folder || (!isNew && used.size === stored.keys.length)) return
      try {
        makeOwnFolder(dirname(folder))
        mkdirSync(folder, { recursive: true })
        const temporary = `${path}.${process.pid}`
        const entries = [...used].map(([key, value]) => [key, stored.raw(key) ?? Buffer.from(JSON.stringify(value))] as const)
        writeFileSync(temporary, bytesOf(FACTS_VERSION, entries))
        renameSync(temporary, path)
      } catch {
        // A folder that cannot be written to costs time, not the audit.
      }
    },
  }
}

function bytesIn(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
