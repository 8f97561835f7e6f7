import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'

/** Which package manager locked the versions, and where. */
export interface Manager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun'
  /** The lock file's path relative to the app. */
  readonly lock: string | undefined
  /** Where to install, relative to the app: the folder of the lock, else the package's own. */
  readonly folder: string
  /** From `packageManager` of package.json: `9.1.0`. */
  readonly version: string | undefined
}

const LOCKS: readonly (readonly [string, Manager['name']])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
]

export function managerOf(source: Source, folder: string): Manager {
  const declared = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@(\d[\w.-]*)/.exec(source.file('package.json')?.text() ?? '')
  const version = (name: string): string | undefined => (declared?.[1] === name ? declared[2] : undefined)
  // Locks are generated files: the Source leaves them out.
  for (const place of folder === '' ? [''] : [folder, '']) {
    const here = LOCKS.filter(([file]) => existsSync(join(source.root, place, file)))
    const chosen = here.find(([, name]) => name === declared?.[1]) ?? here[0]
    if (chosen) return { name: chosen[1], lock: join(place, chosen[0]), folder: place, version: version(chosen[1]) }
  }
  const workspace =
    folder !== '' && (/"workspaces"/.test(source.file('package.json')?.text() ?? '') || source.file('pnpm-workspace.yaml') !== undefined)
  const name = (declared?.[1] as Manager['name'] | undefined) ?? (source.file('pnpm-workspace.yaml') ? 'pnpm' : 'npm')
  return { name, lock: undefined, folder: workspace ? '' : folder, version: version(name) }
}
