import type { RulesExpr } from './ast.js'
import type { Names } from './evaluate.js'

const MOST_NODES = 4000

/**
 * A condition with its own functions and `let`s written out, so that what it asks of a document can be read off it.
 * `undefined` where that grows too large: nothing is then proposed from it.
 */
export function inlined(expr: RulesExpr, names: Names): RulesExpr | undefined {
  let left = MOST_NODES
  const walk = (at: RulesExpr, scope: Names, by: ReadonlyMap<string, RulesExpr>, depth: number): RulesExpr => {
    if (--left < 0 || depth > 20) throw TOO_LARGE
    const go = (inner: RulesExpr): RulesExpr => walk(inner, scope, by, depth)
    switch (at.e) {
      case 'name':
        return by.get(at.name) ?? at
      case 'member':
        return { ...at, of: go(at.of) }
      case 'index':
        return { ...at, of: go(at.of), from: go(at.from), ...(at.to ? { to: go(at.to) } : {}) }
      case 'method':
        return { ...at, of: go(at.of), args: at.args.map(go) }
      case 'list':
        return { ...at, items: at.items.map(go) }
      case 'map':
        return { ...at, entries: at.entries.map(([key, value]) => [go(key), go(value)] as const) }
      case 'path':
        return { ...at, parts: at.parts.map(part => (typeof part === 'string' ? part : go(part))) }
      case 'unary':
      case 'is':
        return { ...at, of: go(at.of) }
      case 'binary':
        return { ...at, a: go(at.a), b: go(at.b) }
      case 'ternary':
        return { ...at, test: go(at.test), yes: go(at.yes), no: go(at.no) }
      case 'call': {
        const args = at.args.map(go)
        const own = scope.functions.get(at.name)
        if (!own || own.of.parameters.length !== args.length) return { ...at, args }
        const inside = new Map(own.of.parameters.map((name, index) => [name, args[index]!] as const))
        const within = own.names()
        for (const each of own.of.lets) inside.set(each.name, walk(each.value, within, inside, depth + 1))
        return walk(own.of.result, within, inside, depth + 1)
      }
      default:
        return at
    }
  }
  try {
    return walk(expr, names, new Map(), 0)
  } catch (error) {
    if (error === TOO_LARGE) return undefined
    throw error
  }
}

const TOO_LARGE = new RangeError('the condition is too large when written out')

/** An expression and everything inside it. */
export function* partsIn(expr: RulesExpr): Generator<RulesExpr> {
  yield expr
  switch (expr.e) {
    case 'member':
    case 'unary':
    case 'is':
      yield* partsIn(expr.of)
      return
    case 'index':
      yield* partsIn(expr.of)
      yield* partsIn(expr.from)
      return
    case 'method':
      yield* partsIn(expr.of)
      for (const arg of expr.args) yield* partsIn(arg)
      return
    case 'call':
      for (const arg of expr.args) yield* partsIn(arg)
      return
    case 'list':
      for (const item of expr.items) yield* partsIn(item)
      return
    case 'map':
      for (const [, value] of expr.entries) yield* partsIn(value)
      return
    case 'path':
      for (const part of expr.parts) if (typeof part !== 'string') yield* partsIn(part)
      return
    case 'binary':
      yield* partsIn(expr.a)
      yield* partsIn(expr.b)
      return
    case 'ternary':
      yield* partsIn(expr.test)
      yield* partsIn(expr.yes)
      yield* partsIn(expr.no)
  }
}

/** Where an expression reads from. */
export interface Reference {
  /** `old`: the stored document; `new`: after the write; `auth`: the caller; `stored`: a document looked up. */
  readonly root: 'old' | 'new' | 'auth' | 'wildcard' | 'stored' | 'query'
  readonly path: readonly string[]
  /** For `stored`: the path looked up. */
  readonly at?: RulesExpr
}

/** What a chain of properties reads; `undefined` for anything else. `data.get('x', y)` reads `x`. */
export function referenceOf(expr: RulesExpr): Reference | undefined {
  switch (expr.e) {
    case 'name':
      if (expr.name === 'request' || expr.name === 'resource') return undefined
      return { root: 'wildcard', path: [expr.name] }
    case 'member':
    case 'index':
    case 'method': {
      const name =
        expr.e === 'member' ? expr.name : expr.e === 'index' ? textOf(expr.from) : expr.name === 'get' ? textOf(expr.args[0]) : undefined
      if (name === undefined) return undefined
      const root = expr.e === 'member' ? rootOf(expr) : undefined
      if (root) return root
      const inner = referenceOf(expr.of)
      return inner && inner.root !== 'wildcard' ? { ...inner, path: [...inner.path, name] } : undefined
    }
    default:
      return undefined
  }
}

const textOf = (expr: RulesExpr | undefined): string | undefined =>
  expr?.e === 'literal' && typeof expr.value === 'string' ? expr.value : undefined

const isName = (expr: RulesExpr, name: string): boolean => expr.e === 'name' && expr.name === name

function rootOf(expr: RulesExpr & { e: 'member' }): Reference | undefined {
  const { of, name } = expr
  if (isName(of, 'request') && (name === 'auth' || name === 'query')) return { root: name, path: [] }
  // Storage has no `data`: what a file is known by stands on the resource itself.
  if (isName(of, 'resource')) return { root: 'old', path: name === 'data' ? [] : [name] }
  if (of.e === 'member' && of.name === 'resource' && isName(of.of, 'request')) return { root: 'new', path: name === 'data' ? [] : [name] }
  if (name === 'data' && of.e === 'call' && /^get(?:After)?$/.test(of.name) && of.args[0])
    return { root: 'stored', path: [], at: of.args[0] }
  if (name === 'data' && of.e === 'method' && of.name === 'get' && isName(of.of, 'firestore') && of.args[0])
    return { root: 'stored', path: [], at: of.args[0] }
  return undefined
}

export const isUid = (expr: RulesExpr): boolean => {
  const reference = referenceOf(expr)
  return reference?.root === 'auth' && /^(?:uid|token\.(?:sub|user_id))$/.test(reference.path.join('.'))
}

export const isEmail = (expr: RulesExpr): boolean => {
  const reference = referenceOf(expr)
  return reference?.root === 'auth' && reference.path.join('.') === 'token.email'
}
