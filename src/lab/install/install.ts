import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import type { Recognised } from '../recognise/recognise.js'
import { attempts } from './attempts.js'
import { INSTALLS_WITHIN, installIn } from './install-in.js'
import { manifestsOf } from './manifests.js'
import { buildNative } from './native.js'

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
    const draft = mkdtempSync(join(cache, 'modules', 'draft-'))
    manifests.writeTo(draft)
    const result = await installIn(draft, join('/lab/app', app.manager.folder), attempt.command, attempt.env ?? {}, cache)
    if (result.code === 0 && existsSync(join(draft, app.manager.folder, 'node_modules'))) {
      const missing = await buildNative(draft, cache, new Set(source.packages.flatMap(one => Object.keys(one.dependencies))))
      writeFileSync(join(draft, REPLACED), JSON.stringify(missing))
      renameSync(draft, folder)
      const without = missing.length > 0 ? `; ${missing.join('; ')}` : ''
      return {
        folder,
        hash: manifests.hash,
        says: `${attempt.says} (${Math.round(result.milliseconds / 100) / 10} s)${without}`,
        replaced: missing,
        reused: false,
      }
    }
    rmSync(draft, { recursive: true, force: true })
    lastWords = result.timedOut ? `${attempt.says} took longer than ${INSTALLS_WITHIN / 1000} s` : result.output
  }
  throw new Error(lastWords.trim().split('\n').slice(-6).join('\n').slice(-600))
}
