import { definePlugin, type LibraryCall } from '../plugin.js'
import { library, object, origin, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { caller, maybeCaller } from '../verified.js'

/** Lucia, versions 2 and 3. https://v3.lucia-auth.com/reference/main */
export default definePlugin({
  name: 'lucia',
  libraries: ['lucia', 'lucia:auth', 'lucia:request'],
  call(call) {
    if (call.library === 'lucia:auth') return authCall(call)
    if (call.library === 'lucia:request') return requestCall(call)
    if (call.library === 'lucia') return call.method === 'Lucia' || call.method === 'lucia' ? library('lucia:auth', 'auth') : undefined
    return undefined
  },
})

function authCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const how = `\`lucia.${call.method}()\``
  switch (call.method) {
    case 'validateSession': {
      const session = maybeCaller(at, how)
      return object([
        ['session', session],
        ['user', session],
      ])
    }
    case 'getSession':
      return caller(run, at, how)
    case 'handleRequest':
      return library('lucia:request', 'request')
    case 'createSession':
      run.emit({ kind: 'session', does: 'create', input: call.args[0] ?? UNDEFINED, options: call.args[1] }, at)
      return object([
        ['id', origin('secret-random')],
        ['sessionId', origin('secret-random')],
      ])
    case 'invalidateSession':
    case 'invalidateUserSessions':
    case 'invalidateAllUserSessions':
      run.emit({ kind: 'session', does: 'destroy', input: call.args[0] ?? UNDEFINED, options: undefined }, at)
      return UNDEFINED
    case 'readSessionCookie':
      return origin('cookies', ['session'])
    case 'readBearerToken':
      return origin('headers', ['authorization'])
    case 'createSessionCookie':
    case 'createBlankSessionCookie':
      return object([
        ['name', UNKNOWN],
        ['value', UNKNOWN],
        ['attributes', object([['httpOnly', { k: 'literal', value: true }]])],
      ])
    case 'useKey':
    case 'createUser':
      run.emit(
        {
          kind: 'send',
          service: 'auth',
          operation: call.method,
          input: object(call.args.map((arg, index) => [String(index), arg] as const)),
        },
        at,
      )
      return origin('row', [], { name: 'user', at })
    default:
      return undefined
  }
}

/** Version 2: the request first, then whether it has a session. */
function requestCall(call: LibraryCall): Value | undefined {
  if (call.method === 'validate' || call.method === 'validateBearerToken') return maybeCaller(call.at, '`auth.handleRequest().validate()`')
  return call.method === 'setSession' ? UNDEFINED : undefined
}
