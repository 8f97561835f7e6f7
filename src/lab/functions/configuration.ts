import { join } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'
import { compiled } from '../seal/ours.js'
import type { Origin } from './origin.js'
import { type Installed, keyOf } from './packages.js'
import type { WantedFunction } from './wanted.js'

/** How one function is started, or why not. */
export interface PlannedFunction {
  readonly name: string
  /** Relative to the app. */
  readonly file: string
  readonly verifyJwt: boolean
  /** Deno's configuration file. */
  readonly config: Readonly<Record<string, unknown>>
  readonly refused: string | undefined
}

/** Deno's own choice among what a package offers. */
const AS_DENO = { conditionNames: ['deno', 'node', 'import', 'default'], mainFields: ['main'], symlinks: false }

export function plannedFunctions(wanted: readonly WantedFunction[], installed: Installed): readonly PlannedFunction[] {
  const resolver = new ResolverFactory(AS_DENO)
  const fileOf = (name: string, range: string, subpath: string): string | undefined => {
    const alias = installed.names.get(keyOf({ name, range }))
    if (alias === undefined) return undefined
    const { path } = resolver.sync(installed.folder, alias + subpath)
    return path && `file://${installed.inside}${path.slice(installed.folder.length)}`
  }
  const target = (origin: Origin): string | undefined => {
    if (origin.kind === 'built-in') return origin.name
    if (origin.kind === 'ours') return `file://${compiled(join('lab/functions/shims', `${origin.file}.js`))}`
    return origin.kind === 'package' ? fileOf(origin.name, origin.range, origin.subpath) : undefined
  }
  return wanted.map(({ edge, imports, aliases, config }) => {
    const map: Record<string, string> = Object.fromEntries([...aliases].map(([key, path]) => [key, `file:///lab/app/${path}`]))
    let refused: string | undefined
    for (const [specifier, origin] of imports) {
      const to = target(origin)
      if (to !== undefined) map[specifier] = to
      else refused ??= origin.kind === 'unknown' ? origin.why : `\`${specifier}\` was not found on npm`
      if (origin.kind === 'ours')
        for (const need of origin.needs ?? []) {
          const there = fileOf(need, '*', '')
          if (there === undefined) refused ??= `\`${need}\` was not found on npm`
          else map[need] = there
        }
    }
    const { compilerOptions } = config
    return {
      name: edge.name,
      file: edge.file,
      verifyJwt: edge.verifyJwt,
      config: { nodeModulesDir: 'manual', imports: map, ...(compilerOptions && { compilerOptions }) },
      refused,
    }
  })
}
