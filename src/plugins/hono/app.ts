import type { Place } from '#base/place'
import { covers, type Framework, handlersOf, joinPath, newRouter, type Router, routerOf, runChain } from '../express/router.js'
import { addressOf } from '../address.js'
import { mounted, type MountedSetup, mountedOnRoute } from '../middleware/index.js'
import type { LibraryCall, Run } from '../plugin.js'
import { library, type LibraryValue, textOf, UNDEFINED, type Value } from '../value.js'
import { contextOf } from './context.js'
import { accept } from './validated.js'

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'all', 'options', 'head'])

/** A path without a star stands for itself alone. https://hono.dev/docs/api/routing */
const HONO: Framework = {
  name: 'hono',
  covers: (prefix, path) =>
    prefix.endsWith('*') ? covers(prefix, path) : covers(prefix, path) && prefix.split('/').length === path.split('/').length,
  run(links, run) {
    const context = contextOf(links.every(link => isRead(link.handler)))
    runChain(links, run, context, next => [context, next])
  },
}

/** The app's own handlers, and those of libraries whose plugin tells all that they set. */
function isRead(handler: Value): boolean {
  if (handler.k !== 'library') return handler.k === 'function'
  const setup = handler.data['setup'] as MountedSetup | undefined
  return handler.library === 'middleware' && (!/^(?:auth|session)$/.test(setup?.what ?? '') || /^hono\//.test(setup?.library ?? ''))
}

export const createApp = (run: Run, at: Place): LibraryValue => appOf(newRouter(run.world, at, true, HONO), '')

const appOf = (router: Router, base: string): LibraryValue => library('hono:app', 'app', { router, base })

export function appCall(call: LibraryCall): Value | undefined {
  const router = call.on.data['router'] as Router
  const base = call.on.data['base'] as string
  const [first, ...rest] = call.args
  if (METHODS.has(call.method)) {
    const path = textOf(first)
    add(call, router, call.method.toUpperCase(), joinPath(base, path ?? ''), path === undefined ? call.args : rest)
    return call.on
  }
  switch (call.method) {
    case 'use': {
      const path = textOf(first)
      const handlers = handlersOf(path === undefined ? call.args : rest)
      for (const handler of handlers) mounted(call.run, handler, call.at, path ?? '')
      router.layers.push({ kind: 'use', path: joinPath(base, path ?? '*'), handlers, at: call.at })
      return call.on
    }
    case 'on':
      for (const method of textsOf(first))
        for (const path of textsOf(rest[0])) add(call, router, method.toUpperCase(), joinPath(base, path), rest.slice(1))
      return call.on
    case 'route':
      mount(call, router, joinPath(base, addressOf(first) ?? ''), rest[0])
      return call.on
    case 'basePath':
      return appOf(router, joinPath(base, addressOf(first) ?? ''))
    case 'openapi':
      return openapi(call, router, base)
    case 'onError':
      errorHandler(call, first)
      return call.on
    default:
      return /^(notFound|mount|fire|doc|doc31|openAPIRegistry)$/.test(call.method) ? call.on : undefined
  }
}

const textsOf = (value: Value | undefined): string[] => (value?.k === 'list' ? value.items.flatMap(textsOf) : [textOf(value) ?? '*'])

function add(call: LibraryCall, router: Router, method: string, path: string, given: readonly Value[]): void {
  const handlers = handlersOf(given)
  for (const handler of handlers) mountedOnRoute(call.run, handler, call.at, path)
  if (handlers.length) router.layers.push({ kind: 'route', method, path, handlers, at: call.at, certain: true })
}

function mount(call: LibraryCall, router: Router, path: string, sub: Value | undefined): void {
  const inner = routerOf(sub)
  if (!inner || !sub) return
  inner.mounted = true
  router.layers.push({ kind: 'use', path, handlers: [sub], at: call.at })
}

/** `app.openapi(createRoute({ method, path, request, middleware }), handler)`. https://hono.dev/examples/zod-openapi */
function openapi(call: LibraryCall, router: Router, base: string): Value {
  const [route = UNDEFINED, handler] = call.args
  const before = call.run.get(route, 'middleware')
  const validators = library('hono:openapi', 'validators', {
    middleware: (run: Run, context: LibraryValue, at: Place) => validate(run, context, at, call.run.get(route, 'request')),
  })
  const path = (textOf(call.run.get(route, 'path')) ?? '*').replace(/\{(\w+)\}/g, ':$1')
  add(call, router, (textOf(call.run.get(route, 'method')) ?? 'all').toUpperCase(), joinPath(base, path), [
    ...(before.k === 'list' || before.k === 'function' ? [before] : []),
    validators,
    ...(handler ? [handler] : []),
  ])
  return call.on
}

function validate(run: Run, context: LibraryValue, at: Place, request: Value): boolean {
  const asked = run.get(request, 'body')
  // A helper that wraps a schema is given it first.
  const body = asked.k === 'library' ? (asked.args[0] ?? asked) : run.get(run.get(run.get(asked, 'content'), 'application/json'), 'schema')
  for (const [part, schema] of [
    ['json', body],
    ['query', run.get(request, 'query')],
    ['param', run.get(request, 'params')],
  ] as const)
    accept(run, context, at, part, schema)
  return true
}

function errorHandler(call: LibraryCall, handler: Value | undefined): void {
  const run = call.run.world.run()
  if (handler?.k !== 'function') return
  run.call(handler, [{ k: 'origin', from: 'error', path: [], at: call.at }, contextOf()], call.at)
  call.run.world.setups.push({ what: 'error-handler', library: 'hono', at: call.at, options: UNDEFINED, prefix: '', effects: run.effects })
}
