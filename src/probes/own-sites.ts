import type { Source } from '#source/source'
import type { Lab } from '#lab/lab'

/** A site of the app's own whose pages ask this app from another origin, under each name that it may have here. */
export interface OwnSite {
  /** For people. */
  readonly name: string
  readonly origins: readonly string[]
}

/** Addresses of other sites of the app: an API, the app itself and the services that it calls ask nothing from a browser. */
const VARIABLE =
  /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|PUBLIC_)?(?:\w+_)?(?:FRONT_?END|CLIENT|WEB|ADMIN|DASHBOARD|PORTAL|STUDIO|STORE(?:FRONT)?|CORS|ALLOWED)_?(?:APP_|SITE_)?(?:URLS?|ORIGINS?|HOSTS?|DOMAINS?)$/
const LIST = /(?:origins?|white_?list|allow_?list|allowed\w*)["']?\s*(?::[^=\n]{1,40})?[:=]\s*(?:new Set\(\s*)?\[([^\]]{1,2000})\]/gi
const ADDRESS = /https?:\/\/[\w.-]+(?::\d+)?/g
const MOST = 6

/** A site as the app's files name it, with the variable that holds it. */
interface NamedSite {
  readonly site: string
  readonly variable?: string
}

/** Asked for every route; the files stay what they are. */
const known = new WeakMap<Source, readonly NamedSite[]>()

/** Sites that the example of variables names, and those in lists of origins in the code. */
export function ownSites(source: Source, { env }: Pick<Lab, 'env'>): readonly OwnSite[] {
  const sites = new Map<string, readonly string[]>()
  const add = (origins: readonly string[]): void => {
    const [name] = origins
    if (name !== undefined && !/\b(?:localhost|127\.0\.0\.1|example\.(?:com|org|net))\b/.test(name) && !sites.has(name))
      sites.set(name, origins)
  }
  for (const { site, variable } of namedIn(source))
    // In the copy the variable has another value, and the code may compare with that.
    add([site, ...(variable === undefined ? [] : addressesIn(env(variable) ?? ''))])
  return [...sites].slice(0, MOST).map(([name, origins]) => ({ name, origins }))
}

function namedIn(source: Source): readonly NamedSite[] {
  const named =
    known.get(source) ??
    source.files.flatMap((file): readonly NamedSite[] => {
      if (file.kind === 'env')
        return [...file.text().matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*["']?([^\s"'#]+)/gm)].flatMap(([, variable, value]) =>
          VARIABLE.test(variable!) ? addressesIn(value!).map(site => ({ site, variable: variable! })) : [],
        )
      if (file.kind !== 'code' || /(?:^|\/)(?:tests?|__tests__|e2e|examples?)\/|\.(?:test|spec)\./.test(file.path)) return []
      return [...file.text().matchAll(LIST)].flatMap(([, items]) => addressesIn(items!).map(site => ({ site })))
    })
  known.set(source, named)
  return named
}

const addressesIn = (text: string): readonly string[] => text.match(ADDRESS) ?? []
