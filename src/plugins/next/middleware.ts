import { arrived } from '../middleware.js'
import type { Run } from '../plugin.js'
import { library, object, origin, UNDEFINED, type Value } from '../value.js'
import { webRequest } from '../web/index.js'
import { isNothing } from './placed.js'

/** A request by the method that the route is for. */
export function requestOf(method: string): ReturnType<typeof webRequest> {
  const request = webRequest()
  if (method !== 'ALL') request.props.set('method', { k: 'literal', value: method })
  return request
}

/** What `middleware.ts` asks before the route, where its matcher covers the route's address. */
export function runMiddleware(run: Run, file: string | undefined, path: string, method: string): void {
  if (!file) return
  const exports = run.world.load(file)
  if (!exports) return
  const config = run.get(exports, 'config')
  if (!matches(run.get(config, 'matcher'), path)) return
  const handler = [run.get(exports, 'middleware'), run.get(exports, 'proxy'), run.get(exports, 'default')].find(value => !isNothing(value))
  if (!handler) return
  const request = requestOf(method)
  request.props.set(
    'nextUrl',
    object([
      ['pathname', { k: 'literal', value: path }],
      ['searchParams', library('web:params', '')],
      ['href', origin('url')],
      ['origin', origin('headers', ['host'])],
      ['search', origin('url')],
    ]),
  )
  const answer = run.call(handler, [request, UNDEFINED], { file, line: 1 })
  arrived(run)
  goOn(run, answer, value => !(value.k === 'library' && value.library === 'web:response' && value.path === 'response'))
}

/** The rest is reached on the ways on which what stands before it gives something that goes on. */
export function goOn(run: Run, given: Value, goesOn: (value: Value) => boolean): void {
  if (given.k !== 'either') return
  const ways = given.of.filter(one => goesOn(one.value))
  if (ways.length > 0 && ways.length < given.of.length) for (const fact of run.common(ways.map(one => one.facts))) run.assume(fact)
}

/** Next.js matchers: path patterns, negative look-ahead included; none means every path. */
function matches(matcher: Value, path: string): boolean {
  const items = matcher.k === 'list' ? matcher.items : [matcher]
  const texts = items
    .map(item => (item.k === 'object' ? item.props.get('source') : item))
    .flatMap(item => (item?.k === 'literal' && typeof item.value === 'string' ? [item.value] : []))
  if (!texts.length) return true
  return texts.some(text => {
    try {
      const pattern = text
        .replace(/\/:(\w+)\*/g, '(?:/.*)?')
        .replace(/\/:(\w+)\+/g, '/.+')
        .replace(/\/:(\w+)\?/g, '/[^/]*')
        .replace(/\/:(\w+)/g, '/[^/]+')
      return new RegExp(`^${pattern}/?$`).test(path.replace(/:(\w+)\*?/g, '$1'))
    } catch {
      return false
    }
  })
}
