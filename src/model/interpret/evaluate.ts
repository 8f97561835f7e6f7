import type { Place } from '#base/place'
import type { Expr, ObjectPart } from '#facts/ir'
import { holdsToken } from '#facts/origin'
import {
  type ClassValue,
  computed,
  type FunctionValue,
  library,
  list,
  literal,
  object,
  oneOf,
  origin,
  originsIn,
  type Scope,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from '#plugins/value'
import { known } from './assume.js'
import { isOwnRole } from './roles.js'
import { bind, removed } from './bind.js'
import { callMethod, callValue, taggedCall } from './call.js'
import { runCallbacks } from './callbacks.js'
import { classValue } from './instance.js'
import { type Machine, placeAt } from './machine.js'
import { eachOf, elementOf, getMember } from './members.js'
import { modesElsewhere } from './modes.js'
import { operate } from './operate.js'
import { promised } from './promised.js'
import { eitherWay, shortCircuit } from './short-circuit.js'
import { isTestOfSecret } from './secret-test.js'

/** The value of an expression; effects happen on the way. */
export function evaluate(e: Expr, scope: Scope, m: Machine): Value {
  if (--m.fuel <= 0) {
    m.exhausted = true
    return UNKNOWN
  }
  switch (e.t) {
    case 'lit':
      return literal(e.v)
    case 'rx':
      return library('regexp', '', { pattern: e.v, flags: e.flags, at: placeAt(m, e.l) })
    case 'id':
      return lookup(e.n, scope, m)
    case 'this':
      return lookup('this', scope, m)
    case 'fn':
      return functionValue(e.i, scope, m)
    case 'cls':
      return classOf(e.i, scope, m)
    case 'tpl':
      return template(
        e.q,
        e.x.map(x => evaluate(x, scope, m)),
        placeAt(m, e.l),
      )
    case 'tag':
      return taggedCall(
        m,
        evaluate(e.f, scope, m),
        e.q,
        e.x.map(x => evaluate(x, scope, m)),
        placeAt(m, e.l),
      )
    case 'get': {
      const of = evaluate(e.o, scope, m)
      if (typeof e.p === 'string') return asked(getMember(m, of, e.p, placeAt(m, e.l)), e.optional === true)
      const key = evaluate(e.p, scope, m)
      const name = textOf(key) ?? (key.k === 'literal' && typeof key.value === 'number' ? String(key.value) : undefined)
      if (name !== undefined) return getMember(m, of, name, placeAt(m, e.l))
      // `sessions[req.cookies.token]`: what the server keeps under a token that only one caller was given.
      if (of.k === 'object' && originsIn([key]).some(holdsToken)) return oneOf([origin('session', [], { at: placeAt(m, e.l) }), UNDEFINED])
      const element = elementOf(m, of)
      // `LEVELS[user.role]`: which of them it is tells of the role.
      return element.k === 'unknown' || (of.k === 'object' && isOwnRole(key)) ? computed('index', [of, key]) : element
    }
    case 'obj':
      return objectOf(e.p, scope, m)
    case 'arr':
      return listOf(e.x, scope, m)
    case 'spread':
      return evaluate(e.x, scope, m)
    case 'op':
      return operator(e, scope, m)
    case 'set': {
      const value = assigned(e, scope, m)
      bind(e.to, value, scope, m, false)
      return value
    }
    case 'call': {
      const first = m.effects.length
      const value = call(e, scope, m)
      promised(e, m, first)
      return value
    }
    case 'import': {
      const name = textOf(evaluate(e.x, scope, m))
      return name === undefined ? UNKNOWN : importModule(m, name)
    }
    case 'jsx':
      return jsx(e, scope, m)
    case 'unknown':
      return UNKNOWN
  }
}

/** What an optional chain gave, which remembers that it may have given nothing. */
function asked(value: Value, optional: boolean): Value {
  if (!optional) return value
  if (value.k === 'origin') return value.path.length && (value.from === 'session' || value.scoped) ? { ...value, optional: true } : value
  return value.k === 'either' ? eachOf(value.of, one => asked(one, true)) : value
}

function importModule(m: Machine, specifier: string): Value {
  const file = m.world.resolve(m.file, specifier)
  return file ? (m.world.load(file) ?? UNKNOWN) : library(specifier, '')
}

export function lookup(name: string, scope: Scope, m: Machine): Value {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const value = at.vars.get(name) ?? at.find?.(name)
    if (value) return value
  }
  if (name === 'this') return UNDEFINED
  return getMember(m, library('global', ''), name)
}

