import { compiled } from '../seal/ours.js'
import { pathWith } from '../seal/seal.js'

/** What every process of the app gets beside its own variables: whom to trust, what to leave alone, where tools are. */
export function toolEnvironment(folder: string, memory: number): Readonly<Record<string, string>> {
  const authority = '/lab/run/ca.pem'
  return {
    PATH: `/lab/app/${folder ? `${folder}/` : ''}node_modules/.bin:/lab/app/node_modules/.bin:/lab/bin:${pathWith(process.execPath)}`,
    HOME: '/lab/home',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    USER: 'lab',
    CI: '1',
    NODE_EXTRA_CA_CERTS: authority,
    SSL_CERT_FILE: authority,
    DENO_CERT: authority,
    NEXT_TURBOPACK_EXPERIMENTAL_USE_SYSTEM_TLS_CERTS: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
    NUXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    HUSKY: '0',
    NX_DAEMON: 'false',
    DOTENV_CONFIG_QUIET: 'true',
    npm_config_update_notifier: 'false',
    npm_config_cache: '/lab/home/.npm',
    npm_config_offline: 'true',
    LAB_TSX: 'tsx',
    LAB_SERVE: compiled('lab/serve/main.js'),
    NODE_OPTIONS: `--max-old-space-size=${memory} --require ${compiled('lab/preload/app.cjs')}`,
  }
}
