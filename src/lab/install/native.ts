import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installIn } from './install-in.js'
import { hasTwin, replaceNative } from './without-binary.js'

/** Packages whose binary is fetched or compiled by an install script, and without which an app cannot start. Others bring theirs as packages. */
const NEED_A_BINARY = [
  'better-sqlite3',
  'sqlite3',
  'bcrypt',
  'argon2',
  'bufferutil',
  'utf-8-validate',
  'isolated-vm',
  'node-sass',
  'canvas',
  'cpu-features',
]
const COMPILES_WITHIN = 240_000
const DOWNLOADS_WITHIN = 30_000

/**
 * Gives native modules their binary: one kept from another app, else by their own install script (a download, or a compiler).
 * It runs sealed, with the network and nothing else. What cannot be had is replaced where the app asks for it by `direct` name; says how.
 */
export async function buildNative(modules: string, cache: string, direct: ReadonlySet<string>): Promise<readonly string[]> {
  const missing: string[] = []
  for (const folder of foldersOf(modules, direct)) {
    const { name, version } = JSON.parse(readFileSync(join(modules, folder, 'package.json'), 'utf8')) as { name: string; version: string }
    if (hasBinary(join(modules, folder))) continue
    const kept = join(cache, 'native', `${name}-${version}-${process.platform}-${process.arch}-${process.versions.modules}`)
    if (!existsSync(kept)) {
      const environment = `npm_config_ignore_scripts=false npm_config_nodedir=${dirname(dirname(process.execPath))}`
      // Where there is one that needs no compiler, only a ready binary is better.
      const [script, within] = hasTwin(name)
        ? [`PATH="/lab/app/node_modules/.bin:$PATH" prebuild-install`, DOWNLOADS_WITHIN]
        : [`${environment} npm run --foreground-scripts install`, COMPILES_WITHIN]
      await installIn(modules, `/lab/app/${folder}`, script, {}, cache, within)
      const built = join(modules, folder, 'build', 'Release')
      if (!hasBinary(join(modules, folder))) {
        missing.push(
          direct.has(name) || hasTwin(name)
            ? await replaceNative(join(modules, folder), cache)
            : `\`${name}\` has no binary for this machine`,
        )
        continue
      }
      if (existsSync(built)) keep(built, kept)
    } else cpSync(kept, join(modules, folder, 'build', 'Release'), { recursive: true })
  }
  return missing
}

function keep(built: string, kept: string): void {
  const draft = `${kept}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  for (const file of readdirSync(built)) if (file.endsWith('.node')) cpSync(join(built, file), join(draft, file))
  if (existsSync(kept)) rmSync(draft, { recursive: true })
  else renameSync(draft, kept)
}

/** Each place where one of them is installed; links of a store are followed to one place by name. */
function foldersOf(modules: string, direct: ReadonlySet<string>): string[] {
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    for (const name of new Set([...NEED_A_BINARY, ...direct]))
      if (existsSync(join(modules, folder, name, NEED_A_BINARY.includes(name) ? 'package.json' : 'binding.gyp')))
        found.push(join(folder, name))
    const store = join(folder, '.pnpm')
    if (existsSync(join(modules, store)))
      for (const entry of readdirSync(join(modules, store))) {
        const name = NEED_A_BINARY.find(one => entry.startsWith(`${one}@`))
        if (name && existsSync(join(modules, store, entry, 'node_modules', name, 'package.json')))
          found.push(join(store, entry, 'node_modules', name))
      }
    if (depth > 0)
      for (const entry of readdirSync(join(modules, dirname(folder)), { withFileTypes: true }))
        if (entry.isDirectory() && entry.name !== 'node_modules' && existsSync(join(modules, dirname(folder), entry.name, 'node_modules')))
          look(join(dirname(folder), entry.name, 'node_modules'), 0)
  }
  look('node_modules', 1)
  return found
}

function hasBinary(folder: string): boolean {
  if (!existsSync(join(folder, 'binding.gyp'))) return true
  if (existsSync(join(folder, 'prebuilds'))) return true
  return ['build/Release', 'lib/binding', 'build'].some(
    place =>
      existsSync(join(folder, place)) && readdirSync(join(folder, place), { recursive: true }).some(file => String(file).endsWith('.node')),
  )
}