export function functionValue(index: number, scope: Scope, m: Machine): FunctionValue {
  const fact = m.factsOf(m.file).functions[index]!
  const made: FunctionValue = { k: 'function', file: m.file, fact, scope, self: undefined, props: new Map() }
  m.functionMade?.(made)
  return made
}

function classOf(index: number, scope: Scope, m: Machine): ClassValue {
  return classValue(m.factsOf(m.file).classes[index]!, scope, m)
}

/** Known texts are joined to one literal, so that paths and statements stay readable. */
export function template(quasis: readonly string[], values: readonly Value[], at?: Place): Value {
  const parts: Value[] = []
  quasis.forEach((text, index) => {
    if (text) parts.push(literal(text))
    if (index < values.length) parts.push(values[index]!)
  })
  return joinText(parts, at)
}

export function joinText(parts: readonly Value[], at?: Place): Value {
  const merged: Value[] = []
  const add = (part: Value): void => {
    const last = merged[merged.length - 1]
    if (part.k === 'literal' && last?.k === 'literal') merged[merged.length - 1] = literal(`${last.value ?? ''}${part.value ?? ''}`)
    else merged.push(part)
  }
  for (const one of parts) {
    if (one.k === 'computed' && one.how === 'template') one.of.forEach(add)
    else add(one)
  }
  if (!merged.length) return literal('')
  return merged.length === 1 && merged[0]!.k === 'literal'
    ? literal(String(merged[0]!.value))
    : computed('template', merged, at ? { at } : {})
}

function objectOf(parts: readonly ObjectPart[], scope: Scope, m: Machine): Value {
  const result = object()
  for (const [key, x] of parts) {
    const value = evaluate(x, scope, m)
    if (key === null) {
      if (value.k === 'object') {
        for (const [name, inner] of value.props) result.props.set(name, inner)
        result.spreads.push(...value.spreads)
      } else if (value.k !== 'literal') result.spreads.push(value)
      continue
    }
    const name = typeof key === 'string' ? key : textOf(evaluate(key, scope, m))
    if (name === undefined) (result.dynamic ??= []).push(computed('entry', [evaluate(key as Expr, scope, m), value]))
    else result.props.set(name, value)
  }
  return result
}

function listOf(items: readonly Expr[], scope: Scope, m: Machine): Value {
  const result = list([])
  if (m.sides.length) result.sides = m.sides.length
  result.open = addItems(items, result.items, scope, m)
  return result
}

/** Whether there may be more of them than those added. */
function addItems(items: readonly Expr[], into: Value[], scope: Scope, m: Machine): boolean {
  let open = false
  for (const x of items) {
    const value = evaluate(x, scope, m)
    if (x.t !== 'spread') into.push(value)
    else if (value.k === 'list') {
      into.push(...value.items)
      open ||= value.open
    } else {
      const element = elementOf(m, value)
      if (element.k !== 'unknown') into.push(element)
      open = true
    }
  }
  return open
}

function operator(e: Expr & { t: 'op' }, scope: Scope, m: Machine): Value {
  const at = placeAt(m, e.l)
  if (e.o === '?:') {
    const test = evaluate(e.x[0]!, scope, m)
    const outcome = known(m, test)
    if (outcome !== undefined) return evaluate(e.x[outcome ? 1 : 2]!, scope, m)
    return eitherWay(m, test, at, [e.x[1]!, e.x[2]!], scope)
  }
  if (e.o === '&&' || e.o === '||' || e.o === '??') {
    let left = evaluate(e.x[0]!, scope, m)
    for (let index = 1; index < e.x.length; index++) left = shortCircuit(m, e.o, left, at, e.x[index]!, scope)
    return left
  }
  if (e.o === 'delete ') return deleted(e.x[0]!, scope, m)
  if (e.o === ',') return e.x.map(x => evaluate(x, scope, m)).at(-1) ?? UNDEFINED
  const values = e.x.map(x => evaluate(x, scope, m))
  if (EQUALITY.has(e.o) && isTestOfSecret(values)) m.emit({ kind: 'compare', left: values[0]!, right: values[1]!, plain: true }, at)
  return operate(e.o, values, modesElsewhere(m.world))
}

