import type { Place } from '#base/place'
import { answered } from '../answered.js'
import { arrived } from '../middleware.js'
import { goOn } from '../next/middleware.js'
import { isNothing, lineOf } from '../next/placed.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { type Fact, type LibraryValue, native, type Value } from '../value.js'
import type { SourceFile } from '#source/source'
import { eventOf } from './event.js'
import { handlesIn, throughHooks } from './hooks.js'

export interface Placed {
  readonly file: SourceFile
  readonly path: string
  /** `hooks.server.ts`. */
  readonly hooks: string | undefined
  /** Layouts that load on the server, outermost first. */
  readonly layouts: readonly string[]
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'fallback']

/** `+server.ts`: a function for each method. */
export function* endpoints(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const run = world.run()
  for (const name of METHODS) {
    const handler = run.get(exports, name)
    if (isNothing(handler)) continue
    const at = { file: placed.file.path, line: lineOf(handler, placed.file, name) }
    yield door(placed, name === 'fallback' ? 'ALL' : name, placed.path, 'http', at, (inner, event) => answered(inner, handler, [event], at))
  }
}

/** `+page.server.ts`: what its page is given, and the forms that it takes. */
export function* pageDoors(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const { file, path } = placed
  const run = world.run()
  const load = run.get(exports, 'load')
  if (!isNothing(load)) {
    const at = { file: file.path, line: lineOf(load, file, 'load') }
    yield door(placed, 'GET', path, 'page', at, (inner, event) => {
      for (const fact of layoutsAround(inner, placed, event, at)) inner.assume(fact)
      answered(inner, load, [event], at)
    })
  }
  const actions = run.get(exports, 'actions')
  if (actions.k !== 'object') return
  for (const [name, action] of actions.props) {
    if (isNothing(action)) continue
    const at = {
      file: file.path,
      line: action.k === 'function' && action.file === file.path ? action.fact.l : lineOf(actions, file, 'actions'),
    }
    const address = name === 'default' ? path : `${path}?/${name}`
    yield door(placed, 'POST', address, 'http', at, (inner, event) => answered(inner, action, [event], at))
  }
}

function door(
  { hooks }: Placed,
  method: string,
  path: string,
  kind: 'http' | 'page',
  at: Place,
  answer: (run: Run, event: LibraryValue) => void,
): RouteDeclaration {
  return {
    method,
    path,
    kind,
    framework: 'sveltekit',
    at,
    handle: run => {
      const handles = handlesIn(run, hooks)
      const event = eventOf(
        method,
        path,
        handles.every(one => one.k === 'function'),
      )
      throughHooks(run, hooks ?? at.file, handles, event, inner => {
        arrived(inner)
        answer(inner, event)
      })
    },
  }
}

/**
 * The load functions of layouts run beside that of the page, and a request for the page's data may leave them out; where the
 * page waits for `parent()`, it gets no further than they let it. https://svelte.dev/docs/kit/load#Implications-for-authentication
 */
function layoutsAround(run: Run, { layouts, file }: Placed, event: LibraryValue, at: Place): Fact[] {
  const loads = layouts.flatMap(layout => {
    const exports = layout === file.path ? undefined : run.world.load(layout)
    const load = exports && run.get(exports, 'load')
    return load?.k === 'function' ? [{ layout, load }] : []
  })
  event.props.set(
    'parent',
    native('parent', (_, place) => {
      const given = loads.map(({ load }) => run.call(load, [event], place))
      return given.at(-1) ?? { k: 'unknown' }
    }),
  )
  for (const { layout, load } of loads.toReversed()) {
    const inner = run.world.run()
    inner.facts = run.facts
    const before = inner.facts.length
    goOn(inner, inner.call(load, [event], at), () => true)
    if (inner.facts.slice(before).some(fact => fact.kind === 'guard' && fact.guard !== 'weak'))
      return [
        {
          kind: 'guard',
          guard: 'weak',
          at: { file: layout, line: load.fact.l },
          how: 'the loader of the layout around it asks, and a request for this loader alone passes it by',
        },
      ]
  }
  return []
}
