import type { Source } from '#source/source'
import { definePlugin, type Entry, type LibraryCall } from '../plugin.js'
import { library, type LibraryValue, literal, origin, UNKNOWN, type Value } from '../value.js'
import { answerCall, cookieCall, localMember } from './event.js'
import { addressOfFolder } from './path.js'
import { endpoints, pageDoors, type Placed } from './routes.js'
import { superformsCall } from './superforms.js'

const SUPERFORMS = ['sveltekit-superforms', 'sveltekit-superforms/server', 'sveltekit-superforms/client', 'sveltekit-superforms/adapters']

/** SvelteKit 1 and 2. https://svelte.dev/docs/kit/routing */
export default definePlugin({
  name: 'sveltekit',
  libraries: [
    '@sveltejs/kit',
    '@sveltejs/kit/hooks',
    '$app',
    '$app/environment',
    '$env',
    '$env/static/private',
    '$env/static/public',
    '$env/dynamic/private',
    '$env/dynamic/public',
    'sveltekit:event',
    'sveltekit:locals',
    'sveltekit:cookies',
    ...SUPERFORMS,
  ],
  get(of, key) {
    if (of.library === 'sveltekit:locals') return localMember(of)
    if (of.library === 'sveltekit:event') return UNKNOWN
    if (of.library.startsWith('$env/')) return variable(of, key)
    return of.library === '$app/environment' ? (/^(?:browser|dev|building)$/.test(key) ? literal(false) : UNKNOWN) : undefined
  },
  call(call) {
    if (call.library === 'sveltekit:cookies') return cookieCall(call)
    if (SUPERFORMS.includes(call.library)) return superformsCall(call)
    if (call.library === '@sveltejs/kit/hooks' && call.method === 'sequence') return sequence(call)
    return call.library === '@sveltejs/kit' ? answerCall(call) : undefined
  },
  entries: entriesOf,
})

const sequence = (call: LibraryCall): Value => library('sveltekit:sequence', 'sequence', {}, call.args)

/** `import { KEY } from '$env/static/private'`, `env.KEY` of the dynamic ones. */
function variable(of: LibraryValue, key: string): Value {
  return of.library.startsWith('$env/dynamic') && of.path === '' ? library(of.library, 'env') : origin('env', [], { name: key })
}

const PLACE = /^src\/routes\/(.*\/)?\+(server|page\.server|layout\.server)\.[jt]s$/

function* entriesOf(source: Source): Generator<Entry> {
  for (const { folder, dependencies, devDependencies } of source.packages) {
    if (!dependencies['@sveltejs/kit'] && !devDependencies['@sveltejs/kit']) continue
    const base = folder ? `${folder}/` : ''
    const inside = source.files.filter(file => file.kind === 'code' && file.path.startsWith(base))
    const hooks = inside.find(file => /^src\/hooks\.server(?:\/index)?\.[jt]s$/.test(file.path.slice(base.length)))?.path
    const layouts = inside.filter(file => /\/\+layout\.server\.[jt]s$/.test(file.path)).map(file => file.path)
    for (const file of inside) {
      const match = PLACE.exec(file.path.slice(base.length))
      if (!match) continue
      const placed: Placed = {
        file,
        path: addressOfFolder(match[1] ?? ''),
        hooks,
        layouts: layouts
          .filter(layout => file.path.startsWith(layout.slice(0, layout.lastIndexOf('/') + 1)))
          .sort((a, b) => a.length - b.length),
      }
      yield { file: file.path, routes: (exports, world) => (match[2] === 'server' ? endpoints : pageDoors)(placed, exports, world) }
    }
  }
}
