import type { Source } from '#source/source'
import { requestFunction } from '../h3/request.js'
import { sessionMethod, sessionValue } from '../h3/session.js'
import { definePlugin, type Entry, type LibraryCall } from '../plugin.js'
import { library, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { type Middleware, middlewareIn } from './chain.js'
import { builderCall, createServerFunction, functionCall, functionRoutes } from './functions.js'
import { globalCall } from './globals.js'
import { handlersCall, routeAt, routeCall, serverRoutes } from './routes.js'

const STARTS = ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/vue-start', '@tanstack/start']
const ROUTERS = ['@tanstack/react-router', '@tanstack/solid-router', '@tanstack/vue-router']
const DECLARES =
  /\bcreateServerFn\b|\bcreate(?:Server|API)FileRoute\b|\bcreateStart\b|\bregisterGlobalMiddleware\b|\bcreate(?:File|Root)Route\w*\b[\s\S]*\bserver\s*:/

/** TanStack Start, from the first betas on. https://tanstack.com/start/latest/docs/framework/react/guide/server-functions */
export default definePlugin({
  name: 'tanstack-start',
  libraries: [
    ...STARTS,
    ...STARTS.flatMap(name => [`${name}/server`, `${name}/api`]),
    '@tanstack/start-server-core',
    ...ROUTERS,
    'vinxi/http',
    'tanstack:builder',
    'tanstack:middleware',
    'tanstack:function',
    'tanstack:route',
    'tanstack:handlers',
    'tanstack:context',
    'tanstack:isomorphic',
    'h3:session',
  ],
  get(of, key) {
    if (of.library === 'h3:session') return sessionValue(of, key)
    if (of.library !== 'tanstack:context') return undefined
    return of.data['isWhole'] === true && !of.props.has('*') ? UNDEFINED : UNKNOWN
  },
  call(call) {
    switch (call.library) {
      case 'tanstack:builder':
        return builderCall(call)
      case 'tanstack:middleware':
        return middlewareCall(call)
      case 'tanstack:function':
        return call.method === 'function' ? functionCall(call) : undefined
      case 'tanstack:route':
        return routeCall(call)
      case 'tanstack:handlers':
        return handlersCall(call)
      case 'tanstack:isomorphic':
        return isomorphicCall(call)
      case 'h3:session':
        return sessionMethod(call)
      default:
        return packageCall(call)
    }
  },
  *entries(source: Source): Generator<Entry> {
    const folders = source.packages.filter(item => STARTS.some(name => item.dependencies[name] ?? item.devDependencies[name]))
    for (const file of source.files)
      if (
        file.kind === 'code' &&
        !/\.(?:test|spec|gen)\.[cm]?[jt]sx?$/.test(file.path) &&
        folders.some(({ folder }) => !folder || file.path.startsWith(`${folder}/`)) &&
        DECLARES.test(file.text())
      )
        yield { file: file.path }
  },
  *loaded(world) {
    yield* serverRoutes(world)
    yield* functionRoutes(world)
  },
})

function packageCall(call: LibraryCall): Value | undefined {
  switch (call.method) {
    case 'createServerFn':
      return createServerFunction(call)
    case 'createMiddleware':
      return middleware({ before: [], validator: undefined, server: undefined, at: call.at })
    case 'createFileRoute':
    case 'createServerFileRoute':
    case 'createAPIFileRoute':
      return routeAt(call)
    case 'createRootRoute':
    case 'createRootRouteWithContext':
      return library('tanstack:page', '')
    case 'createStart':
    case 'registerGlobalMiddleware':
      return globalCall(call)
    case 'createServerOnlyFn':
    case 'serverOnly':
    case 'createClientOnlyFn':
      return call.args[0]
    case 'createIsomorphicFn':
      return library('tanstack:isomorphic', 'isomorphic')
    case 'redirect':
      return redirected(call)
    case 'json':
      call.run.emit({ kind: 'respond', how: 'json', status: undefined, body: call.args[0] ?? UNDEFINED }, call.at)
      return library('web:response', 'response')
    default:
      return requestFunction(call, call.args)
  }
}

const middleware = (of: Middleware): Value => library('tanstack:middleware', 'middleware', { of })

function middlewareCall(call: LibraryCall): Value {
  const of = middlewareIn(call.on)!
  const [first] = call.args
  switch (call.method) {
    case 'middleware':
      return middleware({ ...of, before: [...of.before, ...(first?.k === 'list' ? first.items : [])] })
    case 'inputValidator':
    case 'validator':
      return middleware({ ...of, validator: first })
    case 'server':
      return middleware({ ...of, server: first, at: call.at })
    default:
      return call.on
  }
}

/** `createIsomorphicFn().server(a).client(b)`: here it is the server that runs. */
function isomorphicCall(call: LibraryCall): Value | undefined {
  const [first] = call.args
  if (call.method === 'server') return library('tanstack:isomorphic', 'isomorphic', { server: first })
  if (call.method === 'client') return call.on
  const server = call.on.data['server'] as Value | undefined
  return server ? call.run.call(server, call.args, call.at) : UNKNOWN
}

/** Thrown or returned; where it leads is what matters. */
function redirected(call: LibraryCall): Value {
  const { run, at } = call
  const [first = UNDEFINED] = call.args
  const href = run.get(first, 'href')
  const to = href.k === 'literal' && href.value === undefined ? run.get(first, 'to') : href
  run.emit({ kind: 'respond', how: 'redirect', status: 307, body: to }, at)
  return library('web:response', 'response')
}
