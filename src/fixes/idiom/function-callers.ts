import type { Source, SourceFile } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { findNodes, openCode, textOf } from '../code/code.js'

/** Whose code calls an edge function. */
export interface FunctionCallers {
  /** Files of browser code. */
  readonly browser: readonly string[]
  /** Other functions, and schedules in the database. */
  readonly servers: readonly string[]
  /** Whether all of these send the service role key. */
  readonly sendKey: boolean
  /** Whether browser code says its name somewhere: `invoke(NAME)`. */
  readonly isNamed: boolean
  /** Whether somebody who has not signed in yet calls it, as far as file names say. */
  readonly isPublic: boolean
}

/** Pages for people who have not signed in, or need not. */
const PUBLIC =
  /(?:^|[/._-])(?:public\w*|auth|login\w*|sign-?[iu][np]\w*|\w*register|registration\w*|reset\w*|forgot\w*|landing\w*|unsubscribe\w*|welcome|contact\w*|checkout\w*|cart\w*|accept\w*|invit\w*|verify\w*|home|index|newsletter\w*|subscribe\w*|waitlist\w*|footer\w*|header\w*|hero\w*|nav\w*|feedback\w*|lead\w*|quote\w*|enquir\w*|inquir\w*|book\w*|reserv\w*|chat\w*|\w*widget)(?:page|form|context|provider|modal|dialog)?\.[jt]sx?$/i

export function callersOf(name: string, source: Source): FunctionCallers {
  const call = new RegExp(`\\binvoke(?:<[^(]*>)?\\(\\s*["'\`]${name}["'\`]|functions/v1/${name}(?![\\w-])`, 'g')
  const others = source.files.filter(file => isCode(file) && !file.path.includes(`functions/${name}/`))
  const files = others.filter(file => file.text().search(call) >= 0)
  const quoted = new RegExp(`["'\`/]${name}["'\`]`)
  const [servers, browser] = [files.filter(isServer), files.filter(file => !isServer(file))]
  return {
    browser: browser.map(file => file.path),
    servers: servers.map(file => file.path),
    sendKey: servers.every(file => [...file.text().matchAll(call)].every(({ index }) => sendsKey(file, index, source))),
    isNamed: others.some(file => !isServer(file) && quoted.test(file.text())),
    isPublic: browser.some(file => isReachedPublicly(file.path, source, new Set())),
  }
}

/** How far behind its address a call says what it sends. */
const CALL = 400

/** Whether one call sends the service role key, by that name or by one that is made of it. */
function sendsKey(file: SourceFile, at: number, source: Source): boolean {
  const text = file.text()
  const before = /(?:[\w.]+\.functions\s*\.\s*)?$/.exec(text.slice(Math.max(0, at - 80), at))![0]
  const sent = before + text.slice(at, at + CALL).split(/;\s*(?:\n|$)|\$\w*\$/)[0]!
  if (/anon|req(?:uest)?\.headers/i.test(sent)) return false
  return /service_role/i.test(sent) || namesOfKey(file, source).some(name => new RegExp(`\\b${name}\\b`).test(sent))
}

/** `key` of `const key = Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')`, and the client and the headers that are made of it. */
function namesOfKey(file: SourceFile, source: Source): readonly string[] {
  const code = openCode(source, file.path)
  const names: string[] = []
  for (const one of code ? findNodes(code, node => node.type === 'VariableDeclarator' && node.init !== null) : []) {
    const name = nameOf(one.id)
    const init = textOf(code!, one.init as Node)
    const isMade = /service_role/i.test(init) || names.some(known => new RegExp(`\\b${known}\\b`).test(init))
    // An answer, or a function, is not the key.
    if (name !== undefined && isMade && !/\bawait\b|=>|\bfunction\b|anon/i.test(init)) names.push(name)
  }
  return names
}

const isCode = (file: SourceFile): boolean =>
  (file.kind === 'code' || file.kind === 'sql') && !/\.(?:test|spec)\.|(?:^|\/)(?:tests?|e2e|__tests__)\//.test(file.path)

const isServer = (file: SourceFile): boolean => file.kind === 'sql' || /(?:^|\/)supabase\/functions\//.test(file.path)

/** A page of its own ends the way up: what the app shows around all pages says nothing. */
export function isReachedPublicly(path: string, source: Source, seen: Set<string>): boolean {
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
