import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { git } from './git.js'

/** In a worktree with a revert that is not committed yet: a package stays that other repairs have come to import. */
export function keepUsedPackages(path: string): void {
  const changed = git(path, 'diff', '--name-only', 'HEAD').split('\n').filter(Boolean)
  for (const manifest of changed.filter(file => posix.basename(file) === 'package.json' && existsSync(join(path, file)))) {
    const now = dependenciesOf(readFileSync(join(path, manifest), 'utf8'))
    const gone = dependenciesOf(git(path, 'show', `HEAD:${manifest}`)).filter(name => !now.includes(name))
    const folder = posix.dirname(manifest)
    if (!gone.some(name => isImported(path, folder, name))) continue
    const lock = posix.join(folder, 'package-lock.json')
    git(path, 'checkout', '--quiet', 'HEAD', '--', manifest, ...(changed.includes(lock) ? [lock] : []))
  }
}

const dependenciesOf = (text: string): readonly string[] =>
  Object.keys((JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {})

function isImported(path: string, folder: string, name: string): boolean {
  const code = git(path, 'ls-files', '--', folder)
    .split('\n')
    .filter(file => /\.[cm]?[jt]sx?$/.test(file) && existsSync(join(path, file)))
  const taken = new RegExp(`(?:\\bfrom|\\brequire\\(|\\bimport\\(?)\\s*['"]${name.replaceAll('.', '\\.')}(?:/[^'"]*)?['"]`)
  return code.some(file => taken.test(readFileSync(join(path, file), 'utf8')))
}
