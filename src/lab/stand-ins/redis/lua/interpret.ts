import type { Block, Expression, Statement } from './tree.js'
import { get, isTrue, LuaError, length, set, show, table, toNumber, typeName, type LuaFunction, type Value } from './value.js'

const MOST_STEPS = 1_000_000

interface Scope {
  readonly names: Map<string, Value>
  readonly outer: Scope | undefined
  readonly rest: readonly Value[]
}

/** How a block ended: fell through, `break`, or `return`. */
type Ended = undefined | 'break' | { readonly values: readonly Value[] }

/** Runs a script with these globals; a script that does not end is ended. */
export function interpret(body: Block, globals: ReadonlyMap<string, Value>, strings: Value): readonly Value[] {
  let steps = 0
  const top: Scope = { names: new Map(globals), outer: undefined, rest: [] }
  const ended = run(body, inner(top))
  return typeof ended === 'object' ? ended.values : []

  function inner(outer: Scope, rest = outer.rest): Scope {
    return { names: new Map(), outer, rest }
  }

  function holder(scope: Scope, name: string): Scope | undefined {
    for (let at: Scope | undefined = scope; at; at = at.outer) if (at.names.has(name)) return at
    return undefined
  }

  function run(statements: Block, scope: Scope): Ended {
    for (const statement of statements) {
      if (++steps > MOST_STEPS) throw new LuaError('the script did not end')
      const end = exec(statement, scope)
      if (end !== undefined) return end
    }
    return undefined
  }

  function exec(statement: Statement, scope: Scope): Ended {
    switch (statement.kind) {
      case 'local': {
        const values = all(statement.values, scope)
        statement.names.forEach((name, index) => scope.names.set(name, values[index]))
        return undefined
      }
      case 'local-function':
        scope.names.set(statement.name, undefined)
        scope.names.set(statement.name, value(statement.value, scope))
        return undefined
      case 'assign': {
        const values = all(statement.values, scope)
        statement.targets.forEach((target, index) => assign(target, values[index], scope))
        return undefined
      }
      case 'do-call':
        many(statement.call, scope)
        return undefined
      case 'if': {
        const arm = statement.arms.find(each => each.test === undefined || isTrue(value(each.test, scope)))
        return arm && run(arm.body, inner(scope))
      }
      case 'block':
        return run(statement.body, inner(scope))
      case 'return':
        return { values: all(statement.values, scope) }
      case 'break':
        return 'break'
      default:
        return repeated(statement, scope)
    }
  }

  function repeated(statement: Extract<Statement, { kind: 'while' | 'repeat' | 'count' | 'each' }>, scope: Scope): Ended {
    for (const turn of turns(statement, scope)) {
      if (++steps > MOST_STEPS) throw new LuaError('the script did not end')
      const end = run(statement.body, turn)
      if (end === 'break') return undefined
      if (end !== undefined) return end
      if (statement.kind === 'repeat' && isTrue(value(statement.test, turn))) return undefined
    }
    return undefined
  }

  /** A scope for each turn of a loop. */
  function* turns(statement: Extract<Statement, { kind: 'while' | 'repeat' | 'count' | 'each' }>, scope: Scope): Iterable<Scope> {
    const fresh = (names: readonly string[], values: readonly Value[]) => {
      const made = inner(scope)
      names.forEach((name, index) => made.names.set(name, values[index]))
      return made
    }
    if (statement.kind === 'repeat') for (;;) yield inner(scope)
    if (statement.kind === 'while') while (isTrue(value(statement.test, scope))) yield inner(scope)
    if (statement.kind === 'count') {
      const [from = 0, to = 0, step = 1] = statement.range.map(each => number(value(each, scope)))
      for (let at = from; step > 0 ? at <= to : at >= to; at += step) yield fresh([statement.name], [at])
    }
    if (statement.kind === 'each') {
      const [next, state, start] = all(statement.over, scope)
      let control = start
      for (;;) {
        const values = call(next, [state, control])
        control = values[0]
        if (control === undefined) return
        yield fresh(statement.names, values)
      }
    }
  }

  function assign(target: Expression, to: Value, scope: Scope): void {
    if (target.kind === 'index') set(value(target.of, scope), value(target.key, scope), to)
    else if (target.kind === 'name') (holder(scope, target.name) ?? top).names.set(target.name, to)
    else throw new LuaError('cannot assign')
  }

  function all(expressions: readonly Expression[], scope: Scope): readonly Value[] {
    return expressions.flatMap((each, index) => (index === expressions.length - 1 ? many(each, scope) : [value(each, scope)]))
  }

  /** Calls and `...` may give several values. */
  function many(expression: Expression, scope: Scope): readonly Value[] {
    if (expression.kind === 'rest') return scope.rest
    if (expression.kind !== 'call') return [value(expression, scope)]
    const on = value(expression.of, scope)
    const args = all(expression.args, scope)
    if (expression.method === undefined) return call(on, args)
    return call(typeof on === 'string' ? get(strings, expression.method) : get(on, expression.method), [on, ...args])
  }

  function call(on: Value, args: readonly Value[]): readonly Value[] {
    if (typeof on !== 'function') throw new LuaError(`attempt to call a ${typeName(on)} value`)
    return on(...args)
  }

  function value(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case 'constant':
        return expression.value
      case 'name':
        return holder(scope, expression.name)?.names.get(expression.name)
      case 'index': {
        const on = value(expression.of, scope)
        return typeof on === 'string' ? get(strings, value(expression.key, scope)) : get(on, value(expression.key, scope))
      }
      case 'function':
        return closure(expression, scope)
      case 'table':
        return made(expression, scope)
      case 'unary':
        return unary(expression.sign, value(expression.of, scope))
      case 'binary':
        return binary(expression, scope)
      default:
        return many(expression, scope)[0]
    }
  }

  function closure({ parameters, takesRest, body: inside }: Extract<Expression, { kind: 'function' }>, scope: Scope): LuaFunction {
    return (...args) => {
      const own = inner(scope, takesRest ? args.slice(parameters.length) : [])
      parameters.forEach((name, index) => own.names.set(name, args[index]))
      const end = run(inside, own)
      return typeof end === 'object' ? end.values : []
    }
  }

  function made({ items }: Extract<Expression, { kind: 'table' }>, scope: Scope): Value {
    const result = table()
    let count = 0
    items.forEach(({ key, value: item }, index) => {
      if (key) return set(result, value(key, scope), value(item, scope))
      for (const each of index === items.length - 1 ? many(item, scope) : [value(item, scope)]) set(result, ++count, each)
    })
    return result
  }

  function binary({ sign, left, right }: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
    const first = value(left, scope)
    if (sign === 'and') return isTrue(first) ? value(right, scope) : first
    if (sign === 'or') return isTrue(first) ? first : value(right, scope)
    return operate(sign, first, value(right, scope))
  }
}

