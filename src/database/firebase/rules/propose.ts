import type { RulesExpr } from './ast.js'
import { referenceOf } from './inline.js'
import { itemsOf } from './methods.js'
import { areEqual, listOf, mapOf, numberIn, RulesError, type RulesMap, type RulesValue } from './value.js'

/** A document under construction. What is pinned is what the trial is about, and stays. */
export interface Draft {
  readonly data: RulesMap
  readonly pinned: ReadonlySet<string>
}

/** Evaluates an expression with a draft as the document after the write. */
export type Ask = (expr: RulesExpr, draft: Draft) => RulesValue

interface Search {
  readonly ask: Ask
  readonly before: RulesMap | undefined
  left: number
}

/** Documents that a condition may accept, the nearest to the draft first. They are proposals: only the evaluator decides. */
export function proposals(condition: RulesExpr, draft: Draft, ask: Ask, before: RulesMap | undefined, steps: number): Iterable<Draft> {
  return satisfy(condition, true, draft, { ask, before, left: steps })
}

function* satisfy(expr: RulesExpr, want: boolean, draft: Draft, on: Search): Generator<Draft> {
  if (--on.left < 0) return
  if (says(expr, draft, on) === want) {
    yield draft
    return
  }
  if (expr.e === 'unary' && expr.op === '!') yield* satisfy(expr.of, !want, draft, on)
  else if (expr.e === 'binary' && (expr.op === '&&' || expr.op === '||')) {
    if ((expr.op === '&&') === want) for (const first of satisfy(expr.a, want, draft, on)) yield* satisfy(expr.b, want, first, on)
    else {
      yield* satisfy(expr.a, want, draft, on)
      yield* satisfy(expr.b, want, draft, on)
    }
  } else if (expr.e === 'ternary') {
    for (const first of satisfy(expr.test, true, draft, on)) yield* satisfy(expr.yes, want, first, on)
    for (const first of satisfy(expr.test, false, draft, on)) yield* satisfy(expr.no, want, first, on)
  } else for (const next of adjusted(expr, want, draft, on)) if (says(expr, next, on) === want) yield next
}

function says(expr: RulesExpr, draft: Draft, on: Search): RulesValue | undefined {
  return attempt(() => on.ask(expr, draft))
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof RulesError) return undefined
    throw error
  }
}

/** Changes of one field that may turn one comparison. */
function* adjusted(expr: RulesExpr, want: boolean, draft: Draft, on: Search): Generator<Draft> {
  const put = (path: readonly string[], value: RulesValue | undefined): Draft[] => withField(draft, path, value)
  const value = (of: RulesExpr): RulesValue | undefined => attempt(() => on.ask(of, draft))
  if (expr.e === 'is') {
    const path = fieldOf(expr.of)
    if (path && want) yield* put(path, SAMPLES[expr.type])
  } else if (expr.e === 'binary') {
    yield* compared(expr, want, put, value)
  } else if (expr.e === 'method') {
    yield* called(expr, want, draft, on, put, value)
  } else {
    const path = fieldOf(expr)
    if (path) yield* put(path, want)
  }
}

type Put = (path: readonly string[], value: RulesValue | undefined) => Draft[]
type Look = (of: RulesExpr) => RulesValue | undefined

function* compared(expr: RulesExpr & { e: 'binary' }, want: boolean, put: Put, value: Look): Generator<Draft> {
  const equal = (expr.op === '==') === want
  for (const [side, other] of [
    [expr.a, expr.b],
    [expr.b, expr.a],
  ] as const) {
    const path = fieldOf(side)
    const given = value(other)
    if (expr.op === '==' || expr.op === '!=') {
      if (path && given !== undefined) yield* put(path, equal ? given : typeof given === 'string' ? `${given}x` : given === 0 ? 1 : 0)
    } else if (expr.op === 'in' && side === expr.a) {
      const items = given === undefined ? [] : (attempt(() => itemsOf(given)) ?? [])
      if (path && want) for (const item of items.slice(0, 6)) yield* put(path, item)
      // `'role' in data`, `'role' in data.keys()`
      const map = other.e === 'method' && other.name === 'keys' ? fieldOf(other.of) : fieldOf(other)
      const key = value(side)
      if (map && typeof key === 'string') yield* put([...map, key], want ? 'x' : undefined)
      if (map && key !== undefined) yield* put(map, want ? listOf([key]) : listOf([]))
    } else if (expr.op !== 'in') {
      const sized = side.e === 'method' && side.name === 'size' ? fieldOf(side.of) : undefined
      const bound = given === undefined ? undefined : numberIn(given)
      for (const near of [0, 1, -1]) {
        if (bound !== undefined && path) yield* put(path, bound + near)
        if (bound !== undefined && sized && bound + near >= 0 && bound + near <= 2000) {
          yield* put(sized, 'x'.repeat(bound + near))
          yield* put(sized, listOf(Array.from({ length: Math.min(bound + near, 50) }, (_, index) => `x${index}`)))
        }
        if (path && given && typeof given === 'object' && given.t === 'timestamp')
          yield* put(path, { t: 'timestamp', ms: given.ms + near * 60_000 })
      }
    }
  }
}

