import { isMatch } from '../pattern.js'
import type { Run } from '../plugin.js'
import { type LibraryValue, textOf, type Value } from '../value.js'

/** The route that a request is for, as routers know it. */
export interface RouteAddress {
  readonly method: string
  readonly path: string
}

/** express-unless: whether a middleware leaves out the route under way. https://github.com/jfromaniello/express-unless */
export function skips(run: Run, options: Value, request: LibraryValue): boolean {
  const route = request.data['route'] as RouteAddress | undefined
  if (!route) return false
  if (itemsOf(run.get(options, 'method')).some(one => textOf(one)?.toUpperCase() === route.method)) return true
  return itemsOf(run.get(options, 'path')).some(one => covers(run, one, route))
}

function covers(run: Run, item: Value, route: RouteAddress): boolean {
  if (item.k === 'object') {
    const methods = itemsOf(run.get(item, 'methods'))
    if (methods.length && !methods.some(one => textOf(one)?.toUpperCase() === route.method)) return false
    return itemsOf(run.get(item, 'url')).some(one => covers(run, one, route))
  }
  if (item.k === 'library' && item.library === 'regexp') return isMatch(String(item.data['pattern']), route.path) === true
  return textOf(item) === route.path
}

function itemsOf(value: Value): readonly Value[] {
  if (value.k === 'list') return value.items
  return value.k === 'literal' && typeof value.value !== 'string' ? [] : [value]
}