const EQUALITY = new Set(['==', '!=', '===', '!=='])

function deleted(e: Expr, scope: Scope, m: Machine): Value {
  if (e.t !== 'get' || typeof e.p !== 'string') return literal(true)
  // `delete user._doc.password`, `delete user.dataValues.password`: the columns of a document, under another name.
  const of = e.o.t === 'get' && /^(?:_doc|dataValues)$/.test(String(e.o.p)) ? e.o.o : e.o
  if (of.t === 'id') removed(m, of.n, lookup(of.n, scope, m), e.p, scope)
  return literal(true)
}

function assigned(e: Expr & { t: 'set' }, scope: Scope, m: Machine): Value {
  if (e.o === '=') return evaluate(e.x, scope, m)
  const old = e.to.t === 'id' ? lookup(e.to.n, scope, m) : e.to.t === 'member' ? evaluate(e.to.x, scope, m) : UNKNOWN
  const o = e.o.slice(0, -1)
  if (o === '||' || o === '&&' || o === '??') return shortCircuit(m, o, old, placeAt(m, e.l), e.x, scope)
  return operate(o, [old, evaluate(e.x, scope, m)], modesElsewhere(m.world))
}

function call(e: Expr & { t: 'call' }, scope: Scope, m: Machine): Value {
  const at = placeAt(m, e.l)
  if (e.f.t === 'get' && typeof e.f.p === 'string' && !e.new) {
    const receiver = evaluate(e.f.o, scope, m)
    if (m.thrown) return UNKNOWN
    return callMethod(m, receiver, e.f.p, argumentsOf(e.a, scope, m), at)
  }
  const callee = evaluate(e.f, scope, m)
  return callValue(m, callee, argumentsOf(e.a, scope, m), at, { isNew: e.new === true, ...(e.f.t === 'id' ? { name: e.f.n, scope } : {}) })
}

function argumentsOf(args: readonly Expr[], scope: Scope, m: Machine): Value[] {
  const values: Value[] = []
  addItems(args, values, scope, m)
  return values
}

function jsx(e: Expr & { t: 'jsx' }, scope: Scope, m: Machine): Value {
  const props = objectOf(e.p, scope, m)
  const children = e.c.map(x => evaluate(x, scope, m))
  const html = props.k === 'object' ? props.props.get('dangerouslySetInnerHTML') : undefined
  // Handlers run when somebody clicks: what they are given is up to them.
  // A click is no turn of the loop that draws the button.
  const loops = m.loops.splice(0)
  if (props.k === 'object')
    for (const [name, value] of props.props) if (/^on[A-Z]/.test(name)) runCallbacks(m, [value], placeAt(m, e.l), origin('client'))
  m.loops.push(...loops)
  if (html)
    m.emit({ kind: 'respond', how: 'html', status: undefined, body: computed('raw html', [getMember(m, html, '__html')]) }, placeAt(m, e.l))
  const component = /^[A-Z]/.test(e.n) && !e.n.includes('.') ? lookup(e.n, scope, m) : UNKNOWN
  // Only what the server draws can wait: a component that does reads rows by itself.
  if (component.k === 'function' && component.fact.async) {
    const given = object([...(props.k === 'object' ? props.props : []), ['children', computed('jsx', children)]])
    return computed('jsx', [callValue(m, component, [given], placeAt(m, e.l), { isNew: false })])
  }
  const handed =
    /^[A-Z]/.test(e.n) && props.k === 'object' ? [...props.props].flatMap(([name, value]) => (/^on[A-Z]/.test(name) ? [] : [value])) : []
  return computed('jsx', [...children, ...handed])
}