function* called(expr: RulesExpr & { e: 'method' }, want: boolean, draft: Draft, on: Search, put: Put, value: Look): Generator<Draft> {
  const given = expr.args[0] ? value(expr.args[0]) : undefined
  const own = fieldOf(expr.of)
  if (expr.name === 'matches' && own && want) for (const text of TEXTS) yield* put(own, text)
  const names = given === undefined ? undefined : attempt(() => itemsOf(given))?.filter(item => typeof item === 'string')
  if (!names || expr.of.e !== 'method') {
    if (own && given !== undefined && want && /^has/.test(expr.name)) yield* put(own, listOf(attempt(() => itemsOf(given)) ?? []))
    return
  }
  const inner = expr.of
  if (inner.name === 'keys') {
    const map = fieldOf(inner.of)
    if (!map) return
    const held = mapAt(draft.data, map)
    const [missing, spare] = [names.filter(name => !held.has(name)), [...held.keys()].filter(name => !names.includes(name))]
    if (expr.name === 'hasOnly' && want) yield* each(draft, spare, name => [[...map, name], undefined])
    else if (expr.name === 'hasAll' && want) yield* each(draft, missing, name => [[...map, name], 'x'])
    else if (expr.name === 'hasAny')
      yield* each(draft, want ? missing.slice(0, 1) : names, name => [[...map, name], want ? 'x' : undefined])
    return
  }
  // `data.diff(resource.data).affectedKeys().hasOnly([…])`: what may not change goes back to what it was.
  if (!/Keys$/.test(inner.name) || !on.before) return
  const before = on.before.entries
  const differs = [...new Set([...draft.data.entries.keys(), ...before.keys()])].filter(name => {
    const [now, then] = [draft.data.entries.get(name), before.get(name)]
    return now === undefined || then === undefined || !areEqual(now, then)
  })
  if (expr.name === 'hasOnly' && want)
    yield* each(
      draft,
      differs.filter(name => !names.includes(name)),
      name => [[name], before.get(name)],
    )
  if (expr.name === 'hasAny' && !want)
    yield* each(
      draft,
      differs.filter(name => names.includes(name)),
      name => [[name], before.get(name)],
    )
}

function* each(
  draft: Draft,
  names: readonly string[],
  change: (name: string) => [readonly string[], RulesValue | undefined],
): Generator<Draft> {
  let next: Draft | undefined = draft
  for (const name of names) next = next && withField(next, ...change(name))[0]
  if (next) yield next
}

/** The field of the document after the write that an expression reads. */
function fieldOf(expr: RulesExpr): readonly string[] | undefined {
  const reference = referenceOf(expr)
  return reference?.root === 'new' ? reference.path : undefined
}

function mapAt(data: RulesMap, path: readonly string[]): ReadonlyMap<string, RulesValue> {
  let map: RulesValue | undefined = data
  for (const step of path) map = map && typeof map === 'object' && map.t === 'map' ? map.entries.get(step) : undefined
  return map && typeof map === 'object' && map.t === 'map' ? map.entries : new Map()
}

/** The draft with one field changed, or taken out; nothing where that field is what the trial is about. */
export function withField(draft: Draft, path: readonly string[], value: RulesValue | undefined): Draft[] {
  const [first] = path
  if (first === undefined || [...draft.pinned].some(pin => pin === first)) return []
  const set = (map: ReadonlyMap<string, RulesValue>, [name, ...rest]: readonly string[]): RulesMap => {
    const entries = new Map(map)
    if (rest.length > 0) entries.set(name!, set(mapAt(mapOf(map), [name!]), rest))
    else if (value === undefined) entries.delete(name!)
    else entries.set(name!, value)
    return mapOf(entries)
  }
  return [{ ...draft, data: set(draft.data.entries, path) }]
}

export const SAMPLES: Readonly<Record<string, RulesValue>> = {
  string: 'x',
  int: 1,
  float: { t: 'float', value: 1.5 },
  number: 1,
  bool: false,
  list: listOf([]),
  map: mapOf([]),
  timestamp: { t: 'timestamp', ms: Date.UTC(2026, 0, 1) },
  latlng: { t: 'latlng', lat: 1, lng: 1 },
  bytes: { t: 'bytes', bytes: new Uint8Array(1) },
}

/** Texts of the shapes that patterns ask for. */
const TEXTS: readonly string[] = [
  'x',
  'abc',
  'abcdef12',
  'someone@example.com',
  'https://example.com/picture.png',
  '12345',
  '+15550100200',
  '5550100200',
  '2026-01-01',
  'image/png',
  'application/pdf',
  'video/mp4',
  'audio/mpeg',
  'Some Body',
  '#aabbcc',
  '12:30',
  'ABC123',
  '00000000-0000-4000-8000-000000000000',
]
