import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The commit checked out, where the folder is a clone of its own. */
export function commitOf(root) {
  if (!existsSync(join(root, '.git'))) return undefined
  return spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout.trim() || undefined
}
