import { kept } from '../kept.js'
import type { Place } from '#base/place'
import type { LibraryCall, RouteDeclaration, Run, World } from '../plugin.js'
import { library, native, object, origin, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { webRequest } from '../web/index.js'
import { passThrough } from './chain.js'
import { globalsOf } from './globals.js'
import { addressOfFile, addressOfRoute } from './path.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ANY', 'ALL']

interface ServerRoute {
  readonly path: string
  readonly method: string
  readonly middlewares: readonly Value[]
  readonly handler: Value
  readonly at: Place
}

const declaredIn = (world: World): ServerRoute[] => {
  return kept<ServerRoute[]>(world, 'tanstack-routes', () => [])
}

const pathOf = (call: LibraryCall): string => {
  const given = textOf(call.args[0])
  return (given === undefined ? addressOfFile(call.at.file) : addressOfRoute(given)) ?? '*'
}

/** `createFileRoute(path)`, `createServerFileRoute(path)`, `createAPIFileRoute(path)`: what is called with the route itself. */
export const routeAt = (call: LibraryCall): Value => library('tanstack:route', call.method, { path: pathOf(call), middlewares: [] })

export function routeCall(call: LibraryCall): Value | undefined {
  const path = call.on.data['path'] as string
  const before = call.on.data['middlewares'] as readonly Value[]
  const [first = UNDEFINED] = call.args
  switch (call.method) {
    case 'createFileRoute':
    case 'createRootRoute': {
      const server = call.run.get(first, 'server')
      if (server.k === 'object') declare(call, path, itemsOf(call.run.get(server, 'middleware')), call.run.get(server, 'handlers'))
      return library('tanstack:page', '')
    }
    case 'createAPIFileRoute':
      declare(call, path, before, first)
      return UNKNOWN
    case 'methods':
      declare(call, path, before, first)
      return call.on
    case 'middleware':
      return library('tanstack:route', call.on.path, { path, middlewares: [...before, ...itemsOf(first)] })
    default:
      return undefined
  }
}

const itemsOf = (value: Value): readonly Value[] => (value.k === 'list' ? value.items : [])

/** Handlers by method: functions, functions with middleware of their own, or a function that gives either. */
function declare(call: LibraryCall, path: string, middlewares: readonly Value[], given: Value): void {
  const handlers = given.k === 'function' ? call.run.call(given, [library('tanstack:handlers', 'api')], call.at) : given
  if (handlers.k !== 'object') return
  for (const method of METHODS) {
    const one = handlers.props.get(method)
    if (!one) continue
    const own =
      one.k === 'object' ? one : one.k === 'library' && one.library === 'tanstack:handlers' ? (one.data['own'] as Value) : undefined
    const handler = own ? call.run.get(own, 'handler') : one
    const at = handler.k === 'function' ? { file: handler.file, line: handler.fact.l } : call.at
    declaredIn(call.run.world).push({
      path,
      method: method === 'ANY' ? 'ALL' : method,
      middlewares: [...middlewares, ...(own ? itemsOf(call.run.get(own, 'middleware')) : [])],
      handler,
      at: at.file === call.at.file ? at : call.at,
    })
  }
}

/** `createHandlers({ … })`, and `api.middleware([…]).handler(fn)` of older versions. */
export function handlersCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED] = call.args
  if (call.method === 'createHandlers') return first
  const own = (call.on.data['own'] as Value | undefined) ?? object()
  const more = (key: string): Value =>
    library('tanstack:handlers', 'api', { own: object([...(own.k === 'object' ? own.props : []), [key, first]]) })
  if (call.method === 'middleware') return more('middleware')
  return call.method === 'handler' ? more('handler') : call.on
}

export function* serverRoutes(world: World): Generator<RouteDeclaration> {
  for (const route of declaredIn(world))
    yield {
      method: route.method,
      path: route.path,
      kind: 'http',
      framework: 'tanstack-start',
      at: route.at,
      handle: run => answer(run, route),
    }
}

function answer(run: Run, { method, middlewares, handler, at }: ServerRoute): void {
  run.marks.set('tanstack-server', at)
  const request = webRequest()
  if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
  passThrough(run, [...globalsOf(run.world).request, ...middlewares], UNDEFINED, at, (inner, { context }) => {
    inner.call(
      handler,
      [
        object([
          ['request', request],
          ['params', origin('params')],
          ['context', context],
          ['pathname', origin('url')],
          ['next', native('next', () => UNKNOWN)],
        ]),
      ],
      at,
    )
  })
}
