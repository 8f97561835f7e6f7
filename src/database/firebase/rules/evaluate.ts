import type { RulesExpr, RulesFunction } from './ast.js'
import { builtin, callNamespace, NAMESPACES } from './functions.js'
import { callMethod } from './methods.js'
import { operate } from './operators.js'
import { isType, listOf, mapOf, RulesError, type RulesMap, type RulesValue, typeOf } from './value.js'

/** Stored documents by path below `documents`: `users/u1`. */
export type Documents = ReadonlyMap<string, RulesMap>

/** What one request's evaluation shares: its documents, and how much it has used up. */
export interface Evaluation {
  readonly documents: Documents
  /** As they will be once the write is done. */
  readonly after: Documents
  expressions: number
  readonly read: Set<string>
}

/** Names in force where an expression stands. */
export interface Names {
  readonly values: ReadonlyMap<string, RulesValue>
  readonly functions: ReadonlyMap<string, Declared>
  readonly calls: number
}

/** A function with the names that were in force where it was declared. */
export interface Declared {
  readonly of: RulesFunction
  readonly names: () => Names
}

/** Limits of the service: https://firebase.google.com/docs/firestore/quotas#security_rules */
export const LIMITS = { calls: 20, expressions: 1000, reads: 10, lets: 10 } as const

/** The value of an expression. Throws `RulesError` where the language's evaluation fails. */
export function evaluate(expr: RulesExpr, names: Names, on: Evaluation): RulesValue {
  if (expr.e !== 'literal' && expr.e !== 'name' && ++on.expressions > LIMITS.expressions)
    throw new RulesError('more than 1000 expressions are evaluated', true)
  switch (expr.e) {
    case 'literal':
      return expr.float ? { t: 'float', value: Number(expr.value) } : expr.value
    case 'name':
      return nameOf(expr.name, names)
    case 'member':
      return member(evaluate(expr.of, names, on), expr.name)
    case 'index':
      return index(evaluate(expr.of, names, on), evaluate(expr.from, names, on), expr.to && evaluate(expr.to, names, on))
    case 'call':
      return call(expr, names, on)
    case 'method':
      return method(expr, names, on)
    case 'list':
      return listOf(expr.items.map(item => evaluate(item, names, on)))
    case 'map':
      return mapOf(expr.entries.map(([key, value]) => [String(evaluate(key, names, on)), evaluate(value, names, on)] as const))
    case 'path':
      return { t: 'path', parts: expr.parts.flatMap(part => (typeof part === 'string' ? [part] : partsOf(evaluate(part, names, on)))) }
    case 'unary':
      return unary(expr.op, evaluate(expr.of, names, on))
    case 'binary':
      if (expr.op === '&&' || expr.op === '||') return junction(expr.op, expr.a, expr.b, names, on)
      return operate(expr.op, evaluate(expr.a, names, on), evaluate(expr.b, names, on))
    case 'ternary':
      return truth(evaluate(expr.test, names, on)) ? evaluate(expr.yes, names, on) : evaluate(expr.no, names, on)
    case 'is':
      return isType(evaluate(expr.of, names, on), expr.type)
  }
}

export function truth(value: RulesValue): boolean {
  if (typeof value === 'boolean') return value
  throw new RulesError(`expected a bool and got a ${typeOf(value)}`)
}

/** A side that fails does not matter where the other decides: `error || true` is true, `error && false` is false. */
function junction(op: '&&' | '||', a: RulesExpr, b: RulesExpr, names: Names, on: Evaluation): boolean {
  const decides = op === '||'
  let failed: RulesError | undefined
  for (const side of [a, b]) {
    try {
      if (truth(evaluate(side, names, on)) === decides) return decides
    } catch (error) {
      if (!(error instanceof RulesError) || error.fatal) throw error
      failed ??= error
    }
  }
  if (failed) throw failed
  return !decides
}

function unary(op: '!' | '-', value: RulesValue): RulesValue {
  if (op === '!') return !truth(value)
  if (typeof value === 'number') return -value
  if (value && typeof value === 'object' && value.t === 'float') return { t: 'float', value: -value.value }
  throw new RulesError(`a ${typeOf(value)} has no negative`)
}

function nameOf(name: string, names: Names): RulesValue {
  const value = names.values.get(name)
  if (value !== undefined) return value
  if (NAMESPACES.has(name)) return { t: 'namespace', name }
  throw new RulesError(`\`${name}\` is not defined`)
}

