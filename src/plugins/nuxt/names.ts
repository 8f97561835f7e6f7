import { kept } from '../kept.js'
import type { World } from '../plugin.js'
import { library, type Value } from '../value.js'

/** Folders of server code, each with the files whose exports are there without an import. https://nuxt.com/docs/guide/directory-structure/server */
export interface Server {
  /** Where `api`, `routes`, `middleware` and `utils` stand. */
  readonly base: string
  readonly folder: string
}

export function serversOf(world: Pick<World, 'source' | 'memory'>): readonly Server[] {
  return kept<Server[]>(world, 'nuxt-servers', () => serversIn(world.source))
}

export function serversIn({ packages, files }: World['source']): Server[] {
  return packages.flatMap(({ folder, dependencies, devDependencies }) => {
    const all = { ...dependencies, ...devDependencies }
    const inside = folder ? `${folder}/` : ''
    if ('nuxt' in all || 'nuxt3' in all || 'nuxt-nightly' in all) return [{ base: `${inside}server/`, folder: inside }]
    if (!('nitropack' in all || 'nitro' in all)) return []
    return [{ base: files.some(file => file.path.startsWith(`${inside}server/`)) ? `${inside}server/` : inside, folder: inside }]
  })
}

const NITRO =
  /^(?:defineEventHandler|eventHandler|define(?:Cached|Lazy|Wrapped)\w*Handler|defineCached\w+|cached(?:EventHandler|Function)|lazyEventHandler|fromNodeMiddleware|read\w*Body|readFormData|readMultipartFormData|get(?:Query|Validated\w+|RouterParams?|Headers?|RequestHeaders?|RequestHeader|RequestIP|RequestHost|RequestURL|RequestPath|Method|Cookie|Session)|parseCookies|set(?:Cookie|Header|Headers|ResponseStatus|ResponseHeaders?)|appendResponseHeader|deleteCookie|createError|sendRedirect|sendError|sendNoContent|sendStream|send|toWebRequest|useRuntimeConfig|use(?:Session)|updateSession|clearSession|(?:get|require|set|clear|replace)UserSession|defineOAuth\w+EventHandler|serverSupabase\w+)$/

/** What a name means that nobody imported: of the framework, or of the app's own `utils`. */
export function nameFor(world: World, file: string, name: string): Value | undefined {
  const server = serversOf(world).find(one => file.startsWith(one.base) || file.startsWith(`${one.folder}shared/`))
  if (!server) return undefined
  const own = ownNames(world, server).get(name)
  if (own && own !== file) {
    const exports = world.load(own)
    const value = exports?.k === 'object' ? (exports.props.get(name) ?? exports.props.get('default')) : undefined
    if (value) return value
  }
  return NITRO.test(name) ? library('h3', name) : undefined
}

const EXPORTS = /^export\s+(?:async\s+)?(?:function\*?|const|let|class)\s+(\w+)|^export\s*\{([^}]*)\}/gm

function ownNames({ source, memory }: World, { base, folder }: Server): ReadonlyMap<string, string> {
  const key = `nuxt-names ${base}`
  let known = memory.get(key) as Map<string, string> | undefined
  if (known) return known
  memory.set(key, (known = new Map()))
  for (const file of source.files) {
    if (file.kind !== 'code' || ![`${base}utils/`, `${folder}shared/utils/`].some(utils => file.path.startsWith(utils))) continue
    for (const [, declared, listed] of file.text().matchAll(EXPORTS)) {
      const names = declared
        ? [declared]
        : (listed ?? '').split(',').map(one =>
            one
              .trim()
              .split(/\s+as\s+/)
              .at(-1)!,
          )
      for (const name of names) if (name && !known.has(name)) known.set(name, file.path)
    }
    if (/^export\s+default\b/m.test(file.text())) {
      const stem = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '')
      const name = stem.replaceAll(/[-_.](\w)/g, (_, letter: string) => letter.toUpperCase())
      if (!known.has(name)) known.set(name, file.path)
    }
  }
  return known
}
