import type { SourceFile } from '#source/source'
import type { Place } from '#base/place'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { library, object, origin, UNDEFINED, type Value } from '../value.js'

/** A page of the app folder, and what stands around it. */
export interface Page {
  readonly file: SourceFile
  readonly path: string
  /** Files of the layouts around it, outermost first. */
  readonly layouts: readonly string[]
  /** Middleware, and whatever else runs first. */
  before(run: Run): void
}

/** A page that the server draws: what it reads, it shows. Its own name stands for what the framework calls. */
export function* drawnPage({ file, path, layouts, before }: Page, exports: Value, world: World, at: Place): Generator<RouteDeclaration> {
  if (isOfBrowser(file)) return
  const page = world.run().get(exports, 'default')
  if (page.k !== 'function') return
  yield {
    ...ofPage(path, at),
    handle: run => {
      before(run)
      const given: [string, Value][] = [
        ['params', origin('params')],
        ['searchParams', origin('query')],
      ]
      for (const layout of layouts) within(run, layout, given)
      run.callHearing(page, [object(given)], at, (value, place) => {
        if (value === UNDEFINED || value.k === 'literal') return
        run.emit({ kind: 'respond', how: 'render', status: undefined, body: value }, place)
      })
    },
  }
}

/** `getServerSideProps` of the pages folder: what it gives back is in the page's source. */
export function* propsOfPage({ path, before }: Page, exports: Value, world: World, at: Place): Generator<RouteDeclaration> {
  const props = world.run().get(exports, 'getServerSideProps')
  if (props.k !== 'function' && props.k !== 'library') return
  yield {
    ...ofPage(path, at),
    handle: run => {
      before(run)
      const request = library('http:request', 'req', {})
      request.props.set('query', origin('query'))
      const context = object([
        ['params', origin('params')],
        ['query', origin('query')],
        ['req', request],
        ['res', library('http:response', 'res', { request })],
      ])
      run.callHearing(props, [context], at, (value, place) => {
        const shown = run.get(value, 'props')
        if (shown.k !== 'literal') run.emit({ kind: 'respond', how: 'render', status: undefined, body: shown }, place)
      })
    },
  }
}

const ofPage = (path: string, at: Place): Pick<RouteDeclaration, 'method' | 'path' | 'kind' | 'framework' | 'at'> => ({
  method: 'GET',
  path,
  kind: 'page',
  framework: 'next',
  at,
})

const isOfBrowser = (file: SourceFile): boolean => /^\s*(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|\s)*['"]use client['"]/.test(file.text())

const INSIDE = library('next:children', '')

/** What a layout asks before it draws what is inside: a page is reached on the ways that do. */
function within(run: Run, file: string, given: readonly (readonly [string, Value])[]): void {
  const source = run.world.source.file(file)
  const exports = source && !isOfBrowser(source) ? run.world.load(file) : undefined
  const layout = exports && run.get(exports, 'default')
  if (layout?.k !== 'function') return
  const drawn = run.call(layout, [object([...given, ['children', INSIDE]])], { file, line: layout.fact.l })
  if (drawn.k !== 'either') return
  const ways = drawn.of.filter(one => draws(one.value))
  if (ways.length > 0 && ways.length < drawn.of.length) for (const fact of run.common(ways.map(one => one.facts))) run.assume(fact)
}

function draws(value: Value): boolean {
  if (value.k === 'library') return value.library === INSIDE.library
  if (value.k === 'computed') return value.of.some(draws)
  if (value.k === 'either') return value.of.some(one => draws(one.value))
  return false
}
