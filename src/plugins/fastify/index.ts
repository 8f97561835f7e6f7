import { definePlugin, type LibraryCall, type Run } from '../plugin.js'
import { library, type LibraryValue, list, origin, type Value } from '../value.js'
import { caller } from '../verified.js'
import { appCall, createApp, decorationsOf } from './app.js'

/** Fastify 4 and 5. https://fastify.dev/docs/latest/Reference/ */
export default definePlugin({
  name: 'fastify',
  libraries: ['fastify', 'fastify:app', 'fastify-plugin', 'http:request', '@fastify/auth'],
  get(of, key, run) {
    if (of.library === 'fastify:app') return decoration(of, key, run)
    return of.library === 'http:request' && of.data['fastify'] && key === 'cookies' ? origin('cookies') : undefined
  },
  call(call) {
    if (call.library === 'http:request') return call.on.data['fastify'] ? requestCall(call) : undefined
    if (call.library === 'fastify:app') return decorated(call) ?? appCall(call)
    if (call.library === 'fastify-plugin') return library('fastify:wrapped', '', { plugin: call.args[0] })
    return call.path === '' || call.path === 'default' || call.path === 'fastify' || call.path === 'Fastify' ? createApp(call.run, call.at) : undefined
  },
})

function decoration(of: LibraryValue, key: string, run: Run): Value | undefined {
  if (key === 'log') return library('pino', '', { name: 'pino' })
  return decorationsOf(run.world).props.get(key)
}

/** `fastify.auth([fastify.verifyJWT])` is the hooks themselves; `fastify.authenticate(…)` is what the app made it. */
function decorated(call: LibraryCall): Value | undefined {
  if (call.method === 'auth' && call.args[0]?.k === 'list') return list(call.args[0].items.slice(0, 1))
  const own = decoration(call.on, call.method, call.run)
  return own && own.k === 'function' ? call.run.call(own, call.args, call.at) : undefined
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
