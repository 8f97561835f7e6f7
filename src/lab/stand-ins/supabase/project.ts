import { createHash } from 'node:crypto'
import type { LabWorld } from '../../stand-in.js'
import { seededName } from '../identity.js'
import { sign } from './jwt.js'

/** The keys of one project, the same in every run with this seed. */
export interface ProjectKeys {
  /** Twenty letters: `https://<ref>.supabase.co`. */
  readonly ref: string
  readonly jwtSecret: string
  readonly anonKey: string
  readonly serviceRoleKey: string
  readonly publishableKey: string
  readonly secretKey: string
}

const DECADE = 315_360_000

export function projectKeys(seed: string, jwtSecret = seededName(`${seed}:supabase:jwt`, 1, 64)): ProjectKeys {
  const ref = [...createHash('sha256').update(`${seed}:supabase:ref`).digest()]
    .slice(0, 20)
    .map(byte => String.fromCharCode(97 + (byte % 26)))
  const iat = 1_700_000_000
  const key = (role: string) => sign({ iss: 'supabase', ref: ref.join(''), role, iat, exp: iat + DECADE }, jwtSecret)
  const short = (name: string) => `${seededName(`${seed}:supabase:${name}`, 1, 22)}_${seededName(`${seed}:supabase:${name}`, 2, 8)}`
  return {
    ref: ref.join(''),
    jwtSecret,
    anonKey: key('anon'),
    serviceRoleKey: key('service_role'),
    publishableKey: `sb_publishable_${short('publishable')}`,
    secretKey: `sb_secret_${short('secret')}`,
  }
}

/** A project as the lab's environment describes it. */
export interface Project extends ProjectKeys {
  /** Role by key: our own, and those that the environment names. */
  readonly keys: ReadonlyMap<string, string>
  /** Hosts that the environment gives to the project, besides Supabase's own. */
  readonly hosts: ReadonlySet<string>
}

/** Reads `SUPABASE_URL`, `NEXT_PUBLIC_SUPABASE_ANON_KEY`, `SUPABASE_JWT_SECRET` and their like, whatever stands before or after. */
export function readProject(world: LabWorld): Project {
  const named = Object.entries(world.env).filter(([name]) => /supabase/i.test(name))
  const secret = named.find(([name, value]) => /jwt_?secret/i.test(name) && value !== '')?.[1]
  const own = projectKeys(world.seed, secret)
  const keys = new Map([
    [own.anonKey, 'anon'],
    [own.publishableKey, 'anon'],
    [own.serviceRoleKey, 'service_role'],
    [own.secretKey, 'service_role'],
  ])
  const hosts = new Set<string>()
  for (const [name, value] of named) {
    if (value === '' || /jwt|hook|redirect|callback|site/i.test(name)) continue
    if (/service|secret_?key/i.test(name)) keys.set(value, 'service_role')
    else if (/anon|publishable|public_key|_key$/i.test(name) && !keys.has(value)) keys.set(value, 'anon')
    else if (/url|host|endpoint|api/i.test(name)) {
      const host = hostOf(value)
      if (host) hosts.add(host)
    }
  }
  return { ...own, keys, hosts }
}

function hostOf(value: string): string | undefined {
  try {
    const url = new URL(value)
    return /^https?:$/.test(url.protocol) ? url.hostname.toLowerCase() : undefined
  } catch {
    return undefined
  }
}
