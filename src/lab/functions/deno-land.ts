import { DENO_MODULES_ON_NPM } from '#base/deno-modules'
import type { Origin } from './origin.js'

const ours = (file: string, needs?: readonly string[]): Origin => ({ kind: 'ours', file, ...(needs && { needs }) })
const npm = (name: string, range = '*', subpath = ''): Origin => ({ kind: 'package', name, range, subpath })

/** Parts of Deno's standard library, in all their spellings, and which file of ours does what they did. */
const STANDARD: readonly (readonly [RegExp, string])[] = [
  [/^http\/server(?:_legacy)?$/, 'server'],
  [/^http(?:\/mod)?$/, 'server'],
  [/^http\/(?:http_)?status$/, 'status'],
  [/^http\/cookie$/, 'cookie'],
  [/^encoding\/base64_?url$/, 'base64url'],
  [/^encoding\/base64$/, 'base64'],
  [/^encoding\/hex$/, 'hex'],
  [/^encoding(?:\/mod)?$/, 'encoding'],
  [/^crypto(?:\/|$)/, 'crypto'],
  [/^hash\/(?:md5|sha1|sha256|sha512|mod)$/, 'hash'],
  [/^uuid(?:\/|$)/, 'uuid'],
  [/^dotenv(?:\/|$)/, 'dotenv'],
  [/^async\/(?:delay|mod)$|^async$/, 'async'],
  [/^assert(?:\/|$)|^testing\/asserts$/, 'assert'],
]

/** `http/server`, `encoding/base64`, `node/crypto`; `undefined` for what has no counterpart here. */
export function standard(path: string): Origin | undefined {
  if (path.startsWith('node/')) return { kind: 'built-in', name: `node:${path.slice(5)}` }
  if (/^path(?:\/|$)/.test(path)) return { kind: 'built-in', name: 'node:path/posix' }
  const found = STANDARD.find(([pattern]) => pattern.test(path))
  return found && ours(found[1])
}

/** Modules of deno.land that only Deno has, and which file of ours does what they did. */
const OURS: Readonly<Record<string, Origin>> = {
  xhr: ours('nothing'),
  djwt: ours('djwt'),
  bcrypt: ours('bcrypt', ['bcryptjs']),
  denomailer: ours('mail', ['nodemailer']),
  smtp: ours('mail', ['nodemailer']),
  postgres: ours('postgres', ['pg']),
}

export function thirdParty(name: string, version: string | undefined, path: string): Origin | undefined {
  if (Object.hasOwn(OURS, name)) return OURS[name]
  if (!Object.hasOwn(DENO_MODULES_ON_NPM, name)) return undefined
  // Their own entry is `mod.ts`; deeper parts are those of the package where it is Hono's or Zod's kind.
  const part = path
    .replace(/\.[mc]?[jt]sx?$/, '')
    .replace(/^(?:mod|index|lib\/index|src\/mod|src\/index|lib\/mod)$/, '')
    .replace(/\/(?:mod|index)$/, '')
  const inside = name === 'hono' && part !== '' ? `/${part.replace(/^middleware\//, '').replace(/^deno_dist\/?/, '')}` : ''
  return npm(DENO_MODULES_ON_NPM[name]!, version ?? '*', inside === '/' ? '' : inside)
}