function number(value: Value): number {
  const made = toNumber(value)
  if (made === undefined) throw new LuaError(`attempt to perform arithmetic on a ${typeName(value)} value`)
  return made
}

function unary(sign: string, value: Value): Value {
  if (sign === 'not') return !isTrue(value)
  return sign === '#' ? length(value) : -number(value)
}

function operate(sign: string, a: Value, b: Value): Value {
  switch (sign) {
    case '==':
      return a === b
    case '~=':
      return a !== b
    case '..':
      if (![a, b].every(each => typeof each === 'string' || typeof each === 'number'))
        throw new LuaError('attempt to concatenate a nil value')
      return show(a) + show(b)
    case '<':
      return less(a, b)
    case '>':
      return less(b, a)
    case '<=':
      return !less(b, a)
    case '>=':
      return !less(a, b)
  }
  const [x, y] = [number(a), number(b)]
  if (sign === '+') return x + y
  if (sign === '-') return x - y
  if (sign === '*') return x * y
  if (sign === '/') return x / y
  return sign === '^' ? x ** y : x - Math.floor(x / y) * y
}

function less(a: Value, b: Value): boolean {
  if ((typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string')) return a < b
  throw new LuaError(`attempt to compare ${typeName(a)} with ${typeName(b)}`)
}
