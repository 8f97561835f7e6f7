import type { Expr, Pattern } from '#facts/ir'
import { either, list, object, oneOf, type Scope, textOf, UNDEFINED, type Value } from '#plugins/value'
import { truthiness } from './assume.js'
import { evaluate } from './evaluate.js'
import { type Machine, placeAt, write } from './machine.js'
import { getMember, itemAt, setMember } from './members.js'

/** Binds (`declare`) or assigns a value to a pattern. */
export function bind(pattern: Pattern, value: Value, scope: Scope, m: Machine, declare: boolean): void {
  switch (pattern.t) {
    case 'id':
      if (declare) scope.vars.set(pattern.n, value)
      else assign(pattern.n, value, scope, m)
      return
    case 'opat': {
      const taken = new Set<string>()
      for (const [key, inner] of pattern.p) {
        const name = typeof key === 'string' ? key : (textOf(evaluate(key, scope, m)) ?? '')
        taken.add(name)
        bind(inner, getMember(m, value, name), scope, m, declare)
      }
      if (pattern.rest) bind(pattern.rest, without(value, taken), scope, m, declare)
      return
    }
    case 'apat':
      pattern.p.forEach((inner, index) => inner && bind(inner, itemAt(m, value, index), scope, m, declare))
      if (pattern.rest)
        bind(pattern.rest, value.k === 'list' ? list(value.items.slice(pattern.p.length), value.open) : value, scope, m, declare)
      return
    case 'default': {
      const known = truthiness(value)
      const isMissing = value.k === 'literal' && value.value === undefined
      const fallback = (): Value => evaluate(pattern.x, scope, m)
      bind(pattern.p, isMissing ? fallback() : known === true ? value : withDefault(value, pattern.x, fallback), scope, m, declare)
      return
    }
    case 'member': {
      const target = evaluate(pattern.x.o, scope, m)
      const key = typeof pattern.x.p === 'string' ? pattern.x.p : textOf(evaluate(pattern.x.p as Expr, scope, m))
      if (key !== undefined && isEmpty(value) && pattern.x.o.t === 'id') removed(m, pattern.x.o.n, target, key, scope)
      else if (key !== undefined && target.k === 'origin' && target.from === 'body' && target.path.length < 2)
        replaced(m, pattern.x.o, { ...target, without: [...(target.without ?? []), key] }, key, value, scope)
      setMember(m, target, key, value, placeAt(m, pattern.x.l))
      return
    }
    case 'none':
  }
}

/** `body.password = await hash(body.password)`: from here on the rest of what was sent, with that field as it was made. */
function replaced(m: Machine, of: Expr, rest: Value, key: string, value: Value, scope: Scope): void {
  const made = object([[key, value]], [rest])
  if (of.t === 'id') assign(of.n, made, scope, m)
  else if (of.t === 'get' && typeof of.p === 'string') setMember(m, evaluate(of.o, scope, m), of.p, made)
}

const isEmpty = (value: Value): boolean =>
  value.k === 'literal' && (value.value === undefined || value.value === null || value.value === '')

/** `delete user.password`, `user.password = undefined`: the row goes on without that column. */
export function removed(m: Machine, name: string, of: Value, key: string, scope: Scope): void {
  if (of.k === 'origin' && of.from === 'row') assign(name, without(of, new Set([key])), scope, m)
  else if (of.k === 'object' || of.k === 'library') {
    setMember(m, of, key, UNDEFINED)
    // What was answered before a block ends stays as it was then: the writes of a block are taken back at its end.
    if (of.k === 'library' && of.result) assign(name, { ...of, props: new Map(of.props) }, scope, m)
  } else if (of.k === 'either') {
    setMember(m, of, key, UNDEFINED)
    assign(name, without(of, new Set([key])), scope, m)
  }
}

/** A default that is a plain value adds nothing that a check could use; one that acts does. */
function withDefault(value: Value, expression: Expr, fallback: () => Value): Value {
  return expression.t === 'lit' || expression.t === 'arr' || expression.t === 'obj' ? value : oneOf([value, fallback()])
}

function assign(name: string, value: Value, scope: Scope, m: Machine): void {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    if (at.vars.has(name) || !at.parent) {
      write(m, at.vars, name, value)
      return
    }
  }
}

function without(value: Value, taken: ReadonlySet<string>): Value {
  if (value.k === 'origin')
    return (value.from === 'row' || value.from === 'body' || value.from === 'session') && taken.size
      ? { ...value, without: [...(value.without ?? []), ...taken] }
      : value
  if (value.k === 'either') return either(value.of.map(one => ({ ...one, value: without(one.value, taken) })))
  if (value.k !== 'object') return value
  return object(
    [...value.props].filter(([key]) => !taken.has(key)),
    value.spreads,
  )
}
