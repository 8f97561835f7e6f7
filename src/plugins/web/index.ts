import { corsHeaders } from '../cors/header.js'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { endCookie, setCookie } from '../set-cookie.js'
import {
  computed,
  type Fact,
  type LibraryValue,
  list,
  object,
  oneOf,
  origin,
  textOf,
  UNDEFINED,
  UNKNOWN,
  library,
  type Value,
  numberOf,
} from '../value.js'

/**
 * The web's own `Request` and `Response`, as Next.js, edge functions, Hono and workers hand them over.
 * https://developer.mozilla.org/docs/Web/API/Request
 */
export const webRequest = (): LibraryValue => library('web:request', 'request', {})

export default definePlugin({
  name: 'web',
  libraries: ['web:request', 'web:headers', 'web:params', 'web:cookies', 'web:form', 'web:answer', 'global', 'next/server'],
  get(of, key) {
    if (of.library === 'web:request') return requestMember(key)
    if (of.library === 'web:answer') return answerMember(of, key)
    if (of.library === 'web:cookies' && key === 'size') return computed('number', [])
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'web:request':
        return requestCall(call)
      case 'web:headers':
        return named(call, 'headers')
      case 'web:params':
        return paramCall(call)
      case 'web:form':
        return named(call, 'body')
      case 'web:cookies':
        return cookieCall(call)
      case 'web:answer':
        return answerCall(call)
      default:
        return responseCall(call)
    }
  },
})

function requestMember(key: string): Value | undefined {
  switch (key) {
    case 'headers':
      return library('web:headers', '')
    case 'nextUrl':
      return object([
        ['searchParams', library('web:params', '')],
        ['pathname', origin('url')],
        ['href', origin('url')],
        ['origin', origin('headers', ['host'])],
        ['search', origin('url')],
      ])
    case 'cookies':
      return library('web:cookies', '')
    case 'url':
      return origin('url')
    case 'method':
      return origin('url', ['method'])
    case 'ip':
      return origin('headers', ['x-forwarded-for'])
    case 'body':
      return origin('body')
    default:
      return undefined
  }
}

function requestCall(call: LibraryCall): Value | undefined {
  switch (call.method) {
    case 'json':
      return origin('body')
    // A signature is made of the bytes as they came: checks ask whether the body still is that.
    case 'text':
    case 'arrayBuffer':
    case 'blob':
    case 'bytes':
      return origin('body', [], { name: 'raw' })
    case 'formData':
      return library('web:form', '')
    case 'clone':
      return call.on
    default:
      return undefined
  }
}

function named(call: LibraryCall, from: 'headers' | 'body'): Value | undefined {
  const name = textOf(call.args[0])
  if (call.method === 'get' || call.method === 'getAll')
    // A field of a form is a text, or a file: never an object.
    return origin(
      from,
      name === undefined ? ['*'] : [from === 'headers' ? name.toLowerCase() : name],
      from === 'body' ? { checked: 'text' } : {},
    )
  if (call.method === 'has') return computed('call has', [origin(from, name === undefined ? [] : [name.toLowerCase()])])
  if (call.method === 'entries' || call.method === 'values') return list([list([UNKNOWN, origin(from, ['*'])])], true)
  return undefined
}

function paramCall(call: LibraryCall): Value | undefined {
  const of = call.on.data['of'] as Value | undefined
  // Search parameters of the request's own URL; of any other URL they are as that URL.
  const name = textOf(call.args[0])
  if (call.method === 'append' || call.method === 'set') return written(call, of, innermost(call.args[0]))
  if (call.method !== 'get' && call.method !== 'getAll' && call.method !== 'has' && call.method !== 'toString') return undefined
  if (of && !(of.k === 'origin' && of.from === 'url')) return computed('call searchParams', [of])
  return origin('query', name === undefined ? [] : [name])
}

/** `line_items[0][price_data][unit_amount]` is how a form spells an object: the name of the value is the last one. */
function innermost(name: Value | undefined): string | undefined {
  const end = name?.k === 'computed' && name.how === 'template' ? textOf(name.of.at(-1)) : textOf(name)
  return /\[(\w*[a-z]\w*)\](?:\[\d*\])?$/i.exec(end ?? '')?.[1] ?? textOf(name)
}

