import { corsOptions } from '../cors/origin.js'
import { declare, middlewareOf } from '../middleware/index.js'
import type { LibraryCall, Run, SetupDeclaration } from '../plugin.js'
import { optionsOf } from '../send.js'
import { library, type LibraryValue, object, origin, type Value } from '../value.js'
import { decorationsOf } from './decorations.js'

const SETUPS: Record<string, SetupDeclaration['what']> = {
  '@fastify/cors': 'cors',
  'fastify-cors': 'cors',
  '@fastify/helmet': 'headers',
  'fastify-helmet': 'headers',
  '@fastify/rate-limit': 'limiter',
  'fastify-rate-limit': 'limiter',
  '@fastify/csrf-protection': 'csrf',
  '@fastify/session': 'session',
  '@fastify/secure-session': 'session',
  '@fastify/multipart': 'upload',
  'fastify-multer': 'upload',
  '@fastify/jwt': 'auth',
  'fastify-jwt': 'auth',
  '@fastify/formbody': 'body-parser',
  'fastify-raw-body': 'body-parser',
}

/** What a package puts on the app, by the name that it has there. https://github.com/fastify/fastify-postgres and its like */
const CLIENTS: Readonly<Record<string, (options: Value, run: Run) => readonly [string, Value]>> = {
  '@fastify/postgres': () => ['pg', library('pg:client', 'pool', { state: {} })],
  '@fastify/mysql': (options, run) => {
    const promised = run.get(options, 'promise')
    return [
      'mysql',
      library('mysql:client', 'createPool', { shape: promised.k === 'literal' && promised.value ? 'pair' : 'rows', state: {} }),
    ]
  },
  '@fastify/mongodb': () => [
    'mongo',
    object([
      ['db', library('mongodb:client', 'db')],
      ['client', library('mongodb:client', 'client')],
    ]),
  ],
}

/** Plugins from packages: what they set up, and what they put before every route. https://fastify.dev/ecosystem/ */
export function registerLibrary(call: LibraryCall, plugin: LibraryValue, options: Value): Value[] {
  const made = CLIENTS[plugin.library.replace(/^fastify-(?=postgres|mysql|mongodb)/, '@fastify/')]?.(options, call.run)
  if (made) call.run.set(decorationsOf(call.run.world), ...made)
  const what = SETUPS[plugin.library]
  if (!what) return []
  declare(call.run, {
    what,
    library: plugin.library,
    at: call.at,
    options: what === 'cors' ? corsOptions({ ...call, args: [options] }) : optionsOf(options),
    prefix: '',
  })
  const isGlobal = call.run.get(options, 'global')
  if (what === 'limiter' && !(isGlobal.k === 'literal' && isGlobal.value === false)) return [limits]
  if (plugin.library === 'fastify-raw-body') return [keepsRaw]
  return []
}

const limits = middlewareOf((run, _request, at) => {
  run.marks.set('limiter', at)
  return true
})

const keepsRaw = middlewareOf((run, request) => {
  run.set(request, 'rawBody', origin('body', [], { name: 'raw' }))
  return true
})
