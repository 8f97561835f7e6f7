import { declare } from '../middleware/index.js'
import { middleware } from '../middleware.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, object, origin, UNDEFINED, type Value } from '../value.js'
import { inRole, maybeCaller, signedIn } from '../verified.js'

const READS = /^(get|list|has|check|is)/
/** Asked by people who are not signed in. */
const OPEN = /^(forget|reset|request|sendVerification|sendMagic|verify|callback)/
const CREATES = /^(signIn|signUp|verifyEmail|callbackOAuth|oneTap|magicLink|impersonate)/

/** Better Auth. https://www.better-auth.com/docs/concepts/api */
export default definePlugin({
  name: 'better-auth',
  libraries: [
    'better-auth',
    'better-auth/minimal',
    'better-auth/next-js',
    'better-auth/node',
    'better-auth/cookies',
    'better-auth/react',
    'better-auth/client',
    'better-auth:auth',
    'better-auth:client',
  ],
  call(call) {
    switch (call.library) {
      case 'better-auth:auth':
        return authCall(call)
      case 'better-auth:client':
        return clientCall(call)
      default:
        return packageCall(call)
    }
  },
})

function packageCall(call: LibraryCall): Value | undefined {
  const [first] = call.args
  switch (call.method) {
    case 'betterAuth':
      declare(call.run, { what: 'auth', library: 'better-auth', at: call.at, prefix: '', options: first ?? UNDEFINED })
      return library('better-auth:auth', 'auth', { options: first ?? UNDEFINED })
    case 'toNextJsHandler': {
      const handler = first?.k === 'library' ? library('better-auth:auth', 'handler', first.data) : library('better-auth:auth', 'handler')
      return object(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map(method => [method, handler] as const))
    }
    case 'toNodeHandler':
      return middleware('better-auth', 'handler', (run, _request, at) => {
        run.emit({ kind: 'session', does: 'create', input: origin('body'), options: undefined }, at)
        return false
      })
    case 'fromNodeHeaders':
      return library('web:headers', '')
    case 'getSessionCookie':
      // It is there, and nobody has looked whether it is one of the app's.
      return origin('cookies', ['session'])
    case 'getCookieCache':
      return maybeCaller(call.at, '`getCookieCache()`')
    case 'createAuthClient':
      return library('better-auth:client', 'client')
    default:
      return undefined
  }
}

function authCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  if (method === 'handler') {
    run.emit({ kind: 'session', does: 'create', input: origin('body'), options: undefined }, at)
    run.emit({ kind: 'respond', how: 'empty', status: undefined, body: UNDEFINED }, at)
    return library('web:response', 'response')
  }
  if (!/(^|\.)api\./.test(call.path)) return undefined
  if (method === 'getSession') return maybeCaller(at, '`auth.api.getSession()`')
  if (/Permission$/.test(method)) return permission(call)
  if (CREATES.test(method)) {
    run.emit({ kind: 'session', does: 'create', input: run.get(call.args[0] ?? UNDEFINED, 'body'), options: undefined }, at)
    return origin('service', [], { name: 'auth' })
  }
  if (method === 'signOut') run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
  else if (!READS.test(method)) {
    // Given the request's headers, it does so as whoever is signed in, and refuses where nobody is.
    const headers = run.get(call.args[0] ?? UNDEFINED, 'headers')
    if (!OPEN.test(method) && headers.k !== 'literal') run.assume(signedIn(at, `\`auth.api.${method}()\``))
    run.emit({ kind: 'send', service: 'auth', operation: method, input: call.args[0] ?? UNDEFINED }, at)
  }
  return origin('service', [], { name: 'auth' })
}

function permission(call: LibraryCall): Value {
  const facts = [signedIn(call.at, '`auth.api`'), inRole(call.at, `\`auth.api.${call.method}()\``, 'permission')]
  const success = computed('call hasPermission', [], { implies: facts })
  return object([
    ['success', success],
    ['error', UNDEFINED],
  ])
}

/** In the browser: who is signed in is what the server has told. */
function clientCall(call: LibraryCall): Value | undefined {
  if (call.method === 'useSession' || call.method === 'getSession')
    return object([
      ['data', origin('session', [], { at: call.at })],
      ['isPending', UNDEFINED],
      ['error', UNDEFINED],
    ])
  return undefined
}
