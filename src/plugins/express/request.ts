import type { LibraryCall, Run } from '../plugin.js'
import { computed, type LibraryValue, literal, origin, originsIn, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { ofVisitor, sessionMember, sessionOf } from './session.js'

/** Properties of a Node or Express request. What middleware put on it comes first (`req.user = …`). */
export function requestMember(of: LibraryValue, key: string, run: Run): Value | undefined {
  const [, sub] = of.path.split('.')
  if (sub === 'session') return sessionMember(key)
  switch (key) {
    case 'body':
      return origin('body')
    case 'params':
      return origin('params')
    case 'query':
      return origin('query')
    case 'headers':
    case 'rawHeaders':
      return origin('headers')
    case 'cookies':
    case 'signedCookies':
      return origin('cookies')
    case 'file':
    case 'files':
      return origin('files')
    case 'originalUrl':
      return addressOf(of)
    case 'url':
    case 'path':
      return belowMount(of)
    case 'baseUrl':
      return origin('url')
    case 'hostname':
    case 'host':
      return origin('headers', ['host'])
    case 'ip':
    case 'ips':
      return origin('headers', ['x-forwarded-for'])
    case 'rawBody':
      return origin('body', [], { name: 'raw' })
    case 'method':
      return methodOf(of)
    case 'protocol':
      return origin('url', [key])
    case 'session':
      return sessionOf(of)
    case 'sessionID':
      return ofVisitor()
    case 'user':
    case 'auth':
      return signedIn(key, run)
    case 'app':
    case 'log':
    case 'res':
      return UNKNOWN
    default:
      return undefined
  }
}

/** A route of one method is asked by that method. */
function methodOf(of: LibraryValue): Value {
  const route = of.data['route'] as { readonly method: string } | undefined
  return route && route.method !== 'ALL' ? literal(route.method) : origin('url', ['method'])
}

/** `req.user` that no middleware of the app's own has set: Passport's or another library's, where one is mounted at all. */
function signedIn(key: string, run: Run): Value {
  return run.world.memory.get('session-user') ? origin('session', key === 'user' ? [] : [key]) : UNDEFINED
}

export function requestCall(call: LibraryCall): Value | undefined {
  const name = textOf(call.args[0])
  switch (call.method) {
    case 'get':
    case 'header':
      return origin('headers', name === undefined ? [] : [name.toLowerCase()])
    case 'param':
      return origin('params', name === undefined ? [] : [name])
    case 'isAuthenticated': {
      if (!call.run.world.memory.get('session-user'))
        return computed('call isAuthenticated', [], {
          implies: [{ kind: 'guard', guard: 'weak', at: call.at, how: '`req.isAuthenticated()`, which nothing provides' }],
        })
      return computed('call isAuthenticated', [origin('session')], {
        implies: [{ kind: 'guard', guard: 'session', at: call.at, how: '`req.isAuthenticated()`' }],
      })
    }
    case 'isUnauthenticated':
      return computed('!', [requestCall({ ...call, method: 'isAuthenticated' })!])
    case 'logout':
    case 'logOut':
      call.run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, call.at)
      return callback(call)
    case 'login':
    case 'logIn':
      call.run.emit({ kind: 'session', does: 'create', input: call.args[0] ?? UNDEFINED, options: undefined }, call.at)
      return callback(call)
    case 'regenerate':
      call.run.emit({ kind: 'session', does: 'regenerate', input: UNDEFINED, options: undefined }, call.at)
      return callback(call)
    case 'destroy':
      call.run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, call.at)
      return callback(call)
    case 'flash':
      // The next page shows it: that a fixed text is kept there tells nothing.
      if (originsIn(call.args).some(one => one.from === 'error'))
        call.run.emit({ kind: 'respond', how: 'text', status: undefined, body: call.args[1] ?? UNDEFINED }, call.at)
      return UNDEFINED
    case 'save':
    case 'reload':
    case 'touch':
    case 'on':
      return callback(call)
    default:
      return undefined
  }
}

function callback(call: LibraryCall): Value {
  for (const arg of call.args) if (arg.k === 'function') call.run.call(arg, [UNDEFINED], call.at)
  return UNDEFINED
}

/** What is left of the route's address behind the path on which a middleware is mounted; a router of its own knows it not. */
function belowMount(of: LibraryValue): Value {
  const route = of.data['route'] as { readonly path: string } | undefined
  const mount = String(of.data['mountedOn'] ?? '').replace(/\/?\*?$/, '')
  if (!route || typeof of.data['mountedOn'] !== 'string' || /[:*({]/.test(mount) || !`${route.path}/`.startsWith(`${mount}/`))
    return origin('url')
  return origin('url', [], { name: route.path.slice(mount.length) || '/' })
}

/** The whole address, which is the route's own where that is known; `path` and `url` are relative to where a router is mounted. */
function addressOf(of: LibraryValue): Value {
  const route = of.data['route'] as { readonly path: string } | undefined
  return origin('url', [], route ? { name: route.path } : {})
}
