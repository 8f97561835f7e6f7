import type { Place } from '#base/place'
import { addressOf } from '../address.js'
import { corsHeader } from '../cors/header.js'
import { viewOf } from '../express/response.js'
import { type Asked, type Framework, handlersOf, joinPath, newRouter, type Router, routerOf, runChain } from '../express/router.js'
import { sessionMember, sessionOf, writeSession } from '../express/session.js'
import { mounted, mountedOnRoute } from '../middleware/index.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { setCookie } from '../set-cookie.js'
import { library, type LibraryValue, literal, object, origin, textOf, UNDEFINED, type Value, numberOf } from '../value.js'

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'head', 'options'])

const KOA: Framework = {
  name: 'koa',
  run(links, run, route) {
    const context = library('koa:context', 'ctx', { route })
    context.props.set('state', object())
    runChain(links, run, context, next => [context, next])
  },
}

/** Koa and its router. https://koajs.com https://github.com/koajs/router */
export default definePlugin({
  name: 'koa',
  libraries: ['koa', '@koa/router', 'koa-router', 'koa:router', 'koa:context', 'koa:request'],
  get: (of, key) =>
    of.path === 'req.session'
      ? sessionMember(key)
      : of.library === 'koa:context' || of.library === 'koa:request'
        ? member(of, key)
        : undefined,
  set(of, key, value, run, at) {
    if (of.library !== 'koa:context') return
    if (of.path === 'req.session' || key === 'session') return writeSession(of, key, value, run, at)
    if (key !== 'body' && key !== 'status') return
    if (key === 'body') run.emit({ kind: 'respond', how: 'json', status: numberOf(of.props.get('status')), body: value }, at)
  },
  call(call) {
    if (call.library === 'koa:router') return routerCall(call)
    if (call.library === 'koa:context') return contextCall(call)
    const isApp = call.library === 'koa'
    return call.path === '' || call.path === 'default' || call.path === 'Router' ? routerOfKoa(call, isApp) : undefined
  },
})

function routerOfKoa(call: LibraryCall, isApp: boolean): LibraryValue {
  const prefix = call.args[0]?.k === 'object' ? (addressOf(call.run.get(call.args[0], 'prefix')) ?? '') : ''
  return library('koa:router', 'router', { router: newRouter(call.run.world, call.at, isApp, KOA, prefix) })
}

function routerCall(call: LibraryCall): Value | undefined {
  const router = call.on.data['router'] as Router
  const [first, ...rest] = call.args
  if (METHODS.has(call.method)) {
    const path = textOf(first)
    // A route may have a name before its path.
    const named = path !== undefined && textOf(rest[0]) !== undefined
    const handlers = handlersOf(named ? rest.slice(1) : rest)
    const paths = named ? [textOf(rest[0])!] : first?.k === 'list' ? first.items.map(item => textOf(item) ?? '*') : [path ?? '*']
    for (const handler of handlers) mountedOnRoute(call.run, handler, call.at, paths[0]!)
    for (const one of paths)
      router.layers.push({
        kind: 'route',
        method: call.method === 'del' ? 'DELETE' : call.method.toUpperCase(),
        path: one,
        handlers,
        at: call.at,
        certain: path !== undefined,
      })
    return call.on
  }
  switch (call.method) {
    case 'use':
      use(call, router, textOf(first) ?? '', handlersOf(textOf(first) === undefined ? call.args : rest))
      return call.on
    case 'routes':
    case 'middleware':
      return call.on
    // Also of the routes that are there already. https://github.com/koajs/router/blob/master/API.md#routerprefix
    case 'prefix':
      router.prefix = joinPath(textOf(first) ?? '', router.prefix)
      return call.on
    case 'listen':
      router.listens = true
      return UNDEFINED
    case 'callback':
    case 'on':
      return call.on
    case 'allowedMethods':
      return library('koa:methods', '', { middleware: () => true })
    default:
      return undefined
  }
}

function use(call: LibraryCall, router: Router, path: string, handlers: readonly Value[]): void {
  for (const handler of handlers) {
    const inner = routerOf(handler)
    if (inner) inner.mounted = true
    mounted(call.run, handler, call.at, path)
  }
  router.layers.push({ kind: 'use', path, handlers, at: call.at })
}

function member(of: LibraryValue, key: string): Value | undefined {
  const asked = of.data['route'] as Asked | undefined
  switch (key) {
    case 'request':
    case 'req':
      return of.library === 'koa:context' ? library('koa:request', 'request', of.data) : undefined
    case 'body':
      return of.library === 'koa:request' ? origin('body') : undefined
    case 'rawBody':
      return origin('body', [], { name: 'raw' })
    case 'params':
      return origin('params')
    case 'query':
      return origin('query')
    case 'headers':
    case 'header':
      return origin('headers')
    case 'files':
    case 'file':
      return origin('files')
    case 'cookies':
      return library('koa:context', 'cookies')
    case 'ip':
      return origin('headers', ['x-forwarded-for'])
    case 'url':
    case 'path':
    case 'originalUrl':
    case '_matchedRoute':
      return origin('url', [], asked ? { name: asked.path } : {})
    case 'href':
      return origin('url')
    case 'method':
      return asked && asked.method !== 'ALL' ? literal(asked.method) : origin('url', ['method'])
    case 'session':
      return sessionOf(of)
    default:
      return undefined
  }
}

function contextCall(call: LibraryCall): Value | undefined {
  const { run, at, args } = call
  if (call.path.startsWith('cookies.')) {
    if (call.method === 'get') return origin('cookies', [textOf(args[0]) ?? '*'])
    setCookie(run, at, args[0], args[1], args[2])
    return UNDEFINED
  }
  switch (call.method) {
    case 'get':
      return origin('headers', [(textOf(args[0]) ?? '*').toLowerCase()])
    case 'set':
      corsHeader(run, at, args[0], args[1])
      return UNDEFINED
    case 'throw':
      refused(run, at, args[0])
      return UNDEFINED
    case 'assert':
      for (const fact of run.implied(args[0] ?? UNDEFINED, true)) run.assume(fact)
      return UNDEFINED
    case 'redirect':
      run.emit({ kind: 'respond', how: 'redirect', status: 302, body: args[0] ?? UNDEFINED }, at)
      return UNDEFINED
    case 'render':
      run.emit({ kind: 'respond', how: 'render', status: undefined, body: args[1] ?? UNDEFINED, ...viewOf(args[0]) }, at)
      return UNDEFINED
    default:
      return undefined
  }
}

function refused(run: Run, at: Place, status: Value | undefined): void {
  run.emit({ kind: 'respond', how: 'text', status: numberOf(status), body: UNDEFINED }, at)
  run.stop()
}
