import { standard, thirdParty } from './deno-land.js'
import type { Origin } from './origin.js'

const NPM = /^((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?(\/.*)?$/
/** Addresses that serve packages of npm, and what follows is the package. */
const CDNS: readonly RegExp[] = [
  /^https?:\/\/(?:cdn\.)?esm\.sh\/(?:v\d+\/|stable\/)?\*?/,
  /^https?:\/\/cdn\.skypack\.dev\/(?:-\/|pin\/)?/,
  /^https?:\/\/unpkg\.com\//,
  /^https?:\/\/(?:cdn|esm)\.jsdelivr\.net\/npm\//,
  /^https?:\/\/(?:ga\.)?jspm\.(?:io|dev)\/npm:/,
  /^https?:\/\/esm\.run\//,
]
/** Packages of JSR that npm has under another name. */
const JSR: Readonly<Record<string, string>> = {
  '@hono/hono': 'hono',
  '@zod/zod': 'zod',
  '@openai/openai': 'openai',
  '@panva/jose': 'jose',
}

/** Reads one specifier, whichever registry it is written for. */
export function originOf(specifier: string): Origin {
  const bare = specifier.replace(/[?#].*$/, '')
  if (bare.startsWith('npm:')) return npm(bare.slice(4).replace(/^\//, ''), specifier)
  if (bare.startsWith('jsr:')) return jsr(bare.slice(4).replace(/^\//, ''), specifier)
  if (bare.startsWith('https://jsr.io/')) return jsr(bare.slice(15), specifier)
  const cdn = CDNS.find(one => one.test(bare))
  if (cdn) {
    const rest = bare.replace(cdn, '')
    if (rest.startsWith('jsr/')) return jsr(rest.slice(4), specifier)
    if (/^(?:gh|pr)\//.test(rest)) return unknown(specifier)
    return npm(rest.replace(/\/\+esm$/, ''), specifier)
  }
  const std = /^https?:\/\/deno\.land\/std(?:@[^/]+)?\/(.+)$/.exec(bare)?.[1]
  if (std !== undefined) return standard(std.replace(/\.[jt]s$/, '')) ?? unknown(specifier)
  const third = /^https?:\/\/deno\.land\/x\/([^/@]+)(?:@v?([^/]+))?(?:\/(.*))?$/.exec(bare)
  if (third) return thirdParty(third[1]!, third[2], third[3] ?? '') ?? unknown(specifier)
  return unknown(specifier)
}

const unknown = (specifier: string): Origin => ({ kind: 'unknown', why: `\`${specifier}\` cannot be had from npm` })

function npm(text: string, specifier: string): Origin {
  const match = NPM.exec(text)
  if (!match) return unknown(specifier)
  const [, name, range, path = ''] = match
  // Only types come from there.
  if (/\.d\.[mc]?ts$/.test(path)) return { kind: 'ours', file: 'nothing' }
  const subpath = path.replace(/^\/(?:es\d+|esnext|deno|denonext)\/.*$/, '').replace(/\/$/, '')
  return { kind: 'package', name: name!, range: range === undefined || /^(?:latest|\^|~)$/.test(range) ? '*' : range, subpath }
}

function jsr(text: string, specifier: string): Origin {
  const match = NPM.exec(text)
  if (!match?.[1]?.startsWith('@')) return unknown(specifier)
  const [, name = '', range = '*', path = ''] = match
  if (/\.d\.ts$/.test(path) || name === '@supabase/functions-js') return { kind: 'ours', file: 'nothing' }
  if (name.startsWith('@std/')) return standard(name.slice(5) + path) ?? unknown(specifier)
  if (name.startsWith('@supabase/')) return { kind: 'package', name, range, subpath: path }
  const known = JSR[name]
  if (known !== undefined) return { kind: 'package', name: known, range, subpath: path }
  // Everything on JSR is served to npm's clients as well: https://jsr.io/docs/npm-compatibility
  return { kind: 'package', name: `@jsr/${name.slice(1).replace('/', '__')}`, range, subpath: path }
}
