import type { Place } from '#base/place'
import type { Expr } from '#facts/ir'
import type { Run } from '../plugin.js'
import { type ClassValue, library, list, literal, object, type Scope, UNKNOWN, type Value } from '../value.js'

/** A decorator with what it was given: `Controller('orders')`. */
export interface Decorator {
  readonly name: string
  readonly args: readonly Value[]
  /** What calling it gave: the app's own decorators are functions that combine others. */
  readonly value: Value
}

export function decoratorsOf(run: Run, of: ClassValue, expressions: readonly Expr[], line: number): Decorator[] {
  const at = { file: of.file, line }
  return expressions.flatMap(expression =>
    opened(nameOf(expression), argumentsOf(run, expression, of.scope, at), evaluate(run, expression, of.scope, at)),
  )
}

/** `applyDecorators(UseGuards(A), Roles('admin'))` is both. */
function opened(name: string, args: readonly Value[], value: Value): Decorator[] {
  if (value.k === 'library' && value.library === 'nest:decorators')
    return (value.data['all'] as Value[]).flatMap(one =>
      opened(one.k === 'library' ? one.path.replace(/\(\)$/, '') : '', one.k === 'library' ? one.args : [], one),
    )
  return [{ name, args, value }]
}

/** `IsInt` of `@IsInt()`. */
export const nameOf = (expression: Expr): string =>
  expression.t === 'call'
    ? nameOf(expression.f)
    : expression.t === 'id'
      ? expression.n
      : expression.t === 'get' && typeof expression.p === 'string'
        ? expression.p
        : ''
const argumentsOf = (run: Run, expression: Expr, scope: Scope, at: Place): Value[] =>
  expression.t === 'call' ? expression.a.map(arg => evaluate(run, arg, scope, at)) : []

/** The few expressions that decorators are made of. */
function evaluate(run: Run, expression: Expr, scope: Scope, at: Place): Value {
  const inner = (one: Expr): Value => evaluate(run, one, scope, at)
  switch (expression.t) {
    case 'lit':
      return literal(expression.v)
    case 'id':
      return lookup(run, expression.n, scope)
    case 'get':
      return typeof expression.p === 'string' ? run.get(inner(expression.o), expression.p) : UNKNOWN
    case 'arr':
      return list(expression.x.map(inner))
    case 'obj':
      return object(expression.p.flatMap(([key, value]) => (typeof key === 'string' ? [[key, inner(value)] as const] : [])))
    case 'call':
      return run.call(inner(expression.f), expression.a.map(inner), at)
    case 'spread':
      return inner(expression.x)
    default:
      return UNKNOWN
  }
}

export function lookup(run: Run, name: string, scope: Scope): Value {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.vars.get(name) ?? at.find?.(name)
    if (value) return value
  }
  return run.get(library('global', ''), name)
}

export const named = (decorators: readonly Decorator[], ...names: readonly string[]): Decorator[] =>
  decorators.filter(one => names.includes(one.name))
