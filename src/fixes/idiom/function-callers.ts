import type { Source, SourceFile } from '#source/source'

/** Whose code calls an edge function. */
export interface FunctionCallers {
  /** Files of browser code. */
  readonly browser: readonly string[]
  /** Other functions, and schedules in the database. */
  readonly servers: readonly string[]
  /** Whether all of these send the service role key. */
  readonly sendKey: boolean
  /** Whether somebody who has not signed in yet calls it, as far as file names say. */
  readonly isPublic: boolean
}

/** Pages for people who have not signed in, or need not. */
const PUBLIC =
  /(?:^|[/._-])(?:public\w*|auth|login\w*|sign-?[iu][np]\w*|\w*register|registration\w*|reset\w*|forgot\w*|landing\w*|unsubscribe\w*|welcome|contact\w*|checkout\w*|cart\w*|accept\w*|invit\w*|verify\w*|home|index|newsletter\w*|subscribe\w*|waitlist\w*|footer\w*|header\w*|hero\w*|nav\w*|feedback\w*|lead\w*|quote\w*|enquir\w*|inquir\w*|book\w*|reserv\w*|chat\w*|\w*widget)(?:page|form|context|provider|modal|dialog)?\.[jt]sx?$/i

export function callersOf(name: string, source: Source): FunctionCallers {
  const call = new RegExp(`\\binvoke(?:<[^>]*>)?\\(\\s*["'\`]${name}["'\`]|functions/v1/${name}(?![\\w-])`)
  const files = source.files.filter(file => isCode(file) && !file.path.includes(`functions/${name}/`) && call.test(file.text()))
  const [servers, browser] = [files.filter(isServer), files.filter(file => !isServer(file))]
  return {
    browser: browser.map(file => file.path),
    servers: servers.map(file => file.path),
    sendKey: servers.every(file => /service_role/i.test(file.text())),
    isPublic: browser.some(file => isReachedPublicly(file.path, source, new Set())),
  }
}

const isCode = (file: SourceFile): boolean =>
  (file.kind === 'code' || file.kind === 'sql') && !/\.(?:test|spec)\.|(?:^|\/)(?:tests?|e2e|__tests__)\//.test(file.path)

const isServer = (file: SourceFile): boolean => file.kind === 'sql' || /(?:^|\/)supabase\/functions\//.test(file.path)

/** A page of its own ends the way up: what the app shows around all pages says nothing. */
function isReachedPublicly(path: string, source: Source, seen: Set<string>): boolean {
  if (seen.has(path)) return false
  seen.add(path)
  const isEntry = /(?:^|\/)(?:index|main|app)\.[jt]sx?$/i.test(path) && !/(?:^|\/)(?:pages|views|screens|routes)\//.test(path)
  if (isEntry) return false
  if (PUBLIC.test(path)) return true
  if (/(?:^|\/)(?:pages|views|screens|routes)\//.test(path)) return false
  return importersOf(path, source).some(one => isReachedPublicly(one, source, seen))
}

const importers = new WeakMap<Source, Map<string, string[]>>()

/** Files that import another, by the end of its path: `@/hooks/useX`, `./useX`. */
function importersOf(path: string, source: Source): readonly string[] {
  let known = importers.get(source)
  if (!known) {
    known = new Map()
    for (const file of source.files) {
      if (!isCode(file) || isServer(file)) continue
      for (const [, from] of file.text().matchAll(/(?:from|import)\s*\(?\s*["']((?:\.|@\/|~)[^"']+)["']/g)) {
        const stem = stemOf(from!)
        known.set(stem, [...(known.get(stem) ?? []), file.path])
      }
    }
    importers.set(source, known)
  }
  return known.get(stemOf(path)) ?? []
}

const stemOf = (path: string): string =>
  path
    .replace(/\.[jt]sx?$/, '')
    .replace(/\/index$/, '')
    .split('/')
    .at(-1)!
