import type { Allow, AllowMethod, MatchBlock, RulesFile, RulesFunction, RulesService } from './ast.js'
import { type Declared, type Documents, evaluate, type Evaluation, type Names, resourceOf, truth } from './evaluate.js'
import { mapOf, RulesError, type RulesMap, type RulesValue, valueOf } from './value.js'

/** One request to the service, as its rules see it. */
export interface RulesRequest {
  readonly method: 'get' | 'list' | 'create' | 'update' | 'delete'
  /** Below `documents` (Firestore) or below the bucket's root (Storage): `users/u1`. */
  readonly path: string
  readonly auth: { readonly uid: string; readonly token?: Readonly<Record<string, unknown>> } | null
  /** Data after the write. */
  readonly data?: RulesMap
  /** For Storage: the file as it stands, and as it will. */
  readonly resource?: RulesMap
  readonly time: number
  readonly query?: Readonly<Record<string, unknown>>
}

/** What came of a request, and which `allow` decided or failed. */
export interface Decision {
  readonly allowed: boolean
  readonly by: readonly Allow[]
  /** Conditions that failed to evaluate. */
  readonly errors: readonly { readonly allow: Allow; readonly message: string }[]
}

/** An `allow` that speaks for a path, with the names in force at it. */
export interface Applicable {
  readonly allow: Allow
  readonly names: Names
  readonly blocks: readonly MatchBlock[]
}

const COVERS: Readonly<Record<RulesRequest['method'], AllowMethod>> = {
  get: 'read',
  list: 'read',
  create: 'write',
  update: 'write',
  delete: 'write',
}

export const covers = (allow: Allow, method: RulesRequest['method']): boolean =>
  allow.methods.includes(method) || allow.methods.includes(COVERS[method])

/** Decides one request. A method is allowed as soon as one `allow` that matches says so; a failing one says nothing. */
export function decide(rules: RulesFile, service: RulesService, request: RulesRequest, documents: Documents = new Map()): Decision {
  const by: Allow[] = []
  const errors: { allow: Allow; message: string }[] = []
  const after = new Map(documents)
  if (request.method === 'delete') after.delete(request.path)
  else if (request.data) after.set(request.path, request.data)
  for (const { allow, names } of applicable(rules, service, request.path, rootsOf(service, request, documents))) {
    if (!covers(allow, request.method)) continue
    const on: Evaluation = { documents, after, expressions: 0, read: new Set() }
    try {
      if (!allow.condition || truth(evaluate(allow.condition, names, on))) by.push(allow)
    } catch (error) {
      if (!(error instanceof RulesError)) throw error
      errors.push({ allow, message: error.message })
    }
  }
  return { allowed: by.length > 0, by, errors }
}

/** `request` and `resource`. */
export function rootsOf(service: RulesService, request: RulesRequest, documents: Documents): ReadonlyMap<string, RulesValue> {
  const { auth, method } = request
  const storage = service.name === 'firebase.storage'
  const old = storage ? request.resource : documents.get(request.path)
  const wrap = (data: RulesMap): RulesMap => (storage ? data : resourceOf(request.path, data))
  const writes = method === 'create' || method === 'update'
  const entries: [string, RulesValue][] = [
    [
      'auth',
      auth
        ? mapOf([
            ['uid', auth.uid],
            ['token', valueOf({ sub: auth.uid, ...auth.token })],
          ])
        : null,
    ],
    // App Check says that the app asks, not who uses it: whoever opens the app passes it.
    ['app', mapOf([['app_id', 'app']])],
    ['method', method],
    ['path', { t: 'path', parts: [...rootOf(service), ...request.path.split('/')] }],
    ['time', { t: 'timestamp', ms: request.time }],
    ['resource', writes && request.data ? wrap(request.data) : null],
  ]
  if (method === 'list') entries.push(['query', valueOf({ limit: 1, offset: null, orderBy: null, ...request.query })])
  return new Map<string, RulesValue>([
    ['request', mapOf(entries)],
    ['resource', old && method !== 'create' ? wrap(old) : null],
  ])
}

export const rootOf = (service: RulesService): readonly string[] =>
  service.name === 'firebase.storage' ? ['b', 'app.appspot.com', 'o'] : ['databases', '(default)', 'documents']

/** Every `allow` whose `match` covers the path whole. */
export function applicable(rules: RulesFile, service: RulesService, path: string, roots: ReadonlyMap<string, RulesValue>): Applicable[] {
  const found: Applicable[] = []
  const top = scopeOf({ values: roots, functions: new Map(), calls: 0 }, [...rules.functions, ...service.functions])
  const walk = (blocks: readonly MatchBlock[], rest: readonly string[], names: Names, above: readonly MatchBlock[]): void => {
    for (const block of blocks) {
      for (const { values, left } of bindings(block, rest, rules.version)) {
        const inner = scopeOf({ ...names, values: new Map([...names.values, ...values]) }, block.functions)
        const within = [...above, block]
        if (left.length === 0) for (const allow of block.allows) found.push({ allow, names: inner, blocks: within })
        if (within.length < 12) walk(block.matches, left, inner, within)
      }
    }
  }
  walk(service.matches, [...rootOf(service), ...path.split('/')], top, [])
  return found
}

/** Functions see what was in force where they stand, their neighbours included. */
function scopeOf(outer: Names, declared: readonly RulesFunction[]): Names {
  if (declared.length === 0) return outer
  const functions = new Map<string, Declared>(outer.functions)
  const scope: Names = { ...outer, functions }
  for (const each of declared) functions.set(each.name, { of: each, names: () => scope })
  return scope
}

interface Binding {
  readonly values: ReadonlyMap<string, RulesValue>
  readonly left: readonly string[]
}

/** Ways in which a pattern takes the beginning of a path. `{x=**}` takes one part or more, in version 2 none or more. */
function bindings(block: MatchBlock, parts: readonly string[], version: 1 | 2): Binding[] {
  let ways: Binding[] = [{ values: new Map(), left: parts }]
  for (const piece of block.pattern) {
    ways = ways.flatMap(({ values, left }): Binding[] => {
      const [first] = left
      if (piece.kind === 'rest') {
        const least = version === 1 ? 1 : 0
        return Array.from({ length: Math.max(0, left.length - least + 1) }, (_, index) => {
          const taken = left.slice(0, least + index)
          return { values: new Map([...values, [piece.text, { t: 'path', parts: taken } as const]]), left: left.slice(taken.length) }
        })
      }
      if (first === undefined || (piece.kind === 'name' && piece.text !== first)) return []
      return [{ values: piece.kind === 'one' ? new Map([...values, [piece.text, first]]) : values, left: left.slice(1) }]
    })
  }
  return ways
}
