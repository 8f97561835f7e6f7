import type { Place } from '#base/place'
import type { LibraryCall } from '#plugins/plugin'
import {
  computed,
  either,
  type FunctionValue,
  library,
  type LibraryValue,
  list,
  object,
  oneOf,
  type Scope,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from '#plugins/value'
import { bind } from './bind.js'
import { patternOfAddress } from './address.js'
import { builtinMethod } from './builtins.js'
import { runCallbacks, vouched } from './callbacks.js'
import { execute } from './execute.js'
import { instantiate } from './instance.js'
import { commonOfAll, together } from './join.js'
import { later, LISTENS, real } from './later.js'
import { returning, settleReturns } from './leave.js'
import type { Frame, Machine } from './machine.js'
import { eachOf, getMember } from './members.js'
import { handled } from './promised.js'

const DEPTH = 40

interface CallOptions {
  readonly isNew?: boolean
  readonly self?: Value
  /** The name called, for what nobody could follow. */
  readonly name?: string
  readonly scope?: Scope
}

export function callValue(m: Machine, callee: Value, args: readonly Value[], at: Place, options: CallOptions = {}): Value {
  switch (callee.k) {
    case 'function':
      if (options.isNew) return construct(m, callee, args, at)
      return callFunction(m, callee, args, at, options.self ?? callee.self)
    case 'native':
      return callee.call(args, at)
    case 'class':
      return instantiate(m, callee, args, at)
    case 'library':
      return callLibrary(m, callee, args, at, options.isNew === true)
    case 'either':
      return eachOf(
        callee.of.filter(one => isCallable(one.value)),
        value => callValue(m, value, args, at, options),
      )
    case 'computed':
      if ((callee.how === '||' || callee.how === '??') && callee.of.some(isCallable))
        return oneOf(callee.of.filter(isCallable).map(value => callValue(m, value, args, at, options)))
      return unknownCall(m, options.name ?? 'unknown', callee, args, at)
    default:
      return unknownCall(m, options.name ?? 'unknown', callee, args, at)
  }
}

const isCallable = (value: Value): boolean => value.k === 'function' || value.k === 'native' || value.k === 'class' || value.k === 'library'

export function callMethod(m: Machine, receiver: Value, name: string, args: readonly Value[], at: Place): Value {
  return receiver.k === 'library' && args.length === 2 && LISTENS.test(name)
    ? later(m, () => methodCalled(m, receiver, name, args, at))
    : methodCalled(m, receiver, name, args, at)
}

function methodCalled(m: Machine, receiver: Value, name: string, args: readonly Value[], at: Place): Value {
  // A promise is waited for once, whatever it gives.
  if (receiver.k === 'either' && name !== 'catch' && name !== 'finally')
    return eachOf(
      real(receiver.of).filter(one => !(one.value.k === 'literal' && (one.value.value === undefined || one.value.value === null))),
      value => callMethod(m, value, name, args, at),
    )
  if (receiver.k === 'library') {
    const found = receiver.props.get(name)
    // `res.json = function (body) { …; return json.apply(res, arguments) }` logs what is answered; the answer stays what it is.
    if (found && receiver.library !== 'http:response') return callValue(m, found, args, at, { self: receiver })
    const asked = name === 'test' ? patternOfAddress(receiver, args[0]) : undefined
    if (asked) return asked
    const path = receiver.path ? `${receiver.path}.${name}` : name
    const answer = askPlugins(m, {
      library: receiver.library,
      path,
      method: name,
      on: receiver,
      args,
      isNew: false,
      at,
      run: m,
    })
    if (answer) return answer
    // `get` may know better what the property is than the path does.
    const got = getMember(m, receiver, name, at)
    if (got.k !== 'library' || got.path !== path) {
      if (isCallable(got)) return callValue(m, got, args, at, { self: receiver })
    }
    const built = builtinMethod(m, receiver, name, args, at)
    if (built) return built
    if (receiver.result) return callMethod(m, receiver.result, name, args, at)
    // `client.query.bind(client)` is the method itself.
    if (name === 'bind' && args[0]?.k === 'library') return receiver
    return unknownLibraryCall(m, library(receiver.library, path, receiver.data, receiver.args), args, at)
  }
  if ((receiver.k === 'function' || receiver.k === 'native') && (name === 'call' || name === 'apply' || name === 'bind'))
    return viaFunction(m, receiver, name, args, at)
  const member =
    receiver.k === 'object' || receiver.k === 'function' || receiver.k === 'class' ? getMember(m, receiver, name, at) : undefined
  if (member && isCallable(member)) return callValue(m, member, args, at, { self: receiver })
  if (member?.k === 'either' || (member?.k === 'computed' && (member.how === '||' || member.how === '??')))
    return callValue(m, member, args, at, { self: receiver, name })
  if (
    receiver.k === 'computed' &&
    (receiver.how === '||' || receiver.how === '??' || receiver.how === '&&') &&
    receiver.of.some(one => one.k !== 'literal' && one.k !== 'origin')
  ) {
    return oneOf(receiver.of.filter(one => one.k !== 'literal').map(one => callMethod(m, one, name, args, at)))
  }
  const pattern = args[0]
  // `text.match(pattern)` asks of the pattern what `pattern.test(text)` asks.
  if (pattern?.k === 'library' && pattern.library === 'regexp')
    askPlugins(m, { library: 'regexp', path: name, method: name, on: pattern, args: [receiver], isNew: false, at, run: m })
  const built = builtinMethod(m, receiver, name, args, at)
  if (built) return built
  for (const plugin of m.plugins.all) {
    const guess = plugin.guess?.({ library: '', path: name, method: name, on: library('', ''), receiver, args, isNew: false, at, run: m })
    if (guess) return guess
  }
  return unknownCall(m, name, receiver, args, at)
}

function viaFunction(m: Machine, fn: Value, name: string, args: readonly Value[], at: Place): Value {
  const [self, ...rest] = args
  if (name === 'bind') return fn.k === 'function' ? { ...fn, self: self ?? UNDEFINED } : fn
  const passed = name === 'call' ? rest : rest[0]?.k === 'list' ? rest[0].items : []
  return callValue(m, fn, passed, at, self ? { self } : {})
}

function callLibrary(m: Machine, callee: LibraryValue, args: readonly Value[], at: Place, isNew: boolean): Value {
  const answer = askPlugins(m, asked(m, callee, args, at, isNew))
  return answer ?? passThrough(m, callee, args, at) ?? unknownLibraryCall(m, callee, args, at)
}

/** What a library makes of `new Parent(…)`; `undefined` where no plugin knows it. */
export const newOf = (m: Machine, on: LibraryValue, args: readonly Value[], at: Place): Value | undefined =>
  askPlugins(m, asked(m, on, args, at, true))

const asked = (m: Machine, on: LibraryValue, args: readonly Value[], at: Place, isNew: boolean): LibraryCall => ({
  library: on.library,
  path: on.path,
  method: on.path.slice(on.path.lastIndexOf('.') + 1),
  on,
  args,
  isNew,
  at,
  run: m,
})

/** `authenticate('jwt')(req, res, next)`: middleware that the app calls by itself. */
function passThrough(m: Machine, callee: LibraryValue, args: readonly Value[], at: Place): Value | undefined {
  const [request, , next] = args
  const handle = callee.data['middleware'] as ((run: Machine, request: LibraryValue, at: Place) => boolean) | undefined
  if (!handle || request?.k !== 'library' || request.library !== 'http:request') return undefined
  if (handle(m, request, at) && next) callValue(m, next, [], at)
  return UNDEFINED
}

function askPlugins(m: Machine, call: LibraryCall): Value | undefined {
  for (const plugin of m.plugins.of(call.library)) {
    const value = plugin.call?.(call)
    if (value) return value
  }
  return undefined
}

export function taggedCall(m: Machine, tag: Value, quasis: readonly string[], values: readonly Value[], at: Place): Value {
  if (tag.k === 'library') {
    const method = tag.path.slice(tag.path.lastIndexOf('.') + 1)
    for (const plugin of m.plugins.of(tag.library)) {
      const value = plugin.tag?.({ library: tag.library, path: tag.path, method, on: tag, args: values, isNew: false, at, run: m, quasis })
      if (value) return value
    }
  }
  if (tag.k === 'function') return callValue(m, tag, [list(quasis.map(text => ({ k: 'literal', value: text }))), ...values], at)
  return computed('tagged', values)
}

/** Wrappers whose whole purpose is to hand what a handler rejects with to `next`. */
const CATCHES = /^(?:express-async-handler|express-async-wrap|express-wrap-async|async-middleware|express-async-await|@awaitjs\/express)$/

/**
 * What a library gives back that no plugin knows: it remembers where it came from and what went in. A function that went
 * in may be wrapped (`cache(fn)`, `asyncHandler(fn)`) or run right away (`span(name, fn)`): both are followed.
 */
function unknownLibraryCall(m: Machine, callee: LibraryValue, args: readonly Value[], at: Place): Value {
  const wrapped = callee.data['wrapped'] as FunctionValue | undefined
  if (wrapped && callee.path.endsWith('()')) {
    const first = m.effects.length
    const value = callFunction(m, wrapped, args, at, wrapped.self)
    if (CATCHES.test(callee.library)) handled(m, first, m.effects.length)
    return value
  }
  const results = runCallbacks(m, args, at, UNKNOWN, vouched(callee.library, args, at))
  const passed = args.filter(arg => arg.k !== 'function' && arg.k !== 'native')
  const fn = args.findLast(arg => arg.k === 'function')
  const value = library(callee.library, `${callee.path}()`, fn ? { ...callee.data, wrapped: fn } : callee.data, passed)
  return results.length ? { ...value, result: oneOf(results) } : value
}

function unknownCall(m: Machine, name: string, callee: Value, args: readonly Value[], at: Place): Value {
  runCallbacks(m, args, at, UNKNOWN, vouched(`${name}()`, args, at))
  const inside = [callee, ...args].filter(
    value => value.k !== 'function' && value.k !== 'native' && value.k !== 'unknown' && value.k !== 'library',
  )
  return computed(`call ${name}`, inside)
}

export function callFunction(m: Machine, fn: FunctionValue, args: readonly Value[], at: Place, self: Value | undefined): Value {
  let again = 0
  for (const frame of m.frames) if (frame.fact === fn.fact) again++
  if (again > 1 || m.frames.length > DEPTH || m.fuel <= 0) return UNKNOWN
  m.called.add(fn.fact)
  const scope: Scope = { vars: new Map(), parent: fn.scope }
  if (!fn.fact.arrow && self) scope.vars.set('this', self)
  if (fn.above) scope.vars.set('super', fn.above(self))
  const entry = m.facts.length
  const name = fn.fact.name
  const frame: Frame = {
    fact: fn.fact,
    file: fn.file,
    returns: [],
    written: [],
    depth: m.logs.length,
    entry,
    step: name ? { at, label: `calls ${name}()` } : undefined,
    args,
  }
  m.frames.push(frame)
  fn.fact.params.forEach((param, index) => {
    if (param.t === 'apat' && param.rest && !param.p.length && param.rest.t === 'id')
      bind(param.rest, list(args.slice(index)), scope, m, true)
    else bind(param, args[index] ?? UNDEFINED, scope, m, true)
  })
  if (!fn.fact.arrow) scope.vars.set('arguments', list([...args]))
  if (execute(fn.fact.body, scope, m) === 'normal') returning(m, frame, UNDEFINED)
  m.frames.pop()
  settleReturns(m, frame)
  const before = m.facts.slice(0, entry)
  if (!frame.returns.length) {
    m.facts = before
    m.thrown = true
    return UNKNOWN
  }
  const [only] = frame.returns
  if (frame.returns.length === 1) {
    m.facts = together(before, only!.facts)
    return either([{ value: only!.value, facts: [] }])
  }
  const held = commonOfAll(frame.returns.map(one => one.facts))
  m.facts = together(before, held)
  return either(
    frame.returns.map(one => (one.facts.length ? { value: one.value, facts: one.facts.filter(fact => !held.includes(fact)) } : one)),
  )
}

/** `new Function(…)` of the old kind, with methods put on `this`. */
function construct(m: Machine, fn: FunctionValue, args: readonly Value[], at: Place): Value {
  const self = object()
  const prototype = fn.props.get('prototype')
  if (prototype?.k === 'object')
    for (const [key, value] of prototype.props) self.props.set(key, value.k === 'function' ? { ...value, self } : value)
  const returned = callFunction(m, fn, args, at, self)
  return returned.k === 'object' ? returned : self
}
