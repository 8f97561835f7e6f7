import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
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

export const hasFunctions = (source: Source): boolean => wantedFunctions(source).length > 0

/** Fetches Deno where it is not in the cache yet, and the packages that the functions import. */
export async function installFunctions(source: Source, cache: string, log?: (line: string) => void): Promise<Functions> {
  const wanted = wantedFunctions(source)
  const name = `deno-${DENO}`
  if (!existsSync(join(cache, 'kits', name))) log?.(`install: Deno ${DENO} is fetched for the edge functions, once for all apps (92 MB)`)
  const inside = await kit(name, [`deno@${DENO}`], cache)
  const platforms = join(cache, 'kits', name, 'node_modules/@deno')
  const platform = readdirSync(platforms).find(one => existsSync(join(platforms, one, 'deno')))
  if (platform === undefined) throw new Error(`there is no Deno for ${process.platform} on ${process.arch}`)
  const packages = wanted.flatMap(({ imports }) => [...imports.values()]).flatMap((origin): Wanted[] => {
    if (origin.kind === 'package') return [{ name: origin.name, range: origin.range }]
    return origin.kind === 'ours' ? (origin.needs ?? []).map(need => ({ name: need, range: '*' })) : []
  })
  const installed = await installPackages(packages, cache)
  return { deno: `${inside}/node_modules/@deno/${platform}/deno`, planned: plannedFunctions(wanted, installed) }
}
