import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Source } from '#source/source'
import type { FileFacts } from './ir.js'
import { FACTS_VERSION, factsOf } from './lower/lower.js'

/** Facts of files, lowered on demand and remembered by the hash of their content. */
export interface FactStore {
  readonly of: (file: string) => FileFacts
  /** Writes what is new, if a cache folder was given. */
  save(): void
}

interface Stored {
  readonly version: number
  readonly facts: Map<string, FileFacts>
}

/** `folder` undefined: nothing is read from or written to disk. A cache that cannot be read is no cache. */
export function openFacts(source: Source, folder: string | undefined): FactStore {
  const path = folder && join(folder, 'facts.bin')
  const stored = path ? read(path) : new Map<string, FileFacts>()
  const used = new Map<string, FileFacts>()
  const byPath = new Map<string, FileFacts>()
  let isNew = false
  return {
    of(file) {
      const known = byPath.get(file)
      if (known) return known
      const found = source.file(file)
      const key = `${found?.hash ?? ''} ${file}`
      let facts = stored.get(key)
      if (!facts) {
        facts = factsOf(file, found?.text() ?? '')
        isNew = true
      }
      used.set(key, facts)
      byPath.set(file, facts)
      return facts
    },
    save() {
      if (!path || !folder || (!isNew && used.size === stored.size)) return
      try {
        mkdirSync(folder, { recursive: true })
        ignoreOwnFiles(folder)
        const temporary = `${path}.${process.pid}`
        writeFileSync(temporary, serialize({ version: FACTS_VERSION, facts: used } satisfies Stored))
        renameSync(temporary, path)
      } catch {
        // A folder that cannot be written to costs time, not the audit.
      }
    },
  }
}

function read(path: string): Map<string, FileFacts> {
  try {
    const stored = deserialize(readFileSync(path)) as Stored
    return stored.version === FACTS_VERSION ? stored.facts : new Map()
  } catch {
    return new Map()
  }
}

/** Caches are nobody's to commit; the baseline beside them is. */
export function ignoreOwnFiles(folder: string): void {
  const ignore = join(folder, '..', '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n!.gitignore\n!baseline.json\n')
}
