import { projectKeys } from '../stand-ins/supabase/project.js'
import type { LabPlan } from '../run/plan.js'
import type { World } from '../run/world.js'
import { compiled } from '../seal/ours.js'
import type { FunctionsSettings } from '../supervisor/settings.js'
import type { Functions } from './functions.js'

/** Megabytes of heap for one function, twice what the platform gives. */
const MEMORY = 512
/** What belongs to the app's own server, or to our Node processes. */
const NOT_FOR_FUNCTIONS = new Set(['NODE_ENV', 'PORT', 'NODE_OPTIONS', 'DATABASE_URL'])

/** Has the functions served at the project's address. Says how many are, and why others are not. */
export async function startFunctions(world: World, plan: LabPlan, { deno, planned }: Functions): Promise<string> {
  const settings: FunctionsSettings = {
    deno,
    env: functionEnvironment(plan),
    app: '/lab/app',
    run: '/lab/run',
    memory: MEMORY,
    functions: planned.map(one => ({ ...one, platform: compiled('lab/functions/shims/platform.js') })),
  }
  await world.control('functions', settings)
  const refused = planned.filter(one => one.refused !== undefined)
  const without = refused.length > 0 ? `; not run: ${refused.map(({ name, refused: why }) => `${name} (${why})`).join(', ')}` : ''
  return `${planned.length - refused.length} edge functions on Deno${without}`
}

/** https://supabase.com/docs/guides/functions/secrets#default-secrets */
function functionEnvironment({ env, surroundings }: LabPlan): Readonly<Record<string, string>> {
  const { ref, anonKey, serviceRoleKey } = projectKeys(surroundings.seed)
  const own = Object.entries(env).filter(([name]) => !NOT_FOR_FUNCTIONS.has(name))
  const authority = '/lab/run/ca.pem'
  return {
    SUPABASE_URL: `https://${ref}.supabase.co`,
    SUPABASE_ANON_KEY: anonKey,
    SUPABASE_SERVICE_ROLE_KEY: serviceRoleKey,
    ...(surroundings.databaseUrl && { SUPABASE_DB_URL: surroundings.databaseUrl }),
    ...Object.fromEntries(own),
    DENO_REGION: 'lab',
    SB_REGION: 'lab',
    PATH: '/usr/bin:/bin',
    HOME: '/lab/home',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    DENO_DIR: '/lab/home/.deno',
    DENO_CERT: authority,
    DENO_NO_UPDATE_CHECK: '1',
    SSL_CERT_FILE: authority,
    NODE_EXTRA_CA_CERTS: authority,
  }
}
