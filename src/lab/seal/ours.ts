import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from '#base/package-root'

const SYSTEM = /^\/(?:usr|bin|sbin|lib\w*|opt|nix)(?:\/|$)/

/** Host folders that our own processes need inside the seal: Node, this package and what it depends on. */
export function ourFolders(): readonly string[] {
  const wanted = new Set<string>()
  const add = (folder: string): void => {
    if (existsSync(folder) && !SYSTEM.test(realpathSync(folder))) wanted.add(folder).add(realpathSync(folder))
  }
  add(dirname(dirname(realpathSync(process.execPath))))
  for (let folder = packageRoot(); ; folder = dirname(folder)) {
    if (folder === packageRoot()) add(folder)
    add(join(folder, 'node_modules'))
    if (dirname(folder) === folder) break
  }
  // A folder inside another one is there already.
  return [...wanted].filter(folder => ![...wanted].some(other => other !== folder && folder.startsWith(`${other}/`)))
}

/** A compiled file of ours: what runs inside the seal is plain JavaScript, also when we ourselves run from source. */
export function compiled(path: string): string {
  return join(packageRoot(), 'dist', path)
}
