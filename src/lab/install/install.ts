import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from '#source/source'
import type { Recognised } from '../recognise/recognise.js'
import { runSealed } from '../seal/run.js'
import { giveTo, labUser } from '../seal/user.js'
import { attempts } from './attempts.js'
import { manifestsOf } from './manifests.js'

/** A folder that holds the app's packages, each `node_modules` in its place; kept between runs. */
export interface Modules {
  readonly folder: string
  readonly hash: string
  readonly says: string
  readonly reused: boolean
}

const LIMIT = 120_000

/** The only step with the network. Scripts of packages do not run, the home folder is not there. Throws with the last words of the installer. */
export async function installModules(source: Source, app: Recognised, cache: string): Promise<Modules> {
  const manifests = manifestsOf(source, app)
  const folder = join(cache, 'modules', manifests.hash)
  if (existsSync(folder)) return { folder, hash: manifests.hash, says: 'packages kept from an earlier run', reused: true }
  const lock = app.manager.lock ? readFileSync(join(source.root, app.manager.lock), 'latin1') : ''
  let lastWords = ''
  for (const attempt of attempts(app.manager, lock)) {
    const draft = mkdtempSync(join(cache, 'modules', 'draft-'))
    manifests.writeTo(draft)
    const result = await installIn(draft, join('/lab/app', app.manager.folder), attempt.command, attempt.env ?? {}, cache)
    if (result.code === 0 && existsSync(join(draft, app.manager.folder, 'node_modules'))) {
      renameSync(draft, folder)
      return { folder, hash: manifests.hash, says: `${attempt.says} (${Math.round(result.milliseconds / 100) / 10} s)`, reused: false }
    }
    rmSync(draft, { recursive: true, force: true })
    lastWords = result.timedOut ? `${attempt.says} took longer than ${LIMIT / 1000} s` : result.output
  }
  throw new Error(lastWords.trim().split('\n').slice(-6).join('\n').slice(-600))
}

/** Runs an installer on a folder, online, as the lab's user. */
export async function installIn(folder: string, inside: string, command: string, env: Readonly<Record<string, string>>, cache: string) {
  const npm = join(cache, 'npm')
  mkdirSync(npm, { recursive: true })
  const user = labUser()
  giveTo(user, folder)
  giveTop(npm)
  const run = mkdtempSync(join(cache, 'runs', 'i'))
  try {
    return await runSealed(
      {
        run,
        binds: [
          { from: folder, to: '/lab/app', write: true },
          { from: npm, to: '/npm', write: true },
        ],
        overlay: undefined,
        network: true,
        limits: { processes: 4_000, file: 2_000_000_000 },
      },
      ['sh', '-c', `cd ${inside} && ${command}`],
      { ...online(), npm_config_cache: '/npm/npm', npm_config_yes: 'true', npm_config_update_notifier: 'false', npm_config_fetch_retries: '1', YARN_CACHE_FOLDER: '/npm/yarn', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0', CI: '1', HUSKY: '0', ...env },
      LIMIT,
    )
  } finally {
    rmSync(run, { recursive: true, force: true })
  }
}

/** Where this machine gets packages from; tokens stay here. */
function online(): Record<string, string> {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'npm_config_registry']
  const trust: Record<string, string> = process.env['NODE_EXTRA_CA_CERTS'] ? { NODE_EXTRA_CA_CERTS: '/etc/extra-ca.pem' } : {}
  return Object.fromEntries([...Object.entries(trust), ...names.flatMap(name => (process.env[name] ? [[name, process.env[name]!] as const] : []))])
}

function giveTop(folder: string): void {
  const marker = join(folder, 'npm')
  if (existsSync(marker)) return
  for (const name of ['npm', 'yarn', 'pnpm']) mkdirSync(join(folder, name), { recursive: true })
  giveTo(labUser(), folder)
}
