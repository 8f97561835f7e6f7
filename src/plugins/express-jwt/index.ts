import type { Place } from '#base/place'
import { middleware } from '../middleware.js'
import type { Act } from '../middleware/index.js'
import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { computed, library, type LibraryValue, object, oneOf, textOf, UNDEFINED, type Value } from '../value.js'
import { caller, inRole, maybeCaller } from '../verified.js'
import { skips } from './unless.js'

/**
 * Middleware that verifies a token in a header.
 * https://github.com/auth0/express-jwt https://github.com/auth0/node-oauth2-jwt-bearer https://github.com/auth0/express-openid-connect
 */
export default definePlugin({
  name: 'express-jwt',
  libraries: ['express-jwt', 'express-oauth2-jwt-bearer', 'express-openid-connect', 'express-jwt-authz', 'koa-jwt', 'openid:request'],
  call(call) {
    if (call.method === 'unless') return unless(call)
    switch (call.library) {
      case 'express-jwt':
      case 'koa-jwt':
        return call.path === '' || call.path === 'expressjwt' || call.path === 'jwt' ? tokenGuard(call) : undefined
      case 'express-jwt-authz':
        return call.path === '' ? scopeGuard(call) : undefined
      case 'express-openid-connect':
        return openIdCall(call)
      case 'openid:request':
        return call.method === 'isAuthenticated' ? computed('call isAuthenticated', [call.on.data['user'] as Value]) : undefined
      default:
        if (call.path === 'auth') return bearerGuard(call)
        return /^(requiredScopes|scopeIncludesAny|claimEquals|claimIncludes|claimCheck|requiresAuth)$/.test(call.path)
          ? scopeGuard(call)
          : undefined
    }
  },
})

/** Since version 7 the claims are in `req.auth`; before, and with the default import, in `req.user`. */
function tokenGuard(call: LibraryCall): Value {
  const options = call.args[0] ?? UNDEFINED
  const { run } = call
  const named = textOf(run.get(options, 'requestProperty')) ?? textOf(run.get(options, 'userProperty'))
  const property = named?.split('.').at(-1) ?? (call.path === '' ? 'user' : 'auth')
  const how = `\`${call.library}\` verifies the token`
  const required = run.get(options, 'credentialsRequired')
  // Koa's keeps them in `ctx.state`, under `key`. https://github.com/koajs/jwt#api
  const handle =
    call.library === 'koa-jwt'
      ? inState(guard(run.get(options, 'passthrough'), textOf(run.get(options, 'key')) ?? 'user', how))
      : guard(required, property, how)
  return middleware(call.library, 'guard', handle, { what: 'auth', library: call.library, options })
}

/** `credentialsRequired: false`, `authRequired: false`: the caller may be nobody. */
function guard(required: Value, property: string, how: string, wrap: (claims: Value) => Value = claims => claims): Act {
  const isOptional = required.k === 'literal' && required.value === false
  return (run: Run, request: LibraryValue, at: Place) => {
    run.set(request, property, isOptional ? oneOf([wrap(maybeCaller(at, how)), UNDEFINED]) : wrap(caller(run, at, how)))
    return true
  }
}

const inState =
  (act: Act): Act =>
  (run, context, at) => {
    const state = run.get(context, 'state')
    return act(run, state.k === 'library' || state.k === 'object' ? (state as LibraryValue) : context, at)
  }

function bearerGuard(call: LibraryCall): Value {
  const options = call.args[0] ?? UNDEFINED
  const handle = guard(call.run.get(options, 'authRequired'), 'auth', `\`${call.library}\` verifies the token`, claims =>
    object([
      ['payload', claims],
      ['header', UNDEFINED],
    ]),
  )
  return middleware(call.library, 'guard', handle, { what: 'auth', library: call.library, options })
}

/** Scopes, permissions and claims that the token must hold. */
function scopeGuard(call: LibraryCall): Value {
  const name = textOf(call.args[0]) ?? 'scope'
  return middleware(call.library, 'scopes', (run, _request, at) => {
    run.assume(inRole(at, `\`${call.method || call.library}(${name})\``, name))
    return true
  })
}

/** `auth()` asks for a session on every route unless `authRequired` is false; `requiresAuth()` asks on one. */
function openIdCall(call: LibraryCall): Value | undefined {
  const how = '`express-openid-connect` holds a session'
  const oidc = (user: Value): Value => {
    const member = library('openid:request', 'oidc', { user })
    member.props.set('user', user)
    member.props.set('idTokenClaims', user)
    return member
  }
  if (call.path === 'auth' || call.path === 'requiresAuth') {
    const options = call.args[0] ?? UNDEFINED
    const handle = guard(call.path === 'auth' ? call.run.get(options, 'authRequired') : UNDEFINED, 'oidc', how, oidc)
    return middleware(call.library, 'guard', handle, call.path === 'auth' ? { what: 'auth', library: call.library, options } : undefined)
  }
  return /^claim(Equals|Includes|Check)$/.test(call.path) ? scopeGuard(call) : undefined
}

/** `.unless({ path: ['/login'] })`: these addresses are open. */
function unless(call: LibraryCall): Value {
  const handle = call.on.data['middleware'] as Act | undefined
  if (!handle) return call.on
  const options = call.args[0] ?? UNDEFINED
  const inner: Act = (run, request, at) => skips(run, options, request) || handle(run, request, at)
  return { ...call.on, data: { ...call.on.data, middleware: inner }, props: new Map() }
}
