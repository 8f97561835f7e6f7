import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBacks, isCallable } from '../send.js'
import { endCookie, setCookie } from '../set-cookie.js'
import { list, oneOf, origin, textOf, UNDEFINED, type Value, library } from '../value.js'
import { appCall, createApp } from './app.js'
import { contextCall, contextMember, requestCall } from './context.js'
import { guardCall } from './guards.js'
import { validator } from './validated.js'

/** Hono, on every runtime. https://hono.dev/docs/api/hono */
export default definePlugin({
  name: 'hono',
  libraries: [
    'hono',
    'hono/tiny',
    'hono/quick',
    '@hono/zod-openapi',
    'hono:app',
    'hono:context',
    'hono:request',
    'hono:env',
    'hono/jwt',
    'hono/bearer-auth',
    'hono/basic-auth',
    'hono/jwk',
    'hono/cookie',
    'hono/factory',
    'hono/streaming',
    'hono/validator',
    '@hono/zod-validator',
    '@hono/valibot-validator',
    '@hono/standard-validator',
    '@hono/arktype-validator',
    '@hono/typebox-validator',
    '@hono/node-server',
    'hono/vercel',
    'hono/aws-lambda',
    'hono/netlify',
    'hono/cloudflare-pages',
    'hono/combine',
  ],
  get: (of, key) => (/^hono:(context|request|env)$/.test(of.library) ? contextMember(of, key) : undefined),
  call(call) {
    switch (call.library) {
      case 'hono:app':
        return appCall(call)
      case 'hono:context':
        return contextCall(call)
      case 'hono:request':
        return requestCall(call)
      case 'hono/cookie':
        return cookie(call)
      case 'hono/factory':
        return factory(call)
      case 'hono/streaming':
        return stream(call)
      case 'hono/jwt':
      case 'hono/jwk':
      case 'hono/bearer-auth':
      case 'hono/basic-auth':
        return guardCall(call)
      case 'hono/combine':
        return call.method === 'every' ? list([...call.args]) : undefined
      // The app's routes are its own, whatever serves them.
      case 'hono/vercel':
      case 'hono/aws-lambda':
      case 'hono/netlify':
      case 'hono/cloudflare-pages':
      case '@hono/node-server':
        return UNDEFINED
      default:
        if (/[vV]alidator$/.test(call.method)) return validator(call)
        if (call.isNew && /^(Hono|OpenAPIHono|)$/.test(call.path)) return createApp(call.run, call.at)
        return call.method === 'createRoute' ? call.args[0] : undefined
    }
  },
})

function cookie(call: LibraryCall): Value | undefined {
  const name = textOf(call.args[call.method === 'getSignedCookie' ? 2 : 1])
  switch (call.method) {
    case 'getCookie':
    case 'getSignedCookie':
      return oneOf([origin('cookies', [name ?? '*']), UNDEFINED])
    case 'setCookie':
    case 'setSignedCookie':
      setCookie(call.run, call.at, call.args[1], call.args[2], call.args[call.method === 'setCookie' ? 3 : 4])
      return UNDEFINED
    case 'deleteCookie':
      endCookie(call.run, call.at, call.args[1])
      return UNDEFINED
    default:
      return undefined
  }
}

function factory(call: LibraryCall): Value | undefined {
  if (call.method === 'createMiddleware') return call.args[0]
  if (call.method === 'createHandlers') return list([...call.args])
  return call.method === 'createApp' ? createApp(call.run, call.at) : undefined
}

function stream(call: LibraryCall): Value {
  callBacks({ ...call, args: call.args.filter(isCallable) }, [library('hono:stream', '')])
  call.run.emit({ kind: 'respond', how: 'text', status: undefined, body: UNDEFINED }, call.at)
  return library('web:response', 'response')
}
