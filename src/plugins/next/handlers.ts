import type { Place } from '#base/place'
import type { RouteDeclaration, Run, World } from '../plugin.js'
import { library, object, origin, type Value } from '../value.js'
import { requestOf } from './middleware.js'
import { isNothing, lineOf, type Placed } from './placed.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A file with a function for each method that it answers. */
export function* handlers(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const run = world.run()
  for (const method of METHODS) {
    const handler = run.get(exports, method)
    if (isNothing(handler)) continue
    const at = { file: placed.file.path, line: lineOf(handler, placed.file, method) }
    const given = object([['params', origin('params')]])
    yield routeAt(placed, method, at, inner => void inner.call(handler, [requestOf(method), given], at))
  }
}

/** A file whose one function answers every method; those that it names are its routes. */
export function* pagesApi(placed: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const handler = world.run().get(exports, 'default')
  if (isNothing(handler)) return
  const { file } = placed
  const at = { file: file.path, line: lineOf(handler, file, 'default') }
  const named = [...new Set([...file.text().matchAll(/['"](GET|POST|PUT|PATCH|DELETE)['"]/g)].map(match => match[1]!))]
  for (const method of named.length ? named : ['ALL'])
    yield routeAt(placed, method, at, inner => {
      const request = library('http:request', 'req', {})
      if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
      request.props.set('query', origin('query'))
      inner.call(handler, [request, library('http:response', 'res', { request })], at)
    })
}

const routeAt = ({ path, framework, before }: Placed, method: string, at: Place, answer: (run: Run) => void): RouteDeclaration => ({
  method,
  path,
  kind: 'http',
  framework,
  at,
  handle: run => {
    before(run, method)
    answer(run)
  },
})
