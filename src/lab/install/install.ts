import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import { touch } from '../folders.js'
import type { Recognised } from '../recognise/recognise.js'
import { attempts } from './attempts.js'
import { INSTALLS_WITHIN, installIn } from './install-in.js'
import { type Manifests, manifestsOf } from './manifests.js'
import { buildNative } from './native.js'
import { takeFromRegistry } from './off-registry.js'

/** A folder that holds the app's packages, each `node_modules` in its place; kept between runs. */
export interface Modules {
  readonly folder: string
  readonly hash: string
  readonly says: string
  /** What was put in the place of a module whose binary could not be had. */
  readonly replaced: readonly string[]
  readonly reused: boolean
}

const REPLACED = 'lab-replaced.json'

const replacedIn = (folder: string): readonly string[] =>
  existsSync(join(folder, REPLACED)) ? (JSON.parse(readFileSync(join(folder, REPLACED), 'utf8')) as string[]) : []

/** The only step with the network. Scripts of packages do not run (but for binaries of native modules), the home folder is not there. Throws with the last words of the installer. */
export async function installModules(source: Source, app: Recognised, cache: string): Promise<Modules> {
  const manifests = manifestsOf(source, app)
  const folder = join(cache, 'modules', manifests.hash)
  touch(folder)
  if (existsSync(folder))
    return { folder, hash: manifests.hash, says: 'packages kept from an earlier run', replaced: replacedIn(folder), reused: true }
  if (source.packages.every(one => Object.keys({ ...one.dependencies, ...one.devDependencies }).length === 0)) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true })
    return { folder, hash: manifests.hash, says: 'no packages needed', replaced: [], reused: false }
  }
  const lock = app.manager.lock ? readFileSync(join(source.root, app.manager.lock), 'latin1') : ''
  let lastWords = ''
  for (const attempt of attempts(app.manager, lock)) {
    if (attempt.after && !attempt.after.test(lastWords)) continue
    if (attempt.fromRegistry && !manifests.offRegistry) continue
    const draft = mkdtempSync(join(cache, 'modules', 'draft-'))
    manifests.writeTo(draft)
    const inside = join('/lab/app', app.manager.folder)
    const elsewhere = attempt.fromRegistry ? await fromRegistry(draft, inside, manifests, app, cache) : []
    const result = await installIn(draft, inside, attempt.command, attempt.env ?? {}, cache)
    if (result.code === 0 && existsSync(join(draft, app.manager.folder, 'node_modules'))) {
      const native = await buildNative(draft, cache, new Set(source.packages.flatMap(one => Object.keys(one.dependencies))))
      const replaced = [...elsewhere, ...native]
      writeFileSync(join(draft, REPLACED), JSON.stringify(replaced))
      renameSync(draft, folder)
      const without = replaced.length > 0 ? `; ${replaced.join('; ')}` : ''
      return {
        folder,
        hash: manifests.hash,
        says: `${attempt.says} (${Math.round(result.milliseconds / 100) / 10} s)${without}`,
        replaced,
        reused: false,
      }
    }
    rmSync(draft, { recursive: true, force: true })
    lastWords = result.timedOut ? `${attempt.says} took longer than ${INSTALLS_WITHIN / 1000} s` : result.output
  }
  throw new Error(lastWords.trim().split('\n').slice(-6).join('\n').slice(-600))
}

/** What the app takes from a repository is taken from the registry; its lock file, which says otherwise, goes. */
async function fromRegistry(
  draft: string,
  inside: string,
  { packages }: Manifests,
  { manager }: Recognised,
  cache: string,
): Promise<readonly string[]> {
  if (manager.lock) rmSync(join(draft, manager.lock), { force: true })
  return takeFromRegistry(draft, packages, async name => {
    if (!/^(?:@[\w.-]+\/)?[\w.-]+$/.test(name)) return undefined
    const { code, output } = await installIn(draft, inside, `npm view ${name} name repository.url`, {}, cache)
    return code === 0 ? (/^repository\.url = '(.+)'/m.exec(output)?.[1] ?? '') : undefined
  })
}
