import type { LiveAction } from '../effect.js'
import { corsHeader } from '../cors/header.js'
import type { LibraryCall } from '../plugin.js'
import { endCookie, setCookie } from '../set-cookie.js'
import { library, textOf, UNDEFINED, type Value, numberOf } from '../value.js'

type Respond = Extract<LiveAction, { kind: 'respond' }>

/** Calls on a Node or Express response. */
export function responseCall(call: LibraryCall): Value | undefined {
  const [a, b] = call.args
  switch (call.method) {
    case 'status':
    case 'code':
    case 'writeHead':
      return { ...call.on, data: { ...call.on.data, status: numberOf(a) } }
    case 'json':
    case 'jsonp':
      return answer(call, 'json', a)
    case 'send':
      return answer(call, a && (a.k === 'object' || a.k === 'origin' || a.k === 'list') ? 'json' : 'text', a)
    case 'end':
    case 'write':
      return answer(call, a ? 'text' : 'empty', a)
    case 'sendStatus':
      return answer({ ...call, on: { ...call.on, data: { status: numberOf(a) } } }, 'empty', undefined)
    case 'render':
    case 'view':
      return answer(call, 'render', b ?? UNDEFINED, viewOf(a))
    case 'redirect':
      return answer({ ...call, on: { ...call.on, data: { status: 302 } } }, 'redirect', b ?? a)
    case 'sendFile':
    case 'download':
      call.run.emit({ kind: 'file', does: 'read', path: a ?? UNDEFINED }, call.at)
      return answer(call, 'file', a)
    case 'cookie':
      setCookie(call.run, call.at, a, b, call.args[2])
      return call.on
    case 'clearCookie':
      endCookie(call.run, call.at, a)
      return call.on
    case 'set':
    case 'header':
    case 'setHeader':
      corsHeader(call.run, call.at, a, b)
      return call.on
    case 'type':
    case 'vary':
    case 'append':
    case 'attachment':
    case 'links':
    case 'location':
      return call.on
    default:
      return undefined
  }
}

/** `render('orders/list', …)` */
export function viewOf(name: Value | undefined): { readonly view?: string } {
  const view = textOf(name)
  return view === undefined ? {} : { view }
}

function answer(call: LibraryCall, how: Respond['how'], body: Value | undefined, more: { readonly view?: string } = {}): Value {
  call.run.emit({ kind: 'respond', how, status: call.on.data['status'] as number | undefined, body: body ?? UNDEFINED, ...more }, call.at)
  if (call.on.data['stops']) call.run.stop()
  return library('http:response', 'sent', call.on.data)
}
