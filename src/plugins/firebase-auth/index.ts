import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, object, origin, UNDEFINED, type Value } from '../value.js'
import { caller } from '../verified.js'

/** Firebase Authentication on the server. https://firebase.google.com/docs/auth/admin */
export default definePlugin({
  name: 'firebase-auth',
  libraries: ['firebase-admin', 'firebase-admin/auth', 'firebase:auth', 'next-firebase-auth-edge'],
  get(of, key) {
    return of.library === 'firebase-admin' && key === 'auth' ? library('firebase:auth', 'auth') : undefined
  },
  call(call) {
    if (call.library === 'firebase:auth') return authCall(call)
    if (call.method === 'getAuth' || call.method === 'auth') return library('firebase:auth', 'client')
    return call.method === 'getTokens' ? origin('session', [], { at: call.at }) : undefined
  },
})

function authCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  if (call.on.path === 'auth' && call.path === 'auth') return library('firebase:auth', 'client')
  switch (call.method) {
    case 'verifyIdToken':
    case 'verifySessionCookie':
      return caller(run, at, `\`${call.method}()\``)
    case 'createSessionCookie':
    case 'createCustomToken':
      run.emit({ kind: 'session', does: 'create', input: call.args[0] ?? UNDEFINED, options: call.args[1] }, at)
      return origin('service', ['token'], { name: 'auth' })
    case 'revokeRefreshTokens':
      run.emit({ kind: 'session', does: 'destroy', input: call.args[0] ?? UNDEFINED, options: undefined }, at)
      return UNDEFINED
    default:
      if (!/^(create|update|delete|get|list|import|generate|set)/.test(call.method)) return undefined
      run.emit(
        {
          kind: 'send',
          service: 'auth',
          operation: call.method,
          input: object(call.args.map((arg, index) => [String(index), arg] as const)),
        },
        at,
      )
      return origin('service', [], { name: 'auth' })
  }
}
