import type { RouteDeclaration, World } from '../plugin.js'
import { library, object, origin, type Value } from '../value.js'
import { requestOf } from './middleware.js'
import { isNothing, lineOf, type Placed } from './placed.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A file with a function for each method that it answers. */
export function* handlers({ file, path, framework, before }: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const run = world.run()
  for (const method of METHODS) {
    const handler = run.get(exports, method)
    if (isNothing(handler)) continue
    const at = { file: file.path, line: lineOf(handler, file, method) }
    yield {
      method,
      path,
      kind: 'http',
      framework,
      at,
      handle: inner => {
        before(inner, method)
        inner.call(handler, [requestOf(method), object([['params', origin('params')]])], at)
      },
    }
  }
}

/** A file whose one function answers every method; those that it names are its routes. */
export function* pagesApi({ file, path, framework, before }: Placed, exports: Value, world: World): Generator<RouteDeclaration> {
  const handler = world.run().get(exports, 'default')
  if (isNothing(handler)) return
  const at = { file: file.path, line: lineOf(handler, file, 'default') }
  const named = [...new Set([...file.text().matchAll(/['"](GET|POST|PUT|PATCH|DELETE)['"]/g)].map(match => match[1]!))]
  for (const method of named.length ? named : ['ALL']) {
    yield {
      method,
      path,
      kind: 'http',
      framework,
      at,
      handle: inner => {
        before(inner, method)
        const request = library('http:request', 'req', {})
        if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
        request.props.set('query', origin('query'))
        inner.call(handler, [request, library('http:response', 'res', { request })], at)
      },
    }
  }
}
