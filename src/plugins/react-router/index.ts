import type { Source } from '#source/source'
import { corsHeaders } from '../cors/header.js'
import { definePlugin, type Entry, type LibraryCall } from '../plugin.js'
import { library, type LibraryValue, origin, textOf, UNDEFINED, UNKNOWN, type Value, numberOf } from '../value.js'
import { caller, maybeCaller } from '../verified.js'
import { configCall, configuredModules } from './config.js'
import { flatModules, type RouteModule } from './files.js'
import { routesOf } from './modules.js'
import { cookieCall, cookieOf, sessionCall, storageCall, storageOf } from './session.js'

const PACKAGES = ['@react-router/dev', '@react-router/node', '@react-router/serve', '@react-router/cloudflare']
const REMIX = ['@remix-run/dev', '@remix-run/node', '@remix-run/cloudflare', '@remix-run/deno', '@remix-run/serve', '@shopify/remix-oxygen']

/** React Router 7 as a framework, and Remix before it. https://reactrouter.com/start/framework/data-loading */
export default definePlugin({
  name: 'react-router',
  libraries: [
    ...PACKAGES,
    ...REMIX,
    '@remix-run/server-runtime',
    '@remix-run/react',
    '@remix-run/fs-routes',
    '@react-router/fs-routes',
    '@react-router/dev/routes',
    '@react-router/remix-routes-option-adapter',
    'react-router',
    'react-router:context',
    'react-router:key',
    'react-router:storage',
    'react-router:session',
    'react-router:cookie',
    'remix-auth',
    'remix-auth:authenticator',
  ],
  get(of, key) {
    return of.library === 'react-router:context' ? contextMember(of, key) : undefined
  },
  call(call) {
    switch (call.library) {
      case 'react-router:context':
        return contextCall(call)
      case 'react-router:storage':
        return storageCall(call)
      case 'react-router:session':
        return sessionCall(call)
      case 'react-router:cookie':
        return cookieCall(call)
      case 'remix-auth:authenticator':
        return authenticatorCall(call)
      case '@react-router/dev/routes':
      case '@react-router/fs-routes':
      case '@remix-run/fs-routes':
      case '@react-router/remix-routes-option-adapter':
        return configCall(call)
      default:
        return packageCall(call)
    }
  },
  entries: entriesOf,
})

function* entriesOf(source: Source): Generator<Entry> {
  for (const { folder, dependencies, devDependencies } of source.packages) {
    const all = { ...dependencies, ...devDependencies }
    const isRemix = REMIX.some(name => name in all)
    if (!isRemix && !PACKAGES.some(name => name in all)) continue
    const framework = isRemix ? 'remix' : 'react-router'
    const base = folder ? `${folder}/` : ''
    const config = [`${base}app/routes.ts`, `${base}app/routes.tsx`, `${base}app/routes.js`].find(path => source.file(path))
    if (config)
      yield {
        file: config,
        *routes(exports, world) {
          for (const module of configuredModules(world, folder, config, exports)) {
            const loaded = world.load(module.file)
            if (loaded) yield* routesOf(module, loaded, world, framework)
          }
        },
      }
    else
      for (const module of [...flatModules(source, folder), ...rootModule(source, folder)])
        yield { file: module.file, routes: (exports, world) => routesOf(module, exports, world, framework) }
  }
}

/** What the root module loads is on every page. */
function rootModule(source: Source, folder: string): RouteModule[] {
  const file = source.files.find(one => new RegExp(`^${folder ? `${folder}/` : ''}app/root\\.[jt]sx?$`).test(one.path))
  return file ? [{ file: file.path, path: '/', around: [] }] : []
}

function packageCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED, init] = call.args
  const { run, at } = call
  switch (call.method) {
    case 'json':
    case 'data':
    case 'defer':
    case 'unstable_data': {
      const status = init?.k === 'object' ? init.props.get('status') : init
      if (init?.k === 'object') corsHeaders(run, at, run.get(init, 'headers'))
      run.emit({ kind: 'respond', how: 'json', status: numberOf(status), body: first }, at)
      return library('web:response', 'response')
    }
    case 'redirect':
    case 'redirectDocument':
    case 'replace':
      run.emit({ kind: 'respond', how: 'redirect', status: numberOf(init) ?? 302, body: first }, at)
      return library('web:response', 'response')
    case 'createCookieSessionStorage':
    case 'createSessionStorage':
    case 'createMemorySessionStorage':
    case 'createFileSessionStorage':
    case 'createWorkersKVSessionStorage':
      return storageOf(call)
    case 'createCookie':
      return cookieOf(call)
    case 'createContext':
    case 'unstable_createContext':
      return library('react-router:key', `key ${at.file}:${at.line}`)
    case 'Authenticator':
      return library('remix-auth:authenticator', 'authenticator')
    default:
      return undefined
  }
}

const keyOf = (value: Value | undefined): string => (value?.k === 'library' ? value.path : (textOf(value) ?? '*'))

/** `context.get(userContext)`; on Cloudflare also what the platform gives. */
function contextCall(call: LibraryCall): Value | undefined {
  if (call.on.path !== 'context') return undefined
  if (call.method === 'get') return call.on.props.get(keyOf(call.args[0])) ?? UNKNOWN
  if (call.method !== 'set') return undefined
  call.run.set(call.on, keyOf(call.args[0]), call.args[1] ?? UNDEFINED)
  return UNDEFINED
}

function contextMember(of: LibraryValue, key: string): Value | undefined {
  if (key === 'cloudflare') return library('react-router:context', 'cloudflare')
  return key === 'env' ? library('hono:env', 'env') : undefined
}

/** https://remix.run/resources/remix-auth */
function authenticatorCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const options = call.args.find(arg => arg.k === 'object')
  switch (call.method) {
    case 'isAuthenticated':
      return options?.k === 'object' && options.props.has('failureRedirect')
        ? caller(run, at, '`authenticator.isAuthenticated()`')
        : maybeCaller(at, '`authenticator.isAuthenticated()`')
    case 'authenticate':
      run.emit({ kind: 'session', does: 'create', input: origin('body'), options: undefined }, at)
      return origin('session', [], { at })
    case 'logout':
      run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, at)
      run.stop()
      return UNKNOWN
    case 'use':
    case 'unuse':
      return call.on
    default:
      return undefined
  }
}
