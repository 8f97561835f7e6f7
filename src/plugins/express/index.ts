import { addressOf } from '../address.js'
import { mounted, mountedOnRoute } from '../middleware/index.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { type LibraryValue, literal, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { requestCall, requestMember } from './request.js'
import { responseCall } from './response.js'
import { writeSession } from './session.js'
import { createRouter, handlersOf, isDoor, isErrorHandler, type Layer, type Router, routerOf } from './router.js'

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'all', 'head', 'options', 'del'])

/** Express 4 and 5. https://expressjs.com/en/5x/api.html */
export default definePlugin({
  name: 'express',
  libraries: [
    'express',
    'express:router',
    'http:request',
    'http:response',
    'express-promise-router',
    'router',
    'body-parser',
    'http',
    'https',
  ],
  get(of, key, run) {
    if (of.library === 'http:request') return requestMember(of, key, run)
    if (of.library === 'http:response' && (key === 'locals' || key === 'headersSent' || key === 'statusCode'))
      return of.props.get(key) ?? UNKNOWN
    return undefined
  },
  set(of, key, value, run, at) {
    if (of.library === 'http:request') writeSession(of, key, value, run, at)
  },
  call(call) {
    if (call.library === 'express:router') return routerCall(call)
    if (call.library === 'http:request') return requestCall(call)
    if (call.library === 'http:response') return responseCall(call)
    if (call.path === '' && call.library !== 'body-parser')
      return call.library === 'express' ? createRouter(call.run, call.at, true) : createRouter(call.run, call.at, false)
    if (call.method === 'Router') return createRouter(call.run, call.at, false)
    if (call.method === 'createServer') return serverCall(call)
    if (
      (call.library === 'express' || call.library === 'body-parser') &&
      ['json', 'urlencoded', 'raw', 'text', 'static'].includes(call.method)
    )
      return bodyParser(call)
    return undefined
  },
})

/** The first parser that takes a body decides what `req.body` is: a signature needs the bytes as they came. */
function bodyParser(call: LibraryCall): Value {
  const isRaw = call.method === 'raw' || call.method === 'text'
  const passes = (run: Run, request: LibraryValue): boolean => {
    if (call.method !== 'static' && !request.props.has('body')) run.set(request, 'body', origin('body', [], isRaw ? { name: 'raw' } : {}))
    return true
  }
  const options = call.args[0] ?? UNDEFINED
  if (call.method !== 'static')
    call.run.world.setups.push({ what: 'body-parser', library: `${call.library}.${call.method}`, at: call.at, options, prefix: '' })
  return {
    k: 'library',
    library: 'express',
    path: `${call.method}()`,
    args: call.args,
    data: { middleware: passes, parser: call.method },
    props: new Map(),
  }
}

function serverCall(call: LibraryCall): Value | undefined {
  const app = call.args.map(routerOf).find(Boolean)
  if (app) app.listens = true
  return app ? call.args.find(arg => routerOf(arg)) : undefined
}

function routerCall(call: LibraryCall): Value | undefined {
  const router = call.on.data['router'] as Router
  const method = call.method
  const chained = call.on.data['path'] as string | undefined
  if (METHODS.has(method) && (chained !== undefined || call.args.length > 1)) {
    const handlers = handlersOf(chained === undefined ? call.args.slice(1) : call.args)
    for (const path of chained === undefined ? pathsOf(call.args[0]!) : [chained]) {
      if (method !== 'options') for (const handler of handlers) mountedOnRoute(call.run, handler, call.at, path ?? '*')
      if (path === undefined) call.run.gap(call.at, 'a route path is computed', ['routes'])
      add(router, {
        kind: 'route',
        method: method === 'del' ? 'DELETE' : method.toUpperCase(),
        path: path ?? '*',
        handlers,
        at: call.at,
        certain: path !== undefined,
      })
    }
    return call.on
  }
  switch (method) {
    case 'use':
      return use(call, router)
    case 'route':
      return { ...call.on, path: 'route', data: { router, path: addressOf(call.args[0]) ?? '*' }, props: new Map() }
    case 'listen':
      router.listens = true
      for (const arg of call.args) if (arg.k === 'function') call.run.branch([], () => void call.run.call(arg, [], call.at))
      return call.on
    case 'get':
    case 'set':
    case 'enable':
    case 'disable':
    case 'engine':
    case 'param':
    case 'on':
      return method === 'get' ? setting(call.args[0]) : call.on
    default:
      return undefined
  }
}

/** `app.get('env')` is NODE_ENV. */
const setting = (name: Value | undefined): Value => (textOf(name) === 'env' ? origin('env', [], { name: 'NODE_ENV' }) : UNKNOWN)

/** Literal paths, lists of them, and regular expressions as they are written. */
function pathsOf(value: Value): (string | undefined)[] {
  if (value.k === 'list') return value.items.flatMap(pathsOf)
  if (value.k === 'library' && value.library === 'regexp') return [String(value.data['pattern'])]
  return [addressOf(value)]
}

function isPath(value: Value): boolean {
  if (value.k === 'list') return value.items.length > 0 && value.items.every(isPath)
  return addressOf(value) !== undefined || (value.k === 'library' && value.library === 'regexp')
}

function use(call: LibraryCall, router: Router): Value {
  const [head, ...rest] = call.args
  const paths = head && isPath(head) ? pathsOf(head) : undefined
  const handlers = handlersOf(paths ? rest : call.args)
  for (const handler of handlers) {
    const inner = routerOf(handler)
    if (inner) inner.mounted = true
    if (isErrorHandler(handler)) errorHandler(call, handler, paths?.[0] ?? '', router)
    mounted(call.run, handler, call.at, paths?.[0] ?? '')
  }
  for (const path of paths ?? ['']) add(router, { kind: 'use', path: path ?? '', handlers, at: call.at })
  return call.on
}

/** An error handler is run once, with an error, to see what it tells the client. */
function errorHandler(call: LibraryCall, handler: Value, prefix: string, router: Router): void {
  const before = router.layers.length
  const run = call.run.world.run()
  const error: Value = { k: 'origin', from: 'error', path: [], at: call.at }
  const request: Value = { k: 'library', library: 'http:request', path: 'req', args: [], data: {}, props: new Map() }
  const response: Value = { k: 'library', library: 'http:response', path: 'res', args: [], data: {}, props: new Map() }
  run.call(handler, [error, request, response, { k: 'native', name: 'next', call: () => UNDEFINED }], call.at)
  call.run.world.setups.push({
    what: 'error-handler',
    library: 'express',
    at: call.at,
    options: literal(null),
    prefix,
    effects: run.effects,
    // Known once every route stands: an error handler hears of errors in what was put on before it.
    get reached() {
      return router.layers.slice(0, before).some(isDoor) || !router.layers.slice(before).some(isDoor)
    },
  })
}

function add(router: Router, layer: Layer): void {
  router.layers.push(layer)
}
