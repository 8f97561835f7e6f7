import type { Source } from '#source/source'
import { requestFunction } from '../h3/request.js'
import { definePlugin, type Entry, type LibraryCall } from '../plugin.js'
import { library, UNDEFINED, type Value } from '../value.js'
import { configMember, contextMember } from './event.js'
import { handlerIn, handlerOf, routesOf } from './handlers.js'
import { nameFor, serversIn } from './names.js'
import { addressOfFile } from './path.js'
import { nuxtSession, nuxtSessionMember } from './sessions.js'

/** Nuxt's server and Nitro, on h3. https://nuxt.com/docs/guide/directory-structure/server */
export default definePlugin({
  name: 'nuxt',
  libraries: [
    'h3',
    'global',
    '#imports',
    '#auth',
    '#supabase/server',
    'nitropack/runtime',
    'nitro/h3',
    'nitro/runtime-config',
    'h3:event',
    'h3:context',
    'h3:handler',
    'nuxt:config',
    'nuxt:session',
  ],
  get(of, key, run) {
    switch (of.library) {
      case 'global':
        return of.path === '' ? nameFor(run.world, run.file, key) : undefined
      case 'h3:context':
        return contextMember(of)
      case 'nuxt:config':
        return configMember(of, key)
      case 'nuxt:session':
        return nuxtSessionMember(of, key)
      default:
        return undefined
    }
  },
  call(call) {
    if (call.library === 'global') return undefined
    // One handler that hands the request on to another.
    if (call.library === 'h3:handler')
      return call.path === 'handler' ? call.run.call(handlerIn(call.on)!.handler, call.args, call.at) : undefined
    return /^(?:h3|#|nitro)/.test(call.library) && !/^h3:/.test(call.library) ? nitroCall(call) : undefined
  },
  entries: entriesOf,
})

function* entriesOf(source: Source): Generator<Entry> {
  for (const { base } of serversIn(source)) {
    const inside = source.files.filter(file => file.kind === 'code' && file.path.startsWith(base))
    const middleware = inside
      .filter(file => file.path.startsWith(`${base}middleware/`))
      .map(file => file.path)
      .sort()
    for (const file of inside) {
      const address = addressOfFile(file.path.slice(base.length))
      if (address) yield { file: file.path, routes: (exports, world) => routesOf(file, address, middleware, exports, world) }
    }
  }
}

function nitroCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const args = call.args[0]?.k === 'library' && call.args[0].library === 'h3:event' ? call.args.slice(1) : call.args
  const [first = UNDEFINED] = args
  if (/Handler$|^(?:cached|defineCached)\w*$/.test(method) && !/^fromNode/.test(method))
    return method.endsWith('Function') ? first : handlerOf({ ...call, args })
  switch (method) {
    case 'useRuntimeConfig':
      return library('nuxt:config', 'config')
    case 'createError': {
      const status = run.get(first, 'statusCode')
      const given = status.k === 'literal' && typeof status.value === 'number' ? status : run.get(first, 'status')
      run.emit(
        {
          kind: 'respond',
          how: 'json',
          status: given.k === 'literal' && typeof given.value === 'number' ? given.value : 500,
          body: messageOf(first, call),
        },
        at,
      )
      return library('web:response', 'response')
    }
    case 'send':
      run.emit({ kind: 'respond', how: 'text', status: undefined, body: first }, at)
      return library('web:response', 'response')
    case 'sendNoContent':
    case 'sendStream':
      run.emit({ kind: 'respond', how: 'empty', status: undefined, body: UNDEFINED }, at)
      return library('web:response', 'response')
    default:
      return nuxtSession(call, args) ?? requestFunction(call, args)
  }
}

/** What the visitor is told of an error. */
function messageOf(given: Value, { run }: LibraryCall): Value {
  if (given.k !== 'object') return given
  const told = ['message', 'statusMessage', 'data'].map(key => run.get(given, key)).filter(value => value.k !== 'literal')
  return told[0] ?? UNDEFINED
}
