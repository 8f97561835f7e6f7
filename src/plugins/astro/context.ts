import { endCookie, setCookie } from '../set-cookie.js'
import { library, type LibraryValue, literal, native, object, oneOf, origin, UNDEFINED, UNKNOWN, type Value, textOf } from '../value.js'
import type { LibraryCall } from '../plugin.js'
import { webRequest } from '../web/index.js'

/** What endpoints and middleware are handed. https://docs.astro.build/en/reference/api-reference/ */
export function contextOf(method: string, path: string, isWhole: boolean): LibraryValue {
  const request = webRequest()
  if (method !== 'ALL') request.props.set('method', literal(method))
  const context = library('astro:context', 'context')
  const members: readonly (readonly [string, Value])[] = [
    ['request', request],
    ['params', origin('params')],
    ['cookies', library('astro:cookies', 'cookies')],
    ['locals', library('astro:locals', 'locals', { isWhole })],
    ['clientAddress', origin('headers', ['x-forwarded-for'])],
    ['site', UNKNOWN],
    [
      'url',
      object([
        ['pathname', literal(path)],
        ['searchParams', library('web:params', '')],
        ['href', origin('url')],
        ['origin', origin('headers', ['host'])],
      ]),
    ],
    ['isPrerendered', literal(false)],
  ]
  for (const [name, value] of members) context.props.set(name, value)
  return context
}

export function contextCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED] = call.args
  switch (call.method) {
    case 'redirect':
      call.run.emit({ kind: 'respond', how: 'redirect', status: 302, body: first }, call.at)
      return library('web:response', 'response')
    case 'rewrite':
      return library('web:response', 'response')
    // Whoever is sent on by an action that the app declares.
    case 'callAction':
      return UNKNOWN
    default:
      return undefined
  }
}

export function cookieCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED, value = UNDEFINED, options] = call.args
  switch (call.method) {
    case 'get': {
      const text = origin('cookies', [textOf(first) ?? '*'])
      return oneOf([
        object([
          ['value', text],
          ['json', native('json', () => text)],
        ]),
        UNDEFINED,
      ])
    }
    case 'has':
      return UNKNOWN
    case 'set':
      setCookie(call.run, call.at, first, value, options)
      return UNDEFINED
    case 'delete':
      endCookie(call.run, call.at, first)
      return UNDEFINED
    default:
      return undefined
  }
}
