import { posix } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'
import { remembered } from '#facts/remembered'
import type { Source, SourceFile } from '#source/source'
import { parsedOf } from '#source/tree'
import { readsIn } from './reads.js'

const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mts',
  '.mjs',
  '.cts',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.jsx',
  '/index.mjs',
]

/** Finds the file of the app that an import names. */
export type Resolve = (from: string, specifier: string) => string | undefined

export function makeResolve(source: Source): Resolve {
  const resolver = new ResolverFactory({
    tsconfig: 'auto',
    extensions: ['.ts', '.tsx', '.js', '.jsx', '.mjs', '.json'],
    conditionNames: ['import', 'browser', 'default'],
    symlinks: false,
  })
  const installed = new Set(source.packages.flatMap(one => [...Object.keys(one.dependencies), ...Object.keys(one.devDependencies)]))
  const workspaces = new Set(source.packages.map(one => one.name).filter(name => name !== ''))
  const known = new Map<string, string | undefined>()
  const own = (path: string): string | undefined => {
    for (const ending of ENDINGS) if (source.file(path + ending)?.kind === 'code') return path + ending
    // TypeScript names the file that it will become: `./a.js` for `a.ts`.
    const stem = path.replace(/\.([cm]?)jsx?$/, '.$1ts')
    return stem === path ? undefined : [stem, `${stem}x`].find(one => source.file(one))
  }
  const byAlias = (from: string, specifier: string): string | undefined => {
    const [scope, second] = specifier.split('/')
    const name = specifier.startsWith('@') ? `${scope}/${second}` : scope!
    if (/^(?:node|npm|jsr|https?|virtual|data):/.test(specifier) || (installed.has(name) && !workspaces.has(name))) return undefined
    try {
      const { path } = resolver.resolveFileSync(`${source.root}/${from}`, specifier)
      if (path?.startsWith(`${source.root}/`)) return own(path.slice(source.root.length + 1))
    } catch {}
    // Vite's own aliases, without paths in a tsconfig.
    const below = /^(?:@@?|~~?)\/(.+)$/.exec(specifier)?.[1] ?? /^\$(lib(?:\/.+)?)$/.exec(specifier)?.[1]
    const folder = source.packageOf(from)?.folder ?? ''
    return below === undefined
      ? undefined
      : ['src', 'client/src', 'app', ''].map(place => own(posix.join(folder, place, below))).find(Boolean)
  }
  return (from, specifier) => {
    if (specifier.startsWith('.')) return own(posix.join(posix.dirname(from), specifier))
    const key = `${posix.dirname(from)} ${specifier}`
    if (!known.has(key)) known.set(key, byAlias(from, specifier))
    return known.get(key)
  }
}

/** One import or re-export whose code is really loaded. */
export interface Import {
  readonly specifier: string
  /** Local names that it brings; empty for bare and dynamic imports. */
  readonly names: readonly string[]
}

/** What a file loads; imports of types alone are left out. */
export const importsOf = (file: SourceFile): readonly Import[] => remembered(file, 'imports@1', () => readImports(file))

function readImports(file: SourceFile): Import[] {
  const text = file.text()
  const { module } = parsedOf(file)
  // While the tree is there.
  readsIn(file)
  const imports: Import[] = []
  for (const one of module.staticImports) {
    if (one.entries.length > 0 && one.entries.every(entry => entry.isType)) continue
    imports.push({ specifier: one.moduleRequest.value, names: one.entries.map(entry => entry.localName.value) })
  }
  for (const entry of module.staticExports.flatMap(one => one.entries)) {
    if (entry.moduleRequest && !entry.isType) imports.push({ specifier: entry.moduleRequest.value, names: [] })
  }
  for (const one of module.dynamicImports) {
    const specifier = /^['"`]([^'"`$]+)['"`]$/.exec(text.slice(one.moduleRequest.start, one.moduleRequest.end))?.[1]
    if (specifier) imports.push({ specifier, names: [] })
  }
  if (text.includes('require('))
    for (const match of text.matchAll(/\brequire\(\s*['"]([^'"]+)['"]\s*\)/g)) imports.push({ specifier: match[1]!, names: [] })
  return imports
}
