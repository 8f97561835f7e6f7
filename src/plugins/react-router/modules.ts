import type { Place } from '#base/place'
import { answered } from '../answered.js'
import { type Link, runChain } from '../express/router.js'
import { goOn } from '../next/middleware.js'
import { isNothing, lineOf } from '../next/placed.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { type Fact, library, native, object, origin, type Value } from '../value.js'
import { webRequest } from '../web/index.js'
import type { RouteModule } from './files.js'

/** What a route module answers: reads by its `loader`, the rest by its `action`. https://reactrouter.com/start/framework/actions */
export function* routesOf(module: RouteModule, exports: Value, world: World, framework: string): Generator<RouteDeclaration> {
  const file = world.source.file(module.file)
  if (!file) return
  const run = world.run()
  for (const name of ['loader', 'action'] as const) {
    const handler = run.get(exports, name)
    if (isNothing(handler)) continue
    const at = { file: module.file, line: lineOf(handler, file, name) }
    for (const method of name === 'loader' ? ['GET'] : methodsIn(file.text()))
      yield {
        method,
        path: module.path,
        kind: name === 'loader' && !isNothing(run.get(exports, 'default')) ? 'page' : 'http',
        framework,
        at,
        handle: inner => answer(inner, module, handler, method, at),
      }
  }
}

/** An action is told the method of its request; those that it names are its own. */
function methodsIn(text: string): string[] {
  const named = [...new Set([...text.matchAll(/['"](POST|PUT|PATCH|DELETE)['"]/g)].map(match => match[1]!))]
  return /\bmethod\b/.test(text) && named.length && /\brequest\.method\b|\{[^}]*\bmethod\b[^}]*\}\s*=\s*request\b/.test(text)
    ? named
    : ['POST']
}

/** What stands around it runs before it only as middleware: the loaders around it run beside it. */
function answer(run: Run, module: RouteModule, handler: Value, method: string, at: Place): void {
  const request = webRequest()
  request.props.set('method', { k: 'literal', value: method })
  request.props.set('url', origin('url', [], { name: module.path }))
  const context = library('react-router:context', 'context')
  const given = object([
    ['request', request],
    ['params', origin('params')],
    ['context', context],
  ])
  const last: Link = {
    handler: library('react-router:last', '', { middleware: (inner: Run) => (answered(inner, handler, [given], at), true) }),
    at,
    prefix: '',
  }
  for (const guard of loadersAround(run, module, given, at)) run.assume(guard)
  runChain(
    [...middlewareAround(run, module), last],
    run,
    context,
    next => [
      given,
      native('next', (_, place) => {
        run.call(next, [], place)
        return library('web:response', 'next')
      }),
    ],
    true,
  )
}

/**
 * The loader of a layout turns strangers away from the page, and is left out where a request names the loader that it wants
 * (`?_routes=`, and `?_data=` before): https://reactrouter.com/explanation/special-files
 */
function loadersAround(run: Run, { around }: RouteModule, given: Value, at: Place): Fact[] {
  for (const file of around.toReversed()) {
    const exports = run.world.load(file)
    const loader = exports && run.get(exports, 'loader')
    if (loader?.k !== 'function') continue
    const inner = run.world.run()
    goOn(inner, inner.call(loader, [given], at), value => !(value.k === 'library' && value.library === 'web:response'))
    if (inner.facts.some(fact => fact.kind === 'guard' && fact.guard !== 'weak'))
      return [
        {
          kind: 'guard',
          guard: 'weak',
          at: { file, line: loader.fact.l },
          how: 'the loader of the layout around it asks, and a request for this loader alone passes it by',
        },
      ]
  }
  return []
}

function middlewareAround(run: Run, { file, around }: RouteModule): Link[] {
  return [...around, file].flatMap(one => {
    const exports = run.world.load(one)
    if (!exports) return []
    const given = [run.get(exports, 'middleware'), run.get(exports, 'unstable_middleware')].find(value => value.k === 'list')
    return given?.k === 'list' ? given.items.map(handler => ({ handler, at: { file: one, line: 1 }, prefix: '' })) : []
  })
}
