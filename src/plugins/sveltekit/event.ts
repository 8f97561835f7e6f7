import type { LibraryCall, Run } from '../plugin.js'
import { endCookie, setCookie } from '../set-cookie.js'
import {
  library,
  type LibraryValue,
  literal,
  native,
  object,
  oneOf,
  origin,
  textOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
  numberOf,
} from '../value.js'
import { webRequest } from '../web/index.js'

/** What one request is known by, from the hooks on. https://svelte.dev/docs/kit/@sveltejs-kit#RequestEvent */
export function eventOf(method: string, path: string, isWhole: boolean): LibraryValue {
  const request = webRequest()
  if (method !== 'ALL') request.props.set('method', literal(method))
  const event = library('sveltekit:event', 'event')
  const url = object([
    ['pathname', literal(path.replace(/\?\/.*$/, ''))],
    ['searchParams', library('web:params', '')],
    ['href', origin('url')],
    ['origin', origin('headers', ['host'])],
    ['host', origin('headers', ['host'])],
    ['hostname', origin('headers', ['host'])],
    ['search', origin('url')],
  ])
  const members: readonly (readonly [string, Value])[] = [
    ['request', request],
    ['params', origin('params')],
    ['url', url],
    ['cookies', library('sveltekit:cookies', 'cookies')],
    ['locals', library('sveltekit:locals', 'locals', { isWhole })],
    ['platform', object([['env', library('hono:env', 'env')]])],
    ['getClientAddress', native('getClientAddress', () => origin('headers', ['x-forwarded-for']))],
    ['setHeaders', native('setHeaders', () => UNDEFINED)],
    ['fetch', library('global', 'fetch')],
    ['route', UNKNOWN],
  ]
  for (const [name, value] of members) event.props.set(name, value)
  return event
}

/** What no hook has put there is not there, where all of them were read. */
export const localMember = (of: LibraryValue): Value => (of.data['isWhole'] === true && !of.props.has('*') ? UNDEFINED : UNKNOWN)

/** Cookies are for the server alone, and sent over TLS, unless the app says otherwise. */
export function cookieCall(call: LibraryCall): Value | undefined {
  const [first = UNDEFINED, value = UNDEFINED, options] = call.args
  switch (call.method) {
    case 'get':
      return oneOf([origin('cookies', [textOf(first) ?? '*']), UNDEFINED])
    case 'getAll':
      return UNKNOWN
    case 'set':
      setCookie(call.run, call.at, first, value, optionsOf(options))
      return UNDEFINED
    case 'delete':
      endCookie(call.run, call.at, first)
      return UNDEFINED
    default:
      return undefined
  }
}

const STANDARD: readonly (readonly [string, Value])[] = [
  ['httpOnly', literal(true)],
  ['secure', literal(true)],
  ['sameSite', literal('lax')],
]

function optionsOf(given: Value | undefined): Value {
  if (given?.k !== 'object') return given && given.k !== 'literal' ? given : object(STANDARD)
  return object([...STANDARD, ...given.props], given.spreads)
}

/** `error(401)`, `redirect(303, '/login')`: nothing after them runs. `fail` and `json` are answers that are returned. */
export function answerCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const [first = UNDEFINED, second = UNDEFINED] = call.args
  switch (call.method) {
    case 'error':
      run.emit({ kind: 'respond', how: 'json', status: numberOf(first) ?? 500, body: second }, at)
      return stopped(run)
    case 'redirect':
      run.emit({ kind: 'respond', how: 'redirect', status: numberOf(first) ?? 302, body: second }, at)
      return stopped(run)
    case 'fail':
    case 'invalid':
      run.emit({ kind: 'respond', how: 'json', status: numberOf(first) ?? 400, body: second }, at)
      return library('web:response', 'response')
    case 'json':
    case 'text':
      run.emit({ kind: 'respond', how: call.method, status: numberOf(run.get(second, 'status')), body: first }, at)
      return library('web:response', 'response')
    default:
      return undefined
  }
}

function stopped(run: Run): Value {
  run.stop()
  return UNKNOWN
}
