import type { SourceFile } from '#source/source'
import type { Place } from '#base/place'
import { answered } from '../answered.js'
import { arrived } from '../middleware.js'
import { type Link, runChain } from '../express/router.js'
import { runAction } from '../next/action.js'
import { isNothing, lineOf } from '../next/placed.js'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { through } from '../schema/verdict.js'
import { library, type LibraryValue, native, origin, type Value } from '../value.js'
import { contextOf } from './context.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ALL']
/** Before version 3 they were written small. */
const NAMES = METHODS.flatMap(method => [method, method.toLowerCase()])

/** `export const POST: APIRoute = …` of a file below `src/pages`. https://docs.astro.build/en/guides/endpoints/ */
export function* endpoints(
  file: SourceFile,
  path: string,
  middleware: string | undefined,
  exports: Value,
  world: World,
): Generator<RouteDeclaration> {
  const run = world.run()
  for (const name of NAMES) {
    const handler = run.get(exports, name)
    if (isNothing(handler)) continue
    const at = { file: file.path, line: lineOf(handler, file, name) }
    const method = name.toUpperCase()
    yield {
      method,
      path,
      kind: 'http',
      framework: 'astro',
      at,
      handle: inner => {
        behind(inner, middleware, method, path, at, (last, context) => answered(last, handler, [context], at))
      },
    }
  }
}

/** `server = { addToCart: defineAction({ input, handler }) }` of `src/actions`. https://docs.astro.build/en/guides/actions/ */
export function* actions(file: SourceFile, middleware: string | undefined, exports: Value, world: World): Generator<RouteDeclaration> {
  yield* below(world.run().get(exports, 'server'), '')

  function* below(value: Value, prefix: string): Generator<RouteDeclaration> {
    if (value.k === 'object') for (const [name, one] of value.props) yield* below(one, prefix ? `${prefix}.${name}` : name)
    if (value.k !== 'library' || value.library !== 'astro:action') return
    const { of, at } = value.data as { of: Value; at: Place }
    yield {
      method: 'ACTION',
      path: prefix,
      kind: 'action',
      framework: 'astro',
      at: at.file ? at : { file: file.path, line: 1 },
      handle: run => {
        behind(run, middleware, 'POST', `/_actions/${prefix}`, at, (last, context) => {
          const schema = last.get(of, 'input')
          const verdict = through(last, at, schema, origin('body'))
          for (const fact of verdict?.facts ?? []) last.assume(fact)
          const isForm = last.get(of, 'accept').k === 'literal' && !verdict
          runAction(last, last.get(of, 'handler'), [verdict?.output ?? (isForm ? library('web:form', '') : origin('body')), context], at)
        })
      },
    }
  }
}

/** Through `onRequest` of `src/middleware`, one after the other. https://docs.astro.build/en/guides/middleware/ */
function behind(
  run: Run,
  middleware: string | undefined,
  method: string,
  path: string,
  at: Place,
  last: (run: Run, context: LibraryValue) => void,
): void {
  const exports = middleware === undefined ? undefined : run.world.load(middleware)
  const handlers = exports ? flat(run.get(exports, 'onRequest')) : []
  const context = contextOf(
    method,
    path,
    handlers.every(one => one.k === 'function'),
  )
  const locals = context.props.get('locals') as LibraryValue
  const place = { file: middleware ?? at.file, line: 1 }
  const links: Link[] = [
    ...handlers.map(handler => ({ handler, at: place, prefix: '' })),
    { handler: library('astro:step', '', { middleware: (inner: Run) => (arrived(inner), last(inner, context), true) }), at, prefix: '' },
  ]
  runChain(
    links,
    run,
    locals,
    next => [
      context,
      native('next', (_, where) => {
        run.call(next, [], where)
        return library('web:response', 'next')
      }),
    ],
    true,
  )
}

function flat(value: Value): readonly Value[] {
  if (value.k === 'library' && value.library === 'astro:sequence') return value.args.flatMap(flat)
  return isNothing(value) ? [] : [value]
}