function member(of: RulesValue, name: string): RulesValue {
  if (of && typeof of === 'object' && of.t === 'map') {
    const value = of.entries.get(name)
    if (value !== undefined) return value
    throw new RulesError(`property \`${name}\` is undefined`)
  }
  throw new RulesError(`a ${typeOf(of)} has no property \`${name}\``)
}

function index(of: RulesValue, from: RulesValue, to: RulesValue | undefined): RulesValue {
  if (of && typeof of === 'object') {
    if (of.t === 'map' && typeof from === 'string') return member(of, from)
    const items: readonly RulesValue[] | undefined = of.t === 'list' ? of.items : of.t === 'path' ? of.parts : undefined
    if (items && typeof from === 'number') {
      if (typeof to === 'number' && of.t === 'list') return listOf(items.slice(inside(from, items.length), inside(to, items.length)))
      const item = items[from]
      if (item !== undefined) return item
      throw new RulesError(`index ${from} is out of bounds`)
    }
  }
  if (typeof of === 'string' && typeof from === 'number') {
    const end = typeof to === 'number' ? to : from + 1
    return of.slice(inside(from, of.length), inside(end, of.length))
  }
  throw new RulesError(`a ${typeOf(of)} has no index of type ${typeOf(from)}`)
}

function inside(at: number, length: number): number {
  if (at >= 0 && at <= length) return at
  throw new RulesError(`index ${at} is out of bounds`)
}

function partsOf(value: RulesValue): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return String(value).split('/').filter(Boolean)
  if (value && typeof value === 'object' && value.t === 'path') return value.parts
  throw new RulesError(`a ${typeOf(value)} is no part of a path`)
}

function method(expr: RulesExpr & { e: 'method' }, names: Names, on: Evaluation): RulesValue {
  const of = evaluate(expr.of, names, on)
  const args = expr.args.map(arg => evaluate(arg, names, on))
  if (!of || typeof of !== 'object' || of.t !== 'namespace') return callMethod(of, expr.name, args)
  return of.name === 'firestore' ? lookUp(expr.name, args[0] ?? null, on) : callNamespace(of.name, expr.name, args)
}

function call(expr: RulesExpr & { e: 'call' }, names: Names, on: Evaluation): RulesValue {
  const args = expr.args.map(arg => evaluate(arg, names, on))
  const own = names.functions.get(expr.name)
  if (own) return callOwn(own, args, names, on)
  if (/^(?:get|exists)(?:After)?$/.test(expr.name)) return lookUp(expr.name, args[0] ?? null, on)
  const value = builtin(expr.name, args)
  if (value === undefined) throw new RulesError(`there is no function \`${expr.name}\``)
  return value
}

function callOwn({ of, names: declaredIn }: Declared, args: readonly RulesValue[], caller: Names, on: Evaluation): RulesValue {
  if (args.length !== of.parameters.length) throw new RulesError(`\`${of.name}\` expects ${of.parameters.length} arguments`)
  // A function that calls itself ends here as well: the service refuses such rules.
  if (caller.calls >= LIMITS.calls) throw new RulesError('functions call each other more than 20 deep', true)
  if (of.lets.length > LIMITS.lets) throw new RulesError(`\`${of.name}\` has more than 10 \`let\``, true)
  const scope = declaredIn()
  const values = new Map([...scope.values, ...of.parameters.map((name, at) => [name, args[at]!] as const)])
  const names = { values, functions: scope.functions, calls: caller.calls + 1 }
  for (const each of of.lets) values.set(each.name, evaluate(each.value, names, on))
  return evaluate(of.result, names, on)
}

/** `get()`, `exists()` and what they will find after the write. */
function lookUp(name: string, at: RulesValue, on: Evaluation): RulesValue {
  if (!at || typeof at !== 'object' || at.t !== 'path') throw new RulesError(`\`${name}()\` expects a path`)
  const start = at.parts[0] === 'databases' && at.parts[2] === 'documents' ? 3 : 0
  const path = at.parts.slice(start).join('/')
  on.read.add(path)
  if (on.read.size > LIMITS.reads) throw new RulesError('more than 10 documents are looked up', true)
  const found = (name.endsWith('After') ? on.after : on.documents).get(path)
  if (name.startsWith('exists')) return found !== undefined
  return found ? resourceOf(path, found) : null
}

/** A document as rules see it. */
export const resourceOf = (path: string, data: RulesMap): RulesMap =>
  mapOf([
    ['data', data],
    ['id', path.split('/').at(-1) ?? ''],
    ['__name__', { t: 'path', parts: ['databases', '(default)', 'documents', ...path.split('/')] }],
  ])
