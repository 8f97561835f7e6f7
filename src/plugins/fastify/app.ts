import type { Place } from '#base/place'
import { type Framework, handlersOf, joinPath, type Layer, newRouter, type Router } from '../express/router.js'
import { addressOf } from '../address.js'
import { mounted } from '../middleware/index.js'
import type { LibraryCall, Run } from '../plugin.js'
import { library, type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'
import { isCallable } from '../send.js'
import { autoload } from './autoload.js'
import { runHooks } from './chain.js'
import { decorationsOf, requestDecorationsIn } from './decorations.js'
import { registerLibrary } from './plugins.js'
import { validating } from './schema.js'

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'all'])
const BEFORE = ['onRequest', 'preParsing', 'preValidation', 'preHandler']

const FASTIFY: Framework = { name: 'fastify', run: runHooks }

export const createApp = (run: Run, at: Place): LibraryValue =>
  library('fastify:app', 'app', { router: newRouter(run.world, at, true, FASTIFY) })

export function appCall(call: LibraryCall): Value | undefined {
  const router = call.on.data['router'] as Router
  const [first, second, third] = call.args
  if (METHODS.has(call.method)) {
    add(call, router, call.method.toUpperCase(), textOf(first), third ? second : undefined, third ?? second)
    return call.on
  }
  switch (call.method) {
    case 'route': {
      if (!first) return call.on
      const methods = call.run.get(first, 'method')
      for (const method of methods.k === 'list' ? methods.items : [methods])
        add(
          call,
          router,
          textOf(method) ?? 'ALL',
          textOf(call.run.get(first, 'url')) ?? textOf(call.run.get(first, 'path')),
          first,
          call.run.get(first, 'handler'),
        )
      return call.on
    }
    case 'register':
      register(call, router)
      return call.on
    case 'addHook':
      if (BEFORE.includes(textOf(first) ?? '') && second) hook(router, second, call.at)
      return call.on
    case 'decorate':
      if (textOf(first) && second) call.run.set(decorationsOf(call.run.world), textOf(first)!, second)
      return call.on
    case 'decorateRequest':
      if (textOf(first) && isCallable(second)) requestDecorationsIn(call.run.world).set(textOf(first)!, second!)
      return call.on
    case 'use':
      for (const handler of handlersOf(call.args)) {
        mounted(call.run, handler, call.at, textOf(first) ?? '')
        hook(router, handler, call.at)
      }
      return call.on
    case 'setErrorHandler':
      errorHandler(call, first)
      return call.on
    case 'listen':
      router.listens = true
      return UNDEFINED
    default:
      return /^(withTypeProvider|setValidatorCompiler|setSerializerCompiler|setNotFoundHandler|after|ready|addSchema|addContentTypeParser|setSchemaErrorFormatter)$/.test(
        call.method,
      )
        ? call.on
        : undefined
  }
}

/** Hooks stand before every route of their part of the app, wherever they are written in it. */
function hook(router: Router, handler: Value, at: Place): void {
  const layer: Layer = { kind: 'use', path: '', handlers: [handler], at }
  const first = router.layers.findIndex(
    one => one.kind === 'route' || one.handlers.some(inner => inner.k === 'library' && inner.library === 'fastify:app'),
  )
  if (first < 0) router.layers.push(layer)
  else router.layers.splice(first, 0, layer)
}

function add(
  call: LibraryCall,
  router: Router,
  method: string,
  path: string | undefined,
  options: Value | undefined,
  handler: Value | undefined,
): void {
  if (path === undefined) call.run.gap(call.at, 'a route path is computed', ['routes'])
  // Options that could not be read may hold nothing; a hook among them that could not be read is one.
  const isThere = (name: string): boolean => options?.k === 'object' && options.props.has(name)
  const own = options
    ? BEFORE.filter(name => isThere(name) || call.run.get(options, name).k !== 'unknown').map(name => call.run.get(options, name))
    : []
  const schema = options ? call.run.get(options, 'schema') : UNDEFINED
  const limit = options ? call.run.get(call.run.get(options, 'config'), 'rateLimit') : UNDEFINED
  const handlers = handlersOf([
    ...(limit.k === 'object' ? [limited()] : []),
    ...own,
    ...(schema.k === 'object' ? [validating(call.run, schema)] : []),
    handler ?? (options ? call.run.get(options, 'handler') : UNDEFINED),
  ])
  router.layers.push({ kind: 'route', method, path: path ?? '*', handlers, at: call.at, certain: path !== undefined })
}

const limited = (): LibraryValue =>
  library('fastify:limit', '', {
    middleware: (run: Run, _request: LibraryValue, at: Place) => {
      run.marks.set('limiter', at)
      return true
    },
  })

/** A plugin is a part of the app of its own, unless it was wrapped to be none. https://fastify.dev/docs/latest/Reference/Encapsulation/ */
function register(call: LibraryCall, router: Router): void {
  const [given = UNDEFINED, options = UNDEFINED] = call.args
  if (given.k === 'library' && given.library === '@fastify/autoload')
    autoload(call, options, (plugin, own, prefix, into) => part(call, into ?? router, plugin, own, prefix))
  else part(call, router, given, options, addressOf(call.run.get(options, 'prefix')) ?? '')
}

/** Registers one plugin; gives the part of the app that it fills. */
function part(call: LibraryCall, router: Router, given: Value, options: Value, prefix: string): Router {
  const plugin = given.k === 'object' ? call.run.get(given, 'default') : given
  if (plugin.k === 'library' && plugin.library === 'fastify:wrapped') {
    run(call, plugin.data['plugin'] as Value, library('fastify:app', 'app', { router }), options)
    return router
  }
  if (plugin.k === 'library') {
    for (const handler of registerLibrary(call, plugin, options)) hook(router, handler, call.at)
    return router
  }
  const inner = newRouter(call.run.world, call.at, true, FASTIFY)
  inner.mounted = true
  const app = library('fastify:app', 'app', { router: inner })
  router.layers.push({ kind: 'use', path: joinPath(prefix), handlers: [app], at: call.at })
  run(call, plugin, app, options)
  return inner
}

function run(call: LibraryCall, plugin: Value, app: Value, options: Value): void {
  if (plugin.k === 'function' || plugin.k === 'either')
    call.run.call(plugin, [app, options, { k: 'native', name: 'done', call: () => UNDEFINED }], call.at)
}

function errorHandler(call: LibraryCall, handler: Value | undefined): void {
  if (handler?.k !== 'function') return
  const inner = call.run.world.run()
  const request = library('http:request', 'req')
  inner.call(
    handler,
    [{ k: 'origin', from: 'error', path: [], at: call.at }, request, library('http:response', 'res', { request })],
    call.at,
  )
  call.run.world.setups.push({
    what: 'error-handler',
    library: 'fastify',
    at: call.at,
    options: UNDEFINED,
    prefix: '',
    effects: inner.effects,
  })
}
