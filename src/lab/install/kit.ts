import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installIn } from './install-in.js'

/** Packages of ours that only some apps need: installed when the first of them comes, kept in the cache. Returns the folder as the seal sees it. */
export async function kit(name: string, packages: readonly string[], cache: string): Promise<string> {
  const folder = join(cache, 'kits', name)
  const inside = `/cache/kits/${name}`
  if (existsSync(folder)) return inside
  mkdirSync(join(cache, 'kits'), { recursive: true })
  const draft = mkdtempSync(join(cache, 'kits', 'draft-'))
  writeFileSync(join(draft, 'package.json'), '{"private":true}')
  const result = await installIn(
    draft,
    '/lab/app',
    `npm install --ignore-scripts --no-audit --no-fund --loglevel=error -E ${packages.join(' ')}`,
    {},
    cache,
  )
  if (result.code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`${packages.join(', ')} could not be installed: ${result.output.trim().split('\n').at(-1) ?? ''}`)
  }
  renameSync(draft, folder)
  return inside
}
