import type { Source } from '#source/source'
import { routePath } from '../next/placed.js'
import { definePlugin, type Entry } from '../plugin.js'
import { library, origin, UNDEFINED, UNKNOWN } from '../value.js'
import { contextCall, cookieCall } from './context.js'
import { actions, endpoints } from './routes.js'

/** Astro's endpoints, actions and middleware. https://docs.astro.build/en/guides/endpoints/ */
export default definePlugin({
  name: 'astro',
  libraries: [
    'astro:middleware',
    'astro:actions',
    'astro:env/server',
    'astro:env/client',
    'astro:context',
    'astro:cookies',
    'astro:locals',
    'astro:action',
  ],
  get(of, key) {
    if (of.library === 'astro:locals') return of.data['isWhole'] === true ? UNDEFINED : UNKNOWN
    if (of.library === 'astro:env/server' || of.library === 'astro:env/client')
      return key === 'getSecret' ? undefined : origin('env', [], { name: key })
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'astro:context':
        return contextCall(call)
      case 'astro:cookies':
        return cookieCall(call)
      case 'astro:middleware':
        if (call.method === 'sequence') return library('astro:sequence', 'sequence', {}, call.args)
        return call.method === 'defineMiddleware' ? call.args[0] : undefined
      case 'astro:actions':
        if (call.method === 'defineAction') return library('astro:action', 'action', { of: call.args[0] ?? UNDEFINED, at: call.at })
        if (call.method !== 'ActionError') return undefined
        call.run.emit({ kind: 'respond', how: 'json', status: 400, body: call.args[0] ?? UNDEFINED }, call.at)
        return library('web:response', 'response')
      default:
        return undefined
    }
  },
  entries: entriesOf,
})

function* entriesOf(source: Source): Generator<Entry> {
  for (const { folder, dependencies, devDependencies } of source.packages) {
    if (!dependencies['astro'] && !devDependencies['astro']) continue
    const base = folder ? `${folder}/` : ''
    const inside = source.files.filter(file => file.kind === 'code' && file.path.startsWith(base))
    const middleware = inside.find(file => /^src\/middleware(?:\/index)?\.[jt]s$/.test(file.path.slice(base.length)))?.path
    for (const file of inside) {
      const name = file.path.slice(base.length)
      const page = /^src\/pages\/(.+)\.[jt]s$/.exec(name)?.[1]
      if (page !== undefined && !/(?:^|\/)_|\.(?:test|spec|d)$/.test(page)) {
        const path = routePath(page.replace(/(^|\/)index$/, '$1'))
        yield { file: file.path, routes: (exports, world) => endpoints(file, path, middleware, exports, world) }
      }
      if (/^src\/actions(?:\/index)?\.[jt]s$/.test(name))
        yield { file: file.path, routes: (exports, world) => actions(file, middleware, exports, world) }
    }
  }
}
