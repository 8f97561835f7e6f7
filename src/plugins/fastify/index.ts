import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { library, type LibraryValue, list, literal, origin, UNDEFINED, type Value } from '../value.js'
import { caller } from '../verified.js'
import { middlewareOf } from '../middleware/index.js'
import { appCall, createApp } from './app.js'
import { decorationsOf } from './decorations.js'

/** Fastify 4 and 5. https://fastify.dev/docs/latest/Reference/ */
export default definePlugin({
  name: 'fastify',
  libraries: ['fastify', 'fastify:app', 'fastify-plugin', 'http:request', 'http:response', '@fastify/auth', '@fastify/autoload'],
  get(of, key, run) {
    if (of.library === 'fastify:app') return decoration(of, key, run)
    // Where a hook has answered, nothing after that runs: whoever asks has not.
    if (of.library === 'http:response') return key === 'sent' && of.data['stops'] ? literal(false) : undefined
    if (of.library !== 'http:request' || !of.data['fastify']) return undefined
    const route = of.data['route'] as { readonly path: string } | undefined
    // Hooks that leave out some addresses ask for it.
    return route && (key === 'url' || key === 'originalUrl') ? origin('url', [], { name: route.path }) : undefined
  },
  call(call) {
    if (call.library === 'http:request') return call.on.data['fastify'] ? requestCall(call) : undefined
    if (call.library === 'http:response') return call.on.data['fastify'] ? sensible(call) : undefined
    if (call.library === 'fastify:app') return decorated(call) ?? (isOfApp(call) ? appCall(call) : undefined)
    if (call.library === 'fastify-plugin') return library('fastify:wrapped', '', { plugin: call.args[0] })
    return call.path === '' || call.path === 'default' || call.path === 'fastify' || call.path === 'Fastify'
      ? createApp(call.run, call.at)
      : undefined
  },
})

function decoration(of: LibraryValue, key: string, run: Run): Value | undefined {
  if (key === 'log') return library('pino', '', { name: 'pino' })
  return decorationsOf(run.world).props.get(key)
}

/** `fastify.auth([fastify.verifyJWT])` is the hooks themselves; `fastify.authenticate(…)` is what the app made it. */
function decorated(call: LibraryCall): Value | undefined {
  if (call.method === 'auth' && call.args[0]?.k === 'list') return list(call.args[0].items.slice(0, 1))
  // https://github.com/hsynlms/fastify-guard
  if (/(^|\.)guard\.(role|scope)$/.test(call.path)) return asksRole(`fastify.guard.${call.method}()`)
  if (/(^|\.)jwt\.verify$/.test(call.path)) return caller(call.run, call.at, '`fastify.jwt.verify()`')
  const own = decoration(call.on, call.method, call.run)
  return own && own.k === 'function' ? call.run.call(own, call.args, call.at) : undefined
}

/** `app.get(…)` is a route; `app.redis.get(…)` is none. */
const isOfApp = (call: LibraryCall): boolean => call.path.split('.').length <= 2

const asksRole = (how: string): LibraryValue =>
  middlewareOf((run, _request, at) => {
    run.assume({ kind: 'guard', guard: 'role', at, how: `\`${how}\`` })
    return true
  })

const REFUSALS: Record<string, number> = {
  badRequest: 400,
  unauthorized: 401,
  paymentRequired: 402,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  unprocessableEntity: 422,
  tooManyRequests: 429,
  internalServerError: 500,
}

/** `reply.unauthorized()` of @fastify/sensible. */
function sensible(call: LibraryCall): Value | undefined {
  const status = REFUSALS[call.method]
  if (status === undefined) return undefined
  call.run.emit({ kind: 'respond', how: 'json', status, body: call.args[0] ?? UNDEFINED }, call.at)
  if (call.on.data['stops']) call.run.stop()
  return library('http:response', 'sent', call.on.data)
}

function requestCall(call: LibraryCall): Value | undefined {
  switch (call.method) {
    case 'jwtVerify':
    case 'jwtDecode': {
      if (call.method === 'jwtDecode') return origin('headers', ['authorization'])
      const user = caller(call.run, call.at, '`request.jwtVerify()`')
      call.run.set(call.on, 'user', user)
      return user
    }
    case 'file':
    case 'parts':
    case 'files':
    case 'saveRequestFiles':
      return origin('files')
    default:
      return undefined
  }
}
