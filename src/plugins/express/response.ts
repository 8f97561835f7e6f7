import type { LiveAction } from '../effect.js'
import { corsHeader } from '../cors/header.js'
import type { LibraryCall } from '../plugin.js'
import { library, object, textOf, UNDEFINED, type Value } from '../value.js'

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
      if (isEnded(b, call.args[2])) {
        call.run.emit({ kind: 'session', does: 'destroy', input: a ?? UNDEFINED, options: undefined }, call.at)
        return call.on
      }
      call.run.emit(
        {
          kind: 'session',
          does: 'cookie',
          input: object([
            ['name', a ?? UNDEFINED],
            ['value', b ?? UNDEFINED],
          ]),
          options: call.args[2],
        },
        call.at,
      )
      return call.on
    case 'clearCookie':
      call.run.emit({ kind: 'session', does: 'destroy', input: a ?? UNDEFINED, options: undefined }, call.at)
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

/** `res.cookie('token', '', { maxAge: 0 })`, and the options put where the value belongs: what was kept is gone. */
function isEnded(value: Value | undefined, options: Value | undefined): boolean {
  if (value?.k === 'object') return [...value.props.keys()].some(key => /^(?:maxAge|expires|httpOnly)$/.test(key))
  const age = options?.k === 'object' ? options.props.get('maxAge') : undefined
  return (value?.k === 'literal' && !value.value) || (age?.k === 'literal' && Number(age.value) <= 0)
}

function numberOf(value: Value | undefined): number | undefined {
  return value?.k === 'literal' && typeof value.value === 'number' ? value.value : undefined
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
