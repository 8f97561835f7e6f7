import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a registry knows of a package: the address of its source. `undefined` where it has no such package. */
export type Published = (name: string) => Promise<string | undefined>

const ELSEWHERE = /^(?:git\+|git:|git@|ssh:|github:|gitlab:|bitbucket:|gist:|https?:)|^[\w-]+\/[\w.-]+(?:#\S*)?$/
const LISTS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const
/** They hold a package's version for everybody who asks for it; without them everybody gets the registry's. */
const PINS = ['overrides', 'resolutions'] as const

type Manifest = Record<string, Record<string, unknown> | undefined>

/** Whether a manifest takes a package from where no registry is. */
export const isOffRegistry = (text: string): boolean => {
  const manifest = read(text)
  return manifest !== undefined && [...LISTS, ...PINS].some(list => elsewhere(manifest[list]).length > 0)
}

/**
 * Rewrites manifests that take packages from a repository or an address: the registry's package of that name takes their place where it
 * is made from a repository of the same name (a fork keeps it); what has none is left out. Says which.
 */
export async function takeFromRegistry(folder: string, manifests: readonly string[], published: Published): Promise<readonly string[]> {
  const says = new Set<string>()
  for (const path of manifests) {
    const manifest = read(readFileSync(join(folder, path), 'utf8'))
    if (!manifest) continue
    for (const list of PINS) for (const [name] of elsewhere(manifest[list])) delete manifest[list]![name]
    for (const list of LISTS)
      for (const [name, from] of elsewhere(manifest[list])) {
        const origin = await published(name)
        if (origin !== undefined && isSame(name, from, origin)) {
          manifest[list]![name] = '*'
          says.add(`\`${name}\` comes from the registry, and not from \`${plain(from)}\``)
        } else {
          delete manifest[list]![name]
          says.add(`\`${name}\` is left out: it is at \`${plain(from)}\` alone`)
        }
      }
    writeFileSync(join(folder, path), JSON.stringify(manifest, null, 2))
  }
  return [...says]
}

function read(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest
  } catch {
    return undefined
  }
}

const elsewhere = (list: Readonly<Record<string, unknown>> | undefined): readonly (readonly [string, string])[] =>
  Object.entries(list ?? {}).flatMap(([name, from]) => (typeof from === 'string' && ELSEWHERE.test(from) ? [[name, from] as const] : []))

/** An archive is named after its package; a repository has the name of the one that the registry's package is made from. */
function isSame(name: string, from: string, origin: string): boolean {
  const last = lastOf(from)
  return /\.t(?:ar\.)?gz$/.test(from.replace(/[?#].*$/, '')) ? last.startsWith(`${name.split('/').at(-1)}-`) : last === lastOf(origin)
}

const lastOf = (address: string): string =>
  address
    .replace(/[?#].*$/, '')
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .at(-1)!
    .toLowerCase()

/** An address may carry a password. */
const plain = (from: string): string => from.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '')
