import { RulesError } from '../rules/value.js'
import type { DataExpr } from './expression.js'

/** Data as the Realtime Database keeps it: null is the absence of data. */
export type Data = string | number | boolean | null | { readonly [name: string]: Data }

/** A place in the data, before or after the write. */
interface Snapshot {
  readonly root: Data
  readonly path: readonly string[]
}

type DataValue =
  | string
  | number
  | boolean
  | null
  | RegExp
  | readonly DataValue[]
  | { readonly snapshot: Snapshot }
  | { readonly record: Readonly<Record<string, unknown>> }

/** What one condition sees. */
export interface DataScope {
  readonly auth: { readonly uid: string; readonly token: Readonly<Record<string, unknown>> } | null
  readonly now: number
  readonly before: Data
  readonly after: Data
  readonly path: readonly string[]
  readonly wildcards: ReadonlyMap<string, string>
}

export const at = (root: Data, path: readonly string[]): Data =>
  path.reduce<Data>((data, name) => (typeof data === 'object' && data !== null && Object.hasOwn(data, name) ? data[name]! : null), root)

/** Whether a condition holds; one that fails to evaluate does not. https://firebase.google.com/docs/reference/security/database */
export function holds(expr: DataExpr, scope: DataScope): boolean {
  try {
    return evaluate(expr, scope) === true
  } catch (error) {
    if (error instanceof RulesError) return false
    throw error
  }
}

function evaluate(expr: DataExpr, scope: DataScope): DataValue {
  switch (expr.e) {
    case 'literal':
      return expr.value
    case 'pattern':
      try {
        return new RegExp(expr.source, expr.flags.replace(/[^i]/g, ''))
      } catch {
        throw new RulesError('the pattern is not valid')
      }
    case 'list':
      return expr.items.map(item => evaluate(item, scope))
    case 'name':
      return named(expr.name, scope)
    case 'member':
      return member(evaluate(expr.of, scope), expr.name)
    case 'index':
      return member(evaluate(expr.of, scope), String(evaluate(expr.by, scope)))
    case 'unary': {
      const value = evaluate(expr.of, scope)
      if (expr.op === '!') return !truth(value)
      return -numeric(value)
    }
    case 'ternary':
      return truth(evaluate(expr.test, scope)) ? evaluate(expr.yes, scope) : evaluate(expr.no, scope)
    case 'method':
      return method(
        evaluate(expr.of, scope),
        expr.name,
        expr.args.map(arg => evaluate(arg, scope)),
      )
    case 'binary':
      return binary(expr, scope)
  }
}

function named(name: string, scope: DataScope): DataValue {
  const wildcard = scope.wildcards.get(name)
  if (wildcard !== undefined) return wildcard
  switch (name) {
    case 'auth':
      return scope.auth && { record: { provider: 'password', ...scope.auth } }
    case 'now':
      return scope.now
    case 'root':
      return { snapshot: { root: scope.before, path: [] } }
    case 'data':
      return { snapshot: { root: scope.before, path: scope.path } }
    case 'newData':
      return { snapshot: { root: scope.after, path: scope.path } }
    case 'query':
      return { record: { limitToFirst: 1, limitToLast: null, orderByKey: true, orderByChild: null, equalTo: null } }
    default:
      throw new RulesError(`\`${name}\` is not defined`)
  }
}

function member(of: DataValue, name: string): DataValue {
  if (of === null) return null
  if (typeof of === 'string' && name === 'length') return of.length
  if (typeof of === 'object' && 'record' in of) {
    const value: unknown = Object.hasOwn(of.record, name) ? of.record[name] : null
    return typeof value === 'object' && value !== null ? { record: value as Record<string, unknown> } : (value as DataValue)
  }
  throw new RulesError(`there is no property \`${name}\``)
}

function method(of: DataValue, name: string, args: readonly DataValue[]): DataValue {
  if (typeof of === 'string') return textMethod(of, name, args)
  if (of !== null && typeof of === 'object' && 'snapshot' in of) return snapshotMethod(of.snapshot, name, args)
  throw new RulesError(`there is no \`${name}()\``)
}

function textMethod(text: string, name: string, [first, second]: readonly DataValue[]): DataValue {
  if (name === 'matches' && first instanceof RegExp) return text.length < 200 && first.test(text)
  if (name === 'toLowerCase') return text.toLowerCase()
  if (name === 'toUpperCase') return text.toUpperCase()
  if (typeof first !== 'string') throw new RulesError(`\`${name}()\` expects a string`)
  if (name === 'contains') return text.includes(first)
  if (name === 'beginsWith') return text.startsWith(first)
  if (name === 'endsWith') return text.endsWith(first)
  if (name === 'replace' && typeof second === 'string') return text.replaceAll(first, second)
  throw new RulesError(`a string has no \`${name}()\``)
}

function snapshotMethod({ root, path }: Snapshot, name: string, args: readonly DataValue[]): DataValue {
  const value = at(root, path)
  const below = (step: DataValue | undefined): readonly string[] => {
    if (typeof step !== 'string' && typeof step !== 'number') throw new RulesError(`\`${name}()\` expects a name`)
    return [...path, ...String(step).split('/').filter(Boolean)]
  }
  switch (name) {
    case 'val':
      return typeof value === 'object' && value !== null ? { record: value } : value
    case 'child':
      return { snapshot: { root, path: below(args[0]) } }
    case 'parent':
      if (path.length === 0) throw new RulesError('the root has no parent')
      return { snapshot: { root, path: path.slice(0, -1) } }
    case 'exists':
      return value !== null
    case 'hasChild':
      return at(root, below(args[0])) !== null
    case 'hasChildren':
      if (args[0] === undefined) return typeof value === 'object' && value !== null && Object.keys(value).length > 0
      return Array.isArray(args[0]) && args[0].every((item: DataValue) => at(root, below(item)) !== null)
    case 'isString':
      return typeof value === 'string'
    case 'isNumber':
      return typeof value === 'number'
    case 'isBoolean':
      return typeof value === 'boolean'
    case 'getPriority':
      return null
    default:
      throw new RulesError(`data has no \`${name}()\``)
  }
}

function binary({ op, a, b }: DataExpr & { e: 'binary' }, scope: DataScope): DataValue {
  const left = evaluate(a, scope)
  if (op === '&&') return truth(left) && truth(evaluate(b, scope))
  if (op === '||') return truth(left) || truth(evaluate(b, scope))
  const right = evaluate(b, scope)
  if (op === '==') return left === right
  if (op === '!=') return left !== right
  if (op === '+' && (typeof left === 'string' || typeof right === 'string')) return `${String(left)}${String(right)}`
  if (typeof left === 'string' && typeof right === 'string') {
    if (op === '<') return left < right
    if (op === '<=') return left <= right
    if (op === '>') return left > right
    if (op === '>=') return left >= right
  }
  const [x, y] = [numeric(left), numeric(right)]
  switch (op) {
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return x / y
    default:
      return x % y
  }
}

function truth(value: DataValue): boolean {
  if (typeof value === 'boolean') return value
  throw new RulesError('expected a bool')
}

function numeric(value: DataValue): number {
  if (typeof value === 'number') return value
  throw new RulesError('expected a number')
}
