import { cpSync, lstatSync } from 'node:fs'
import { join } from 'node:path'

/** What compilers keep for the next build, and hosts keep between deployments. */
const KEPT = [
  ['.next', 'cache'],
  ['node_modules', '.cache'],
]

/** Takes over what compilers kept in an earlier copy of the same app. They know by contents what still holds. Links are followed nowhere. */
export function takeOver(from: string, to: string): void {
  for (const path of KEPT) {
    const parts = path.map((_, index) => path.slice(0, index + 1))
    if (!parts.every(part => isFolder(join(from, ...part)))) continue
    const [target] = parts
    if (lstatSync(join(to, ...target!), { throwIfNoEntry: false })) continue
    cpSync(join(from, ...path), join(to, ...path), {
      recursive: true,
      verbatimSymlinks: true,
      filter: one => isFolder(one) || lstatSync(one).isFile(),
    })
  }
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
