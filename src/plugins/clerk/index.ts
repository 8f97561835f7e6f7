import { middleware } from '../middleware.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, type LibraryValue, list, native, object, origin, textOf, UNKNOWN, type Value } from '../value.js'
import { caller, inRole, maybeCaller, signedIn } from '../verified.js'
import { matcherCall, middlewareCall, middlewareOf } from './routes.js'
import { authValue, HOW } from './session.js'

/** Clerk in Next.js, Express, Fastify and on the edge. https://clerk.com/docs/references/nextjs/overview */
export default definePlugin({
  name: 'clerk',
  libraries: [
    '@clerk/nextjs',
    '@clerk/nextjs/server',
    '@clerk/express',
    '@clerk/clerk-sdk-node',
    '@clerk/fastify',
    '@clerk/backend',
    '@clerk/hono',
    '@hono/clerk-auth',
    '@clerk/remix',
    '@clerk/clerk-react',
    '@clerk/astro',
    'clerk:auth',
    'clerk:client',
    'clerk:matcher',
    'clerk:middleware',
  ],
  get(of, key) {
    if (of.library === 'clerk:auth') return authMember(of, key)
    return /^clerkClient$/.test(key) && of.library.startsWith('@clerk/') ? library('clerk:client', '') : undefined
  },
  call(call) {
    switch (call.library) {
      case 'clerk:auth':
        return authCall(call)
      case 'clerk:client':
        return clientCall(call)
      case 'clerk:matcher':
        return matcherCall(call)
      case 'clerk:middleware':
        return middlewareCall(call)
      default:
        return packageCall(call)
    }
  },
})

function authMember(of: LibraryValue, key: string): Value | undefined {
  const at = of.data['at'] as { file: string; line: number }
  switch (key) {
    case 'userId':
    case 'sessionId':
    case 'sessionClaims':
    case 'orgId':
    case 'orgRole':
    case 'orgSlug':
    case 'isAuthenticated':
    case 'isSignedIn':
    case 'user':
    case 'actor':
      return maybeCaller(at, HOW, [key])
    default:
      return undefined
  }
}

function authCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  switch (call.method) {
    case 'protect':
      caller(run, at, '`auth.protect()`')
      if (call.args.length) role(call)
      return authValue(at)
    case 'has':
      return computed('call has', [], { implies: [signedIn(at, HOW), inRole(at, '`has()` of Clerk', roleName(call))] })
    case 'redirectToSignIn':
    case 'redirectToSignUp':
      run.emit({ kind: 'respond', how: 'redirect', status: 307, body: { k: 'literal', value: '/sign-in' } }, at)
      return library('web:response', 'response')
    case 'getToken':
      return origin('session', ['token'], { at })
    case 'auth':
    case '':
      return authValue(at)
    default:
      return undefined
  }
}

/** `protect({ role: 'org:admin' })`, `protect(has => has({ permission }))`. */
function role(call: LibraryCall): void {
  const [first] = call.args
  const isAsked = first?.k === 'function' || (first?.k === 'object' && (first.props.has('role') || first.props.has('permission')))
  if (isAsked) call.run.assume(inRole(call.at, '`auth.protect()` with a role', roleName(call)))
}

const roleName = (call: LibraryCall): string => {
  const [first] = call.args
  return first?.k === 'object' ? (textOf(first.props.get('role')) ?? textOf(first.props.get('permission')) ?? 'role') : 'role'
}

function packageCall(call: LibraryCall): Value | undefined {
  const { at } = call
  switch (call.method) {
    case 'auth':
    case 'getAuth':
    case 'useAuth':
    case 'useSession':
      return authValue(at)
    case 'protect':
      // `auth.protect()` without calling `auth` first.
      return authCall({ ...call, library: 'clerk:auth' })
    case 'currentUser':
      return maybeCaller(at, '`currentUser()`')
    case 'useUser':
      return object([
        ['user', origin('session', [], { at })],
        ['isSignedIn', origin('session', ['isSignedIn'], { at })],
        ['isLoaded', UNKNOWN],
      ])
    case 'createRouteMatcher':
      return library('clerk:matcher', 'matcher', {}, [call.args[0] ?? list([])])
    case 'clerkMiddleware':
    case 'authMiddleware':
    case 'withClerkMiddleware':
      return middlewareOf(call)
    case 'requireAuth':
    case 'ClerkExpressRequireAuth':
      return middleware('clerk', 'guard', (run, request, place) => {
        caller(run, place, `\`${call.method}()\``)
        run.set(request, 'auth', authValue(place))
        return true
      })
    case 'ClerkExpressWithAuth':
      return middlewareOf(call)
    case 'verifyToken':
      return caller(call.run, at, '`verifyToken()`')
    case 'createClerkClient':
    case 'Clerk':
    case 'clerkClient':
      return library('clerk:client', '')
    default:
      return undefined
  }
}

/** The administration of users, with the app's own key. */
function clientCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  if (call.path === '' || call.method === 'clerkClient') return call.on
  if (call.method === 'authenticateRequest') {
    const state = object([
      ['isSignedIn', maybeCaller(at, HOW, ['isSignedIn'])],
      ['isAuthenticated', maybeCaller(at, HOW, ['isAuthenticated'])],
    ])
    state.props.set(
      'toAuth',
      native('toAuth', () => authValue(at)),
    )
    return state
  }
  if (call.method === 'verifyToken') return caller(run, at, '`verifyToken()`')
  if (!/^(users|organizations|invitations|sessions|emailAddresses|signInTokens|allowlistIdentifiers|phoneNumbers)\./.test(call.path))
    return undefined
  run.emit(
    { kind: 'send', service: 'auth', operation: call.path, input: object(call.args.map((arg, index) => [String(index), arg] as const)) },
    at,
  )
  return origin('service', [], { name: 'auth' })
}