/** Parameters of the app's own making: a form that is sent somewhere. */
function written(call: LibraryCall, of: Value | undefined, name: string | undefined): Value {
  if (of?.k === 'origin') return UNDEFINED
  const fields = of?.k === 'object' ? of : object()
  if (name === undefined) (fields.dynamic ??= []).push(call.args[1] ?? UNDEFINED)
  else fields.props.set(name, call.args[1] ?? UNDEFINED)
  call.on.data['of'] = fields
  return UNDEFINED
}

function cookieCall(call: LibraryCall): Value | undefined {
  const name = textOf(call.args[0])
  switch (call.method) {
    case 'get': {
      const value = origin('cookies', [name ?? '*'])
      return oneOf([
        object([
          ['value', value],
          ['name', call.args[0] ?? UNKNOWN],
        ]),
        UNDEFINED,
      ])
    }
    case 'getAll':
      return list(
        [
          object([
            ['value', origin('cookies', ['*'])],
            ['name', UNKNOWN],
          ]),
        ],
        true,
      )
    case 'has':
      return computed('call has', [origin('cookies', [name ?? '*'])])
    case 'set': {
      const [a, b, c] = call.args
      const isObject = a?.k === 'object'
      setCookie(call.run, call.at, isObject ? call.run.get(a, 'name') : a, isObject ? call.run.get(a, 'value') : b, isObject ? a : c)
      return UNDEFINED
    }
    case 'delete':
      endCookie(call.run, call.at, call.args[0])
      return UNDEFINED
    default:
      return undefined
  }
}

/** The answer of an outside service to `fetch`. */
function answerMember(of: LibraryValue, key: string): Value | undefined {
  const gives = (of.data['gives'] as Value | undefined) ?? origin('service', [], { name: 'http' })
  const proves = of.data['proves'] as readonly Fact[] | undefined
  if (key === 'ok') return computed('.ok', [gives], proves?.length ? { implies: proves } : {})
  if (key === 'status') return computed('.status', [gives])
  if (key === 'body') return gives
  return key === 'headers' ? library('web:answer', 'headers', of.data) : undefined
}

function answerCall(call: LibraryCall): Value | undefined {
  if (call.method === 'clone') return call.on
  return /^(json|text|arrayBuffer|blob|bytes|formData|get)$/.test(call.method)
    ? ((call.on.data['gives'] as Value | undefined) ?? origin('service', [], { name: 'http' }))
    : undefined
}

function responseCall(call: LibraryCall): Value | undefined {
  const path = call.path.replace(/^(NextResponse|Response)\b/, 'Response')
  const [body, init] = call.args
  const at = call.at
  switch (path) {
    case 'Response':
      if (!call.isNew) return undefined
      return answer(call, isText(init, call) ? 'text' : 'json', body ?? UNDEFINED, init)
    case 'Response.json':
      return answer(call, 'json', body ?? UNDEFINED, init)
    case 'Response.redirect':
      call.run.emit({ kind: 'respond', how: 'redirect', status: 302, body: body ?? UNDEFINED }, at)
      return response(call)
    case 'Response.next':
      return library('web:response', 'next', {})
    case 'Response.rewrite':
    case 'Response.error':
      return response(call)
    default:
      return undefined
  }
}

const isText = (init: Value | undefined, call: LibraryCall): boolean => {
  const type = init ? textOf(call.run.get(call.run.get(init, 'headers'), 'Content-Type')) : undefined
  return type?.includes('html') === true
}

function answer(call: LibraryCall, how: 'json' | 'text', body: Value, init: Value | undefined): Value {
  const status = init ? call.run.get(init, 'status') : undefined
  if (init) corsHeaders(call.run, call.at, call.run.get(init, 'headers'))
  const html = init ? textOf(call.run.get(call.run.get(init, 'headers'), 'Content-Type'))?.includes('html') === true : false
  call.run.emit({ kind: 'respond', how: html ? 'html' : how === 'json' ? 'json' : 'text', status: numberOf(status), body }, call.at)
  return response(call)
}

function response(_call: LibraryCall): Value {
  const value = library('web:response', 'response', {})
  value.props.set('cookies', library('web:cookies', ''))
  value.props.set('ok', { k: 'literal', value: true })
  return value
}
