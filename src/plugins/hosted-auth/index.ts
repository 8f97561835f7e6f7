import { isFunction, middleware } from '../middleware.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, object, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { caller, inRole, maybeCaller, signedIn } from '../verified.js'

/**
 * Auth0, Kinde, Stack, WorkOS, Logto and Convex: each gives the session by a call, or wraps a handler that needs one.
 * https://auth0.github.io/nextjs-auth0 https://docs.kinde.com/developer-tools/sdks/backend/nextjs-sdk https://docs.stack-auth.com
 */
export default definePlugin({
  name: 'hosted-auth',
  libraries: [
    '@auth0/nextjs-auth0',
    '@auth0/nextjs-auth0/server',
    '@auth0/nextjs-auth0/edge',
    '@auth0/auth0-react',
    '@kinde-oss/kinde-auth-nextjs',
    '@kinde-oss/kinde-auth-nextjs/server',
    '@stackframe/stack',
    '@workos-inc/authkit-nextjs',
    '@logto/next',
    '@convex-dev/auth/server',
    'hosted:client',
    'hosted:wrapped',
    '@propelauth/express',
    '@propelauth/nextjs/server/app-router',
    'supertokens-node/recipe/session',
    'supertokens-node/recipe/session/framework/express',
  ],
  call(call) {
    if (call.library === 'hosted:wrapped') return wrapped(call)
    return sessionCall(call)
  },
})

function sessionCall(call: LibraryCall): Value | undefined {
  const { run, at, args, method } = call
  const how = `\`${method}()\``
  switch (method) {
    case 'Auth0Client':
    case 'StackServerApp':
    case 'getKindeServerSession':
    case 'LogtoClient':
      return library('hosted:client', 'client')
    case 'initAuth0':
      return library('hosted:client', 'client')
    case 'getSession':
    case 'getAuthUserId':
    case 'getAuthSessionId':
    case 'getUserIdentity':
      return maybeCaller(at, how)
    case 'getUser': {
      const must = args.map(arg => textOf(run.get(arg, 'or'))).find(Boolean)
      return must === 'redirect' || must === 'throw' ? caller(run, at, how) : maybeCaller(at, how)
    }
    case 'isAuthenticated':
      return computed('call isAuthenticated', [], { implies: [signedIn(at, how)] })
    case 'getPermission':
      return object([
        [
          'isGranted',
          computed('call getPermission', [], { implies: [signedIn(at, how), inRole(at, how, textOf(args[0]) ?? 'permission')] }),
        ],
      ])
    case 'withAuth': {
      const needs = args.some(arg => isTrue(run.get(arg, 'ensureSignedIn')))
      return isFunction(args[0]) ? undefined : object([['user', needs ? caller(run, at, how) : maybeCaller(at, how)]])
    }
    case 'withApiAuthRequired':
    case 'withPageAuthRequired':
      return library('hosted:wrapped', 'handler', { handler: args.find(isFunction) ?? UNKNOWN, how })
    case 'requireUser':
    case 'verifySession':
      return middleware('hosted', 'guard', (inner, request, place) => {
        inner.set(request, 'user', caller(inner, place, how))
        return true
      })
    default:
      return undefined
  }
}

const isTrue = (value: Value): boolean => value.k === 'literal' && value.value === true

function wrapped(call: LibraryCall): Value {
  caller(call.run, call.at, String(call.on.data['how']))
  return call.run.call(call.on.data['handler'] as Value, call.args.length ? call.args : [UNDEFINED], call.at)
}
