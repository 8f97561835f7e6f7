import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installIn } from '../install/install-in.js'

/** Packages in a folder of the cache, each under a name of its own, since two functions may want two versions. */
export interface Installed {
  /** As the seal sees it. */
  readonly inside: string
  readonly folder: string
  /** `stripe@14.21.0` to the name under which it is installed; what the registry has not is missing. */
  readonly names: ReadonlyMap<string, string>
}

export interface Wanted {
  readonly name: string
  readonly range: string
}

export const keyOf = ({ name, range }: Wanted): string => `${name}@${range}`

/** A package that the registry has not costs only those who want it. */
const MOST_REFUSALS = 8

/** Installs without scripts; kept by what is wanted. */
export async function installPackages(wanted: readonly Wanted[], cache: string): Promise<Installed> {
  const sorted = [...new Map(wanted.map(one => [keyOf(one), one])).values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const hash = createHash('sha256')
    .update(`2 ${process.platform} ${process.arch} ${sorted.map(keyOf).join(' ')}`)
    .digest('hex')
    .slice(0, 24)
  const folder = join(cache, 'functions', hash)
  const inside = `/cache/functions/${hash}`
  if (!existsSync(folder)) await install(sorted, folder, cache)
  const names = new Map(Object.entries(JSON.parse(readFileSync(join(folder, 'names.json'), 'utf8')) as Record<string, string>))
  return { inside, folder, names }
}

async function install(sorted: readonly Wanted[], folder: string, cache: string): Promise<void> {
  mkdirSync(join(cache, 'functions'), { recursive: true })
  let left = sorted
  for (let refusals = 0; ; refusals++) {
    const draft = mkdtempSync(join(cache, 'functions', 'draft-'))
    const names = named(left)
    const dependencies = Object.fromEntries(
      left.map(one => [names.get(keyOf(one))!, names.get(keyOf(one)) === one.name ? one.range : `npm:${one.name}@${one.range}`]),
    )
    writeFileSync(join(draft, 'package.json'), JSON.stringify({ private: true, dependencies }))
    writeFileSync(join(draft, 'names.json'), JSON.stringify(Object.fromEntries(names)))
    if (left.some(one => one.name.startsWith('@jsr/'))) writeFileSync(join(draft, '.npmrc'), '@jsr:registry=https://npm.jsr.io\n')
    const command = 'npm install --ignore-scripts --no-audit --no-fund --loglevel=error --omit=dev --force'
    const result = left.length === 0 ? undefined : await installIn(draft, '/lab/app', command, {}, cache)
    if (result === undefined || result.code === 0) return renameSync(draft, folder)
    rmSync(draft, { recursive: true, force: true })
    const refused = left.find(one => names.get(keyOf(one)) !== undefined && speaksOf(result.output, one))
    if (!refused || refusals === MOST_REFUSALS) throw new Error(result.output.trim().split('\n').slice(-4).join(' ').slice(-300))
    left = left.filter(one => one !== refused)
  }
}

/** The first version of a package has its plain name: others that it needs find it there. */
function named(wanted: readonly Wanted[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const one of wanted) {
    const plain = !taken.has(one.name)
    taken.add(one.name)
    names.set(
      keyOf(one),
      plain ? one.name : `${one.name.replaceAll(/[@/]/g, '-').replace(/^-/, '')}-${one.range.replaceAll(/[^\w.-]/g, '_')}`,
    )
  }
  return names
}

function speaksOf(output: string, { name, range }: Wanted): boolean {
  const text = output.replaceAll('%2f', '/')
  return new RegExp(
    `(?:No matching version found for|Not found|404[^\\n]*)[^\\n]*${escaped(name)}(?:@(?:npm:[^@]*@)?${escaped(range)})?`,
  ).test(text)
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
