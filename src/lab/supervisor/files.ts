import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const DATABASE = /\.(?:db|sqlite|sqlite3|db3)(?:-wal|-shm|-journal)?$/
const NOT_DATA = new Set(['node_modules', '.git', '.next', 'dist'])
const KEPT = '/lab/run/files'

/** Databases that are files in the app's folder: kept as they are, and put back. Nobody may have them open meanwhile. */
export interface DatabaseFiles {
  keep(): void
  restore(): void
}

export function databaseFiles(root: string): DatabaseFiles {
  let kept: string[] = []
  return {
    keep: () => {
      rmSync(KEPT, { recursive: true, force: true })
      mkdirSync(KEPT, { recursive: true })
      kept = find(root, 6)
      for (const [index, path] of kept.entries()) cpSync(path, join(KEPT, String(index)))
    },
    restore: () => {
      for (const path of find(root, 6)) if (!kept.includes(path)) rmSync(path, { force: true })
      for (const [index, path] of kept.entries()) cpSync(join(KEPT, String(index)), path)
    },
  }
}

function find(folder: string, depth: number): string[] {
  if (depth === 0 || !existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return NOT_DATA.has(entry.name) ? [] : find(path, depth - 1)
    return entry.isFile() && DATABASE.test(entry.name) ? [path] : []
  })
}
