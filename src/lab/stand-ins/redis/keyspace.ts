import { wrongType } from './reply.js'

export type Entry =
  | { readonly kind: 'string'; value: string; until?: number | undefined }
  | { readonly kind: 'hash'; readonly value: Map<string, string>; until?: number | undefined }
  | { readonly kind: 'list'; readonly value: string[]; until?: number | undefined }
  | { readonly kind: 'set'; readonly value: Set<string>; until?: number | undefined }
  | { readonly kind: 'zset'; readonly value: Map<string, number>; until?: number | undefined }
  | { readonly kind: 'stream'; readonly value: Map<string, readonly string[]>; until?: number | undefined }

export type Kind = Entry['kind']
type Of<K extends Kind> = Extract<Entry, { kind: K }>

/** One numbered database. */
export type Keyspace = Map<string, Entry>

/** Everything that the server holds. */
export interface Keyspaces {
  readonly all: Map<number, Keyspace>
  /** Scripts that were loaded, by their hash. */
  readonly scripts: Map<string, string>
  now(): number
}

export function createKeyspaces(now: () => number = Date.now): Keyspaces {
  return { all: new Map(), scripts: new Map(), now }
}

/** What a command works on. */
export interface Place {
  readonly keys: Keyspace
  readonly now: number
}

export function place(spaces: Keyspaces, number: number): Place {
  let keys = spaces.all.get(number)
  if (!keys) spaces.all.set(number, (keys = new Map()))
  return { keys, now: spaces.now() }
}

/** The entry, unless its time is over. */
export function entry({ keys, now }: Place, key: string): Entry | undefined {
  const found = keys.get(key)
  if (found?.until !== undefined && found.until <= now) {
    keys.delete(key)
    return undefined
  }
  return found
}

export function read<K extends Kind>(at: Place, key: string, kind: K): Of<K>['value'] | undefined {
  const found = entry(at, key)
  if (found && found.kind !== kind) throw wrongType()
  return found?.value as Of<K>['value'] | undefined
}

const EMPTY: { readonly [K in Exclude<Kind, 'string'>]: () => Extract<Entry, { kind: K }> } = {
  hash: () => ({ kind: 'hash', value: new Map() }),
  list: () => ({ kind: 'list', value: [] }),
  set: () => ({ kind: 'set', value: new Set() }),
  zset: () => ({ kind: 'zset', value: new Map() }),
  stream: () => ({ kind: 'stream', value: new Map() }),
}

/** The collection at a key, made when there is none. */
export function open<K extends Exclude<Kind, 'string'>>(at: Place, key: string, kind: K): Of<K>['value'] {
  const found = read(at, key, kind)
  if (found !== undefined) return found
  const made: Entry = EMPTY[kind]()
  at.keys.set(key, made)
  return made.value as Of<K>['value']
}

/** A collection that became empty is no key any more. */
export function tidy({ keys }: Place, key: string): void {
  const found = keys.get(key)
  if (!found || found.kind === 'string') return
  if ((found.kind === 'list' ? found.value.length : found.value.size) === 0) keys.delete(key)
}

export function live(at: Place): readonly string[] {
  return [...at.keys.keys()].filter(key => entry(at, key) !== undefined)
}

export function glob(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\*|\?|\[(\^?)([^\]]*)\]|[.+^${}()|\\]/g,
    (all, escaped: string | undefined, not: string | undefined, set: string | undefined) => {
      if (escaped !== undefined) return escaped.replace(/\W/g, '\\$&')
      if (all === '*') return '[\\s\\S]*'
      if (all === '?') return '[\\s\\S]'
      return set === undefined ? `\\${all}` : `[${not}${set.replace(/[\\\]]/g, '\\$&')}]`
    },
  )
  return new RegExp(`^${source}$`)
}

/** `MATCH` and `COUNT` of a scan; what is held is scanned whole in pages. */
export function scan(
  all: readonly string[],
  cursor: number,
  args: readonly string[],
): { readonly next: number; readonly found: readonly string[] } {
  const option = (name: string) => args[args.findIndex(each => each.toUpperCase() === name) + 1]
  const has = (name: string) => args.some(each => each.toUpperCase() === name)
  const count = has('COUNT') ? Math.max(1, Number(option('COUNT'))) : 10
  const pattern = has('MATCH') ? glob(option('MATCH') ?? '*') : undefined
  const part = all.slice(cursor, cursor + count)
  return { next: cursor + count >= all.length ? 0 : cursor + count, found: pattern ? part.filter(key => pattern.test(key)) : part }
}
