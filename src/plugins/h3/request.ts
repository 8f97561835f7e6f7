import { corsHeader } from '../cors/header.js'
import type { LibraryCall } from '../plugin.js'
import { through } from '../schema/verdict.js'
import { endCookie, setCookie } from '../set-cookie.js'
import { library, oneOf, origin, textOf, UNDEFINED, type Value, numberOf } from '../value.js'
import { webRequest } from '../web/index.js'
import { isSessionCall, sessionCall } from './session.js'

/** Functions that ask the request at hand, or say something of its answer; `args` without the event. https://h3.dev/utils/request */
export function requestFunction(call: LibraryCall, args: readonly Value[]): Value | undefined {
  const { method, run, at } = call
  const [first] = args
  const name = textOf(first)
  const named = (from: 'headers' | 'params' | 'query'): Value =>
    origin(from, [from === 'headers' ? (name ?? '*').toLowerCase() : (name ?? '*')])
  if (isSessionCall(method)) return sessionCall(call, args)
  switch (method) {
    case 'getRequest':
    case 'getWebRequest':
    case 'toWebRequest':
    case 'getEvent':
      return webRequest()
    case 'getRequestHeaders':
    case 'getHeaders':
      return library('web:headers', '')
    case 'getRequestHeader':
    case 'getHeader':
      return named('headers')
    case 'getRequestIP':
      return origin('headers', ['x-forwarded-for'])
    case 'getRequestHost':
      return origin('headers', ['host'])
    case 'getRequestURL':
    case 'getRequestUrl':
    case 'getRequestPath':
      return origin('url')
    case 'getMethod':
      return origin('url', ['method'])
    case 'readBody':
      return origin('body')
    case 'readRawBody':
      return origin('body', [], { name: 'raw' })
    case 'readFormData':
      return library('web:form', '')
    case 'readMultipartFormData':
      return origin('files')
    case 'getQuery':
      return origin('query')
    case 'getRouterParams':
      return origin('params')
    case 'getRouterParam':
      return named('params')
    case 'readValidatedBody':
      return validated(call, origin('body'), first)
    case 'getValidatedQuery':
      return validated(call, origin('query'), first)
    case 'getValidatedRouterParams':
      return validated(call, origin('params'), first)
    case 'getCookie':
      return oneOf([origin('cookies', [name ?? '*']), UNDEFINED])
    case 'getCookies':
    case 'parseCookies':
      return origin('cookies')
    case 'setCookie':
      setCookie(run, at, first, args[1], args[2])
      return UNDEFINED
    case 'deleteCookie':
      endCookie(run, at, first)
      return UNDEFINED
    case 'setResponseHeader':
    case 'setHeader':
    case 'appendResponseHeader':
      corsHeader(run, at, first, args[1])
      return UNDEFINED
    case 'sendRedirect':
      run.emit({ kind: 'respond', how: 'redirect', status: numberOf(args[1]) ?? 302, body: first ?? UNDEFINED }, at)
      return library('web:response', 'response')
    case 'setResponseStatus':
    case 'setResponseHeaders':
    case 'setHeaders':
      return UNDEFINED
    default:
      return undefined
  }
}

/** A schema, or a function that gives what is valid, or says whether it is. */
function validated(call: LibraryCall, value: Value, by: Value = UNDEFINED): Value {
  const verdict = through(call.run, call.at, by, value)
  if (verdict) {
    for (const fact of verdict.facts) call.run.assume(fact)
    return verdict.output
  }
  if (by.k !== 'function' && by.k !== 'library') return value
  const given = call.run.call(by, [value], call.at)
  return given.k === 'unknown' || given.k === 'literal' || given.k === 'computed' ? value : given
}
