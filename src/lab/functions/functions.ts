import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#base/package-root'
import type { Source } from '#source/source'
import { kit } from '../install/kit.js'
import { type PlannedFunction, plannedFunctions } from './configuration.js'
import { installPackages, type Wanted } from './packages.js'
import { wantedFunctions } from './wanted.js'

/** The app's edge functions, ready to be started on Deno. */
export interface Functions {
  /** Deno's program, as the seal sees it. */
  readonly deno: string
  readonly planned: readonly PlannedFunction[]
}

const DENO = '2.9.6'

/** Names of those that can be called. */
export const runnable = (functions: Functions | undefined): readonly string[] =>
  functions?.planned.filter(one => one.refused === undefined).map(one => one.name) ?? []

export const hasFunctions = (source: Source): boolean => wantedFunctions(source).length > 0

/** Fetches Deno where it is not in the cache yet, and the packages that the functions import. */
export async function installFunctions(source: Source, cache: string, log?: (line: string) => void): Promise<Functions> {
  const wanted = wantedFunctions(source)
  const deno = await denoProgram(cache, log)
  const packages = wanted
    .flatMap(({ imports }) => [...imports.values()])
    .flatMap((origin): Wanted[] => {
      if (origin.kind === 'package') return [{ name: origin.name, range: origin.range }]
      return origin.kind === 'ours' ? (origin.needs ?? []).map(need => ({ name: need, range: '*' })) : []
    })
  const installed = await installPackages(packages, cache)
  return { deno, planned: plannedFunctions(wanted, installed) }
}

/** Our own where it is installed beside us; else it is fetched once, and kept. */
async function denoProgram(cache: string, log: ((line: string) => void) | undefined): Promise<string> {
  const beside = programIn(join(packageRoot(), 'node_modules'))
  if (beside !== undefined) return join(packageRoot(), 'node_modules', beside)
  const name = `deno-${DENO}`
  if (!existsSync(join(cache, 'kits', name))) log?.(`install: Deno ${DENO} is fetched for the edge functions, once for all apps (92 MB)`)
  const inside = await kit(name, [`deno@${DENO}`], cache)
  const own = programIn(join(cache, 'kits', name, 'node_modules'))
  if (own === undefined) throw new Error(`there is no Deno for ${process.platform} on ${process.arch}`)
  return join(inside, 'node_modules', own)
}

function programIn(modules: string): string | undefined {
  const platforms = join(modules, '@deno')
  const platform = existsSync(platforms) ? readdirSync(platforms).find(one => existsSync(join(platforms, one, 'deno'))) : undefined
  return platform && join('@deno', platform, 'deno')
}
