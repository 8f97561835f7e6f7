import { hasDirective } from '#source/directive'
import type { SourceFile } from '#source/source'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { library, object, origin, UNDEFINED, type Value } from '../value.js'
import { goOn } from './middleware.js'
import { lineOf, type Placed } from './placed.js'

/** A page of the app folder that the server draws: what it reads, it shows. */
export function* drawnPage(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const page = world.run().get(exports, 'default')
  if (page.k !== 'function' || hasDirective(placed.file, 'use client')) return
  const given: [string, Value][] = [
    ['params', origin('params')],
    ['searchParams', origin('query')],
  ]
  yield shownBy(placed, 'default', page, run => {
    for (const layout of layoutsAround(placed.file, world)) within(run, layout, given)
    return [object(given), value => value]
  })
}

/** `getServerSideProps` of the pages folder: what it gives back is in the page's source. */
export function* propsOfPage(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const props = world.run().get(exports, 'getServerSideProps')
  if (props.k !== 'function' && props.k !== 'library') return
  yield shownBy(placed, 'getServerSideProps', props, run => {
    const request = library('http:request', 'req', {})
    request.props.set('query', origin('query'))
    const context = object([
      ['params', origin('params')],
      ['query', origin('query')],
      ['req', request],
      ['res', library('http:response', 'res', { request })],
    ])
    return [context, value => run.get(value, 'props')]
  })
}

/** What is called for the page, with what it is handed, and which part of what it gives is shown. */
function shownBy(
  { file, path, framework, before }: Placed,
  name: string,
  called: Value,
  ready: (run: Run) => readonly [Value, (given: Value) => Value],
): RouteDeclaration {
  const at = { file: file.path, line: lineOf(called, file, name) }
  return {
    method: 'GET',
    path,
    kind: 'page',
    framework,
    at,
    handle: run => {
      before(run, 'GET')
      const [handed, partOf] = ready(run)
      run.callHearing(called, [handed], at, (value, place) => {
        const body = partOf(value)
        if (body !== UNDEFINED && body.k !== 'literal') run.emit({ kind: 'respond', how: 'render', status: undefined, body }, place)
      })
    },
  }
}

/** Layouts of the page's folder and of those around it, outermost first, but for those that the browser draws. */
function layoutsAround(page: SourceFile, { source }: World): readonly SourceFile[] {
  const folders = page.path.split('/').slice(0, -1)
  return folders.flatMap((_, index) => {
    const folder = folders.slice(0, index + 1).join('/')
    const found = ['tsx', 'jsx', 'ts', 'js'].map(ending => source.file(`${folder}/layout.${ending}`)).find(Boolean)
    return found && !hasDirective(found, 'use client') ? [found] : []
  })
}

const INSIDE = library('next:children', '')

/** What a layout asks before it draws what is inside. */
function within(run: Run, { path: file }: SourceFile, given: readonly (readonly [string, Value])[]): void {
  const exports = run.world.load(file)
  const layout = exports && run.get(exports, 'default')
  if (layout?.k !== 'function') return
  goOn(run, run.call(layout, [object([...given, ['children', INSIDE]])], { file, line: layout.fact.l }), drawsInside)
}

function drawsInside(value: Value): boolean {
  if (value.k === 'library') return value.library === INSIDE.library
  if (value.k === 'computed') return value.of.some(drawsInside)
  return value.k === 'either' && value.of.some(one => drawsInside(one.value))
}
