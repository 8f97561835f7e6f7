import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

/** Makes the folder in which Seaworthy keeps its own files. Reports and caches are nobody's to commit; the baseline is. */
export function makeOwnFolder(own: string): void {
  mkdirSync(own, { recursive: true })
  const ignore = join(own, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n!.gitignore\n!baseline.json\n')
}

/** Where the branch of repairs is checked out. */
export const worktreeIn = (folder: string): string => join(folder, '.seaworthy', 'worktree')

/** The app's own folder, of its repaired copy as well. */
export const appFolder = (root: string): string => (root.endsWith(worktreeIn(sep)) ? dirname(dirname(root)) : root)
