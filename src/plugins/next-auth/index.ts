import { declare } from '../middleware/index.js'
import { isFunction, isRequest, isWebRequest } from '../middleware.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, library, type LibraryValue, object, origin, UNDEFINED, type Value } from '../value.js'
import { maybeCaller } from '../verified.js'
import { guardedBy, wrapped } from './guard.js'
import { handle, signIn, signOut } from './sign-in.js'

/** Auth.js, once NextAuth: versions 4 and 5. https://authjs.dev/reference https://next-auth.js.org/configuration/nextjs */
export default definePlugin({
  name: 'next-auth',
  libraries: [
    'next-auth',
    '@auth/express',
    '@auth/core',
    '@auth/sveltekit',
    '@auth/solid-start',
    'next-auth:instance',
    'next-auth:auth',
    'next-auth:guard',
  ],
  get(of, key) {
    return of.library === 'next-auth:instance' ? instanceMember(of, key) : undefined
  },
  call(call) {
    switch (call.library) {
      case 'next-auth:instance':
        return instanceCall(call)
      case 'next-auth:auth':
        return authCall(call)
      case 'next-auth:guard':
        return guardedBy(call)
      default:
        return packageCall(call)
    }
  },
})

function packageCall(call: LibraryCall): Value | undefined {
  const { library: from, path } = call
  if (from.startsWith('next-auth/providers/') || from.startsWith('@auth/core/providers/'))
    return library('next-auth:provider', from.split('/').at(-1)!, { options: call.args[0] ?? UNDEFINED })
  if (from === 'next-auth/middleware') return path === '' || path === 'withAuth' ? guardCall(call) : undefined
  switch (path) {
    case 'getServerSession':
    case 'unstable_getServerSession':
    case 'getSession':
    case 'getToken':
      return maybeCaller(call.at, `\`${path}()\``)
    case 'useSession':
      return object([
        ['data', origin('session', [], { at: call.at })],
        ['status', computed('status', [])],
        ['update', UNDEFINED],
      ])
    case 'withAuth':
      return guardCall(call)
    case '':
    case 'NextAuth':
    case 'ExpressAuth':
    case 'Auth':
    case 'SvelteKitAuth':
      return from === 'next-auth/react' ? undefined : created(call)
    default:
      return undefined
  }
}

/** `NextAuth(config)`, and `NextAuth(req, res, config)` inside a handler of one's own. */
function created(call: LibraryCall): Value {
  const [first] = call.args
  const given = isRequest(first) || isWebRequest(first) ? call.args[2] : first
  const config = given?.k === 'function' ? call.run.call(given, [UNDEFINED], call.at) : (given ?? UNDEFINED)
  declare(call.run, { what: 'auth', library: 'next-auth', at: call.at, prefix: '', options: config })
  const instance = library('next-auth:instance', 'handler', { config, middleware: () => true })
  return given === first ? instance : handle({ ...call, on: instance }, config)
}

function instanceMember(of: LibraryValue, key: string): Value | undefined {
  const part = (path: string): LibraryValue => library('next-auth:instance', path, of.data)
  switch (key) {
    case 'handlers':
      return object([
        ['GET', part('GET')],
        ['POST', part('POST')],
      ])
    case 'handle':
      return part('handler')
    case 'GET':
    case 'POST':
    case 'signIn':
    case 'signOut':
      return part(key)
    case 'auth':
      return library('next-auth:auth', 'auth', of.data)
    default:
      return undefined
  }
}

function instanceCall(call: LibraryCall): Value | undefined {
  const config = call.on.data['config'] as Value
  switch (call.on.path) {
    case 'signIn':
      return signIn(call, config)
    case 'signOut':
      return signOut(call)
    case 'handler':
    case 'GET':
    case 'POST':
      return handle(call, config)
    default:
      return undefined
  }
}

/** `auth()` gives the session, `auth(handler)` a handler that is given it, and `auth` itself is middleware. */
function authCall(call: LibraryCall): Value {
  const [first] = call.args
  if (isFunction(first)) return library('next-auth:guard', 'wrapped', { fn: first })
  if (isWebRequest(first))
    return wrapped(call, first, undefined, call.run.get(call.run.get(call.on.data['config'] as Value, 'callbacks'), 'authorized'), false)
  return maybeCaller(call.at, '`auth()`')
}

/** Version 4's middleware: given a request it asks for a session; given anything else it makes such a middleware. */
function guardCall(call: LibraryCall): Value {
  const [first, second] = call.args
  if (isWebRequest(first))
    return wrapped(call, first, undefined, second && call.run.get(call.run.get(second, 'callbacks'), 'authorized'), true)
  const fn = call.args.find(isFunction)
  const options = call.args.find(arg => arg.k === 'object') ?? UNDEFINED
  return library('next-auth:guard', 'middleware', { fn, options })
}
