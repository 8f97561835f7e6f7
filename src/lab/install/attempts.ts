import type { Manager } from '../recognise/manager.js'

/** One way to install, and how it is called when it worked. */
export interface Attempt {
  readonly says: string
  readonly command: string
  readonly env?: Readonly<Record<string, string>>
  /** Worth trying only where the attempt before failed with such words. */
  readonly after?: RegExp
  /** Packages that are taken from elsewhere are first taken from the registry; without any it is not tried. */
  readonly fromRegistry?: boolean
}

const PEERS = /\bERESOLVE\b|peer/i
/** A repository or an address that is not to be reached. */
const UNREACHED = /\bgit\b|\b(?:ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|E40[134]|40[134])\b|longer than|network/i

const QUIET = '--ignore-scripts --no-audit --no-fund --loglevel=error'

/** From the most faithful to the most lenient. Install scripts never run. */
export function attempts(manager: Manager, lockText: string): readonly Attempt[] {
  const lenient: readonly Attempt[] = [
    {
      says: 'npm install from the registry alone',
      command: `npm install ${QUIET} --include=dev --legacy-peer-deps`,
      after: UNREACHED,
      fromRegistry: true,
    },
    { says: 'npm install', command: `npm install ${QUIET} --include=dev` },
    { says: 'npm install without checking peers', command: `npm install ${QUIET} --include=dev --legacy-peer-deps --force`, after: PEERS },
    { says: 'npm install without development packages', command: `npm install ${QUIET} --omit=dev --legacy-peer-deps --force` },
  ]
  switch (manager.name) {
    case 'npm':
      return manager.lock
        ? [
            { says: 'npm ci', command: `npm ci ${QUIET} --include=dev` },
            { says: 'npm ci without checking peers', command: `npm ci ${QUIET} --include=dev --legacy-peer-deps`, after: PEERS },
            // A lock file that lags behind lags for these as well.
            { says: 'npm ci without development packages', command: `npm ci ${QUIET} --omit=dev`, after: /^(?![\s\S]*in sync)/ },
            ...lenient,
          ]
        : lenient
    case 'pnpm': {
      const pnpm = `npx -y pnpm@${pnpmFor(manager.version, lockText)}`
      const flags =
        '--ignore-scripts --ignore-pnpmfile --store-dir /npm/pnpm --package-import-method copy --reporter append-only --prod=false --config.confirmModulesPurge=false'
      return [
        { says: 'pnpm install', command: `${pnpm} install --frozen-lockfile ${flags}` },
        { says: 'pnpm install, lock file not followed', command: `${pnpm} install --no-frozen-lockfile ${flags}` },
        ...lenient,
      ]
    }
    case 'yarn':
      return /^__metadata:/m.test(lockText)
        ? [
            {
              says: 'yarn install',
              command: 'npx -y @yarnpkg/cli-dist@4 install',
              env: {
                YARN_NODE_LINKER: 'node-modules',
                YARN_ENABLE_SCRIPTS: '0',
                YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
                YARN_ENABLE_TELEMETRY: '0',
                YARN_IGNORE_PATH: '1',
              },
            },
            ...lenient,
          ]
        : [
            {
              says: 'yarn install',
              command:
                'npx -y yarn@1.22.22 install --frozen-lockfile --ignore-scripts --production=false --non-interactive --ignore-engines',
            },
            ...lenient,
          ]
    case 'bun':
      return lenient
  }
}

function pnpmFor(declared: string | undefined, lockText: string): string {
  const format = /^lockfileVersion:\s*'?(\d+)/m.exec(lockText)?.[1]
  if (format === '6') return '8'
  if (format === '5') return '7'
  return declared && /^(?:9|10)\./.test(declared) ? declared : '9'
}
