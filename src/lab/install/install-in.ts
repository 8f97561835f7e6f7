import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { patience } from '../patience.js'
import { runSealed } from '../seal/run.js'
import { giveTo, labUser } from '../seal/user.js'
import type { Executed } from '../supervisor/settings.js'

export const INSTALLS_WITHIN = 120_000

/** Runs an installer on a folder, online, as the lab's user. */
export async function installIn(
  folder: string,
  inside: string,
  command: string,
  env: Readonly<Record<string, string>>,
  cache: string,
  limit = INSTALLS_WITHIN,
): Promise<Executed> {
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
      {
        ...online(),
        npm_config_cache: '/npm/npm',
        npm_config_yes: 'true',
        npm_config_update_notifier: 'false',
        npm_config_fetch_retries: '1',
        YARN_CACHE_FOLDER: '/npm/yarn',
        COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
        CI: '1',
        HUSKY: '0',
        ...env,
      },
      limit * patience(),
    )
  } finally {
    rmSync(run, { recursive: true, force: true })
  }
}

/** Where this machine gets packages from; tokens stay here. */
function online(): Record<string, string> {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'npm_config_registry']
  const trust: Record<string, string> = process.env['NODE_EXTRA_CA_CERTS'] ? { NODE_EXTRA_CA_CERTS: '/etc/extra-ca.pem' } : {}
  return Object.fromEntries([
    ...Object.entries(trust),
    ...names.flatMap(name => (process.env[name] ? [[name, process.env[name]!] as const] : [])),
  ])
}

function giveTop(folder: string): void {
  const marker = join(folder, 'npm')
  if (existsSync(marker)) return
  for (const name of ['npm', 'yarn', 'pnpm']) mkdirSync(join(folder, name), { recursive: true })
  giveTo(labUser(), folder)
}
