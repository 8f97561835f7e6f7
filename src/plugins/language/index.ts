import { fetched } from '../http-clients/request.js'
import { isRequest } from '../middleware.js'
import { isMatch } from '../pattern.js'
import { definePlugin, type LibraryCall, type World } from '../plugin.js'
import { computed, library, list, literal, madeText, nowChecked, object, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { keptUnder, mapLike } from './collection.js'
import { promise } from './promise.js'
import { proxy, proxyMember, reflected } from './proxy.js'

/** JavaScript's own globals: what each does with the origin of a value. */
export default definePlugin({
  name: 'language',
  libraries: ['global', 'regexp', 'process', 'console', 'buffer', 'util', 'url', 'querystring', 'path', 'proxy'],
  get(of, key, run) {
    if (of.library === 'process') return processMember(of.path, key)
    if (of.library === 'regexp') return undefined
    if (of.library === 'proxy') return proxyMember(of, key, run)
    const path = of.path ? `${of.path}.${key}` : key
    if (of.library !== 'global') return undefined
    if (path.startsWith('process.')) return processMember(of.path.replace(/^process\.?/, ''), key)
    // What is built for production, and runs on the server.
    if (of.path === 'import.meta.env' && /^(?:PROD|SSR|DEV)$/.test(key)) return literal(key !== 'DEV')
    if (of.path === 'import.meta.env' || of.path === 'Bun.env') return origin('env', [], { name: key })
    if (key === 'globalThis' || key === 'window' || key === 'global' || key === 'self') return of.path ? undefined : globalOf(run.world)
    if (path === 'NaN' || path === 'Infinity') return literal(Number(path))
    if (/^(window\.)?location$/.test(path) || path === 'localStorage' || path === 'sessionStorage') return origin('client', [key])
    return undefined
  },
  call(call) {
    const handler = CALLS[call.library === 'global' ? call.path : `${call.library}.${call.path}`] ?? CALLS[call.path]
    if (handler) return handler(call)
    if (call.library === 'global' && /^(console|Object|Array|Math|Promise|JSON|Date|Number|String|Boolean|crypto|Buffer)\b/.test(call.path))
      return family(call)
    if (call.library === 'regexp' && (call.method === 'test' || call.method === 'exec')) return pattern(call)
    if (call.library === 'url' || call.library === 'querystring' || call.library === 'path' || call.library === 'util')
      return computed(`call ${call.method}`, plain(call.args))
    return undefined
  },
})

/** One for each app that is read: what code puts on it is found again, by that app alone. */
function globalOf(world: World): Value {
  const known = world.memory.get('global') as Value | undefined
  const value = known ?? library('global', '')
  world.memory.set('global', value)
  return value
}

function processMember(path: string, key: string): Value | undefined {
  if (path === 'env') return origin('env', [], { name: key })
  return undefined
}

const plain = (args: readonly Value[]): Value[] => args.filter(arg => arg.k !== 'function' && arg.k !== 'native')
const first = (call: LibraryCall): Value => call.args[0] ?? UNDEFINED

/** `url.parse(req.url, true)`: the query of the request, under another name. */
function parsedAddress(call: LibraryCall): Value {
  const address = first(call)
  const isParsed = call.args[1]?.k === 'literal' && call.args[1].value === true
  if (address.k !== 'origin' || address.from !== 'url' || address.path.length || !isParsed) return computed('call parse', plain(call.args))
  return object([
    ['query', origin('query')],
    ['pathname', origin('url')],
    ['path', origin('url')],
    ['href', origin('url')],
    ['search', origin('url')],
  ])
}

/** A check that turns anything into a number: what comes out cannot carry text. */
function asNumber(call: LibraryCall): Value {
  const value = first(call)
  if (value.k === 'literal') return literal(Number(value.value))
  if (value.k === 'origin') return nowChecked(value, 'number')
  return computed('call Number', [value])
}

function required(call: LibraryCall): Value {
  const name = textOf(first(call))
  // One of several files: what it exports is asked of those who know what such files hold.
  if (name === undefined) return library('module', '')
  const file = call.run.world.resolve(call.run.file, name)
  if (file) return call.run.world.load(file) ?? UNKNOWN
  return library(name.replace(/^node:/, ''), '')
}

function pattern(call: LibraryCall): Value {
  const text = textOf(call.args[0])
  const isKnown = text !== undefined && call.method === 'test' ? isMatch(String(call.on.data['pattern']), text) : undefined
  if (isKnown !== undefined) return literal(isKnown)
  return computed('call test', plain(call.args))
}

function code(call: LibraryCall): Value {
  const input = call.args.at(-1) ?? UNDEFINED
  if (input.k !== 'literal' && input.k !== 'function') call.run.emit({ kind: 'run', what: 'code', input }, call.at)
  if (input.k === 'function') call.run.branch([], () => void call.run.call(input, [], call.at))
  return computed('call eval', [input])
}

function later(call: LibraryCall): Value {
  const [what] = call.args
  if (what?.k === 'function') call.run.branch([], () => void call.run.call(what, [], call.at))
  else if (what && what.k !== 'literal' && what.k !== 'native') return code({ ...call, args: [what] })
  return UNKNOWN
}

function all(call: LibraryCall): Value {
  const items = first(call)
  return items.k === 'list' ? items : list([call.run.elementOf(items)], true)
}

const settledItem = (value: Value): Value =>
  object([
    ['status', UNKNOWN],
    ['value', value],
    ['reason', origin('error')],
  ])

const isClosed = (value: Value): value is Value & { k: 'object' } =>
  value.k === 'object' && !value.spreads.length && !value.dynamic && !value.cls

function hasOwn(call: LibraryCall): Value {
  const [of, key] = call.args
  const name = textOf(key)
  if (of && name !== undefined && isClosed(of)) return literal(of.props.has(name))
  if (of?.k === 'library' && of.library === 'http:request' && /^(body|query|params|headers)$/.test(name ?? '')) return literal(true)
  return computed('call hasOwn', plain(call.args))
}

function assign(call: LibraryCall): Value {
  const [target, ...rest] = call.args
  if (target?.k === 'library' || (target?.k === 'either' && target.of.some(one => one.value.k === 'library'))) {
    for (const one of rest)
      if (one.k === 'object') for (const [key, value] of one.props) call.run.set(target, key, value)
      // `Object.assign(document, request.body)`: under whatever names the request has.
      else if (one.k === 'origin') call.run.set(target, '*', one)
    return target
  }
  if (target?.k === 'object') {
    for (const one of rest) {
      if (one.k === 'object') for (const [key, value] of one.props) call.run.set(target, key, value)
      else if (one.k !== 'literal') target.spreads.push(one)
    }
    return target
  }
  return computed('call assign', plain(call.args))
}

/** The console prints a request of Node with all that it holds, its headers among it; a web request prints as little more than its name. */
const printed = (value: Value): Value => (isRequest(value) && value.path === 'req' ? origin('headers') : value)

function family(call: LibraryCall): Value | undefined {
  const [group] = call.path.split('.')
  if (group === 'console') {
    call.run.emit({ kind: 'log', logger: 'console', values: plain(call.args).map(printed) }, call.at)
    return UNDEFINED
  }
  if (group === 'Math' && call.method === 'random') return origin('random', [], { at: call.at })
  if (group === 'Math') return computed('number', plain(call.args))
  if (group === 'Date') return call.args.length ? computed('call Date', plain(call.args)) : origin('time')
  if (group === 'crypto')
    return call.method === 'randomUUID' || call.method === 'getRandomValues'
      ? origin('secret-random')
      : computed(`call ${call.method}`, plain(call.args))
  return undefined
}

const CALLS: Record<string, (call: LibraryCall) => Value> = {
  require: required,
  fetch: call => fetched(call),
  'window.fetch': call => fetched(call),
  eval: code,
  Function: code,
  setTimeout: later,
  setInterval: later,
  setImmediate: later,
  queueMicrotask: later,
  Promise: promise,
  Proxy: proxy,
  'Reflect.get': reflected,
  'Promise.all': all,
  'Promise.allSettled': call => {
    const items = all(call)
    return items.k === 'list' ? list(items.items.map(settledItem), items.open) : items
  },
  'Promise.race': call => call.run.elementOf(first(call)),
  'Promise.any': call => call.run.elementOf(first(call)),
  'Promise.resolve': first,
  Number: asNumber,
  'url.parse': parsedAddress,
  parseInt: asNumber,
  parseFloat: asNumber,
  'Number.parseInt': asNumber,
  'Number.parseFloat': asNumber,
  BigInt: asNumber,
  String: call => madeText(first(call)),
  Boolean: call => computed('!', [computed('!', [first(call)])]),
  isNaN: call => computed('!', [computed('call isNumber', [first(call)])]),
  'Number.isNaN': call => computed('!', [computed('call isNumber', [first(call)])]),
  'Number.isInteger': call => computed('call isInteger', [first(call)]),
  'Number.isFinite': call => computed('call isFinite', [first(call)]),
  isFinite: call => computed('call isFinite', [first(call)]),
  'Array.isArray': call => (first(call).k === 'list' ? literal(true) : computed('call isArray', [first(call)])),
  'Array.from': call => {
    const items = first(call)
    const callback = call.args[1]
    const result =
      callback?.k === 'function' ? list([call.run.callInLoop(callback, [call.run.elementOf(items), UNKNOWN], items, call.at)], true) : items
    return result
  },
  'JSON.parse': call => reshaped(first(call)),
  'JSON.stringify': call => reshaped(first(call)),
  structuredClone: first,
  'Object.freeze': first,
  'Object.seal': first,
  'Object.assign': assign,
  'Object.keys': call => {
    const of = first(call)
    return isClosed(of)
      ? list([...of.props.keys()].map(key => literal(key)))
      : // Names that are written out are the app's own; those of what was spread in are whoever's it is.
        computed('keys', of.k === 'object' ? [...of.spreads, ...(of.dynamic ?? [])] : [of])
  },
  'Object.hasOwn': hasOwn,
  'Object.prototype.hasOwnProperty.call': hasOwn,
  'Object.values': call => list([call.run.elementOf(first(call))], true),
  'Object.entries': call => {
    const of = first(call)
    if (of.k === 'object' && !of.spreads.length && !of.dynamic)
      return list([...of.props].map(([key, value]) => list([literal(key), value])))
    return list([list([computed('keys', [of]), call.run.elementOf(of)])], true)
  },
  'Object.fromEntries': call => fromEntries(first(call)) ?? computed('call fromEntries', plain(call.args)),
  'Object.defineProperty': call => {
    const [target, key, descriptor] = call.args
    const name = textOf(key)
    if (target && name && descriptor) call.run.set(target, name, call.run.get(descriptor, 'value'))
    return target ?? UNDEFINED
  },
  encodeURIComponent: call => computed('call encodeURIComponent', plain(call.args)),
  decodeURIComponent: first,
  encodeURI: first,
  atob: first,
  btoa: first,
  'Buffer.from': first,
  'buffer.Buffer.from': first,
  TextEncoder: () => library('global', 'TextEncoder()'),
  'TextEncoder().encode': first,
  TextDecoder: () => library('global', 'TextDecoder()'),
  'TextDecoder().decode': first,
  // Without contents it is room for some, as for random bytes.
  Uint8Array: call => (call.args[0]?.k === 'computed' || call.args[0]?.k === 'origin' ? first(call) : UNKNOWN),
  Map: call => mapLike(call),
  'collection().get': call => keptUnder(call),
  Set: call => mapLike(call),
  WeakMap: call => mapLike(call),
  Date: call => (call.args.length ? computed('call Date', plain(call.args)) : origin('time')),
  Error: call => object([['message', first(call)]]),
  URL: call => urlOf(call),
  URLSearchParams: call => library('web:params', '', { of: first(call) }),
  'util.promisify': first,
}

/** A body that was read as its bytes is those bytes no more once it was parsed, or written anew. */
const reshaped = (value: Value): Value =>
  value.k === 'origin' && value.from === 'body' && value.name === 'raw'
    ? origin('body', value.path, value.checked === undefined ? {} : { checked: value.checked })
    : value

/** Forms, headers and parameters as objects: every name may be there. */
function fromEntries(of: Value): Value | undefined {
  if (of.k === 'origin') return of
  if (of.k === 'library' && of.library === 'web:form') return origin('body')
  if (of.k === 'library' && of.library === 'web:params') return origin('query')
  if (of.k === 'library' && of.library === 'web:headers') return origin('headers')
  const [, value] = of.k === 'list' && of.open && of.items[0]?.k === 'list' ? of.items[0].items : []
  return value?.k === 'origin' && value.path.at(-1) === '*' ? { ...value, path: value.path.slice(0, -1) } : undefined
}

/** Parts of a URL are as free as the URL. */
function urlOf(call: LibraryCall): Value {
  const of = first(call)
  const value = object([
    ['searchParams', library('web:params', '', { of })],
    ['href', of],
    ['origin', of],
    ['host', of],
    ['hostname', of],
    ['pathname', of],
    ['protocol', computed('call protocol', [of])],
    ['search', of],
  ])
  return value
}
