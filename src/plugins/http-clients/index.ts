import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBacks, withoutCallbacks } from '../send.js'
import { computed, library, object, origin, textOf, UNDEFINED, type Value } from '../value.js'
import { joined } from './hosts.js'
import { answerOf, fetched, request } from './request.js'

const VERBS = /^(get|post|put|patch|delete|del|head|options|request|stream|upload|postForm|putForm|patchForm)$/

/** Packages that make HTTP requests, and what their answers look like. */
const SHAPES: Record<string, 'data' | 'response' | 'body'> = {
  axios: 'data',
  got: 'body',
  'node-fetch': 'response',
  'cross-fetch': 'response',
  'isomorphic-fetch': 'response',
  'isomorphic-unfetch': 'response',
  undici: 'response',
  ky: 'response',
  'ky-universal': 'response',
  ofetch: 'body',
  wretch: 'response',
  request: 'body',
  'request-promise': 'body',
  'request-promise-native': 'body',
  needle: 'body',
  superagent: 'body',
  phin: 'body',
  bent: 'body',
  http: 'body',
  https: 'body',
  'http:client': 'data',
  'simple-get': 'body',
  'make-fetch-happen': 'response',
  'follow-redirects': 'body',
}

/** Requests to other servers: whose address is it? https://axios-http.com/docs, https://nodejs.org/api/http.html */
export default definePlugin({
  name: 'http-clients',
  libraries: Object.keys(SHAPES),
  call(call) {
    const shape = (call.on.data['shape'] as 'data' | 'response' | 'body' | undefined) ?? SHAPES[call.library] ?? 'body'
    if (/^(create|extend|defaults|instance)$/.test(call.method)) return instance(call, shape)
    if (call.library === 'request' && call.method === 'defaults') return instance(call, shape)
    if (/^(all|spread|isAxiosError|isCancel)$/.test(call.method))
      return call.method === 'all' ? call.args[0] : computed(`call ${call.method}`, withoutCallbacks(call.args))
    if ((call.library === 'http' || call.library === 'https') && !/^(get|request)$/.test(call.path)) return undefined
    // `https.get()` with a path such as `http.request`; anything deeper (`interceptors.request.use`) is no request.
    if (/(^|\.)(interceptors|CancelToken|Agent|globalAgent|setGlobalDispatcher)\b/.test(call.path)) return UNDEFINED
    if (call.path !== '' && call.path !== 'default' && call.path !== 'fetch' && call.path !== '$fetch' && !VERBS.test(call.path))
      return undefined
    return ask(call, shape)
  },
})

function instance(call: LibraryCall, shape: 'data' | 'response' | 'body'): Value {
  const [options] = call.args
  const of = (key: string): Value | undefined => (options?.k === 'object' ? options.props.get(key) : undefined)
  return library('http:client', '', {
    shape,
    name: call.on.data['name'] ?? call.library,
    base: of('baseURL') ?? of('prefixUrl') ?? of('baseUrl') ?? call.on.data['base'],
  })
}

function ask(call: LibraryCall, shape: 'data' | 'response' | 'body'): Value {
  const name = (call.on.data['name'] as string | undefined) ?? call.library
  const verb = VERBS.test(call.method) ? call.method : ''
  if (shape === 'response' && !verb && /fetch|undici/.test(name)) return fetched(call, name)
  const args = withoutCallbacks(call.args)
  // `needle('post', url, data)` names its method first.
  if (name === 'needle' && !verb && args.length > 1) args.shift()
  const [first = UNDEFINED, second, third] = args
  const options = first.k === 'object' && !verb.startsWith('p') ? first : first.k === 'object' ? first : undefined
  const get = (key: string): Value | undefined => (options?.k === 'object' ? options.props.get(key) : undefined)
  const url = options ? addressOf(call, options) : first
  const named = verb === 'del' ? 'delete' : verb === 'request' ? '' : verb
  const method = (textOf(get('method')) ?? (named || 'get')).toUpperCase()
  const sendsBody = /^(POST|PUT|PATCH)/.test(method)
  const base = (call.on.data['base'] as Value | undefined) ?? get('baseURL')
  const more = options ? options : sendsBody && name !== 'got' && name !== 'ky' ? third : second
  const inOptions =
    more?.k === 'object'
      ? (more.props.get('json') ?? more.props.get('body') ?? more.props.get('data') ?? more.props.get('form'))
      : undefined
  const body = sendsBody && !options && !inOptions && (shape !== 'response' || name === 'wretch') ? second : inOptions
  const gives = request(call, { operation: verb ? `${name}.${verb}` : name, url: joined(base, url), method, body, options: more })
  return answer(call, name, shape, gives, url)
}

/** `{ url }`, or Node's `{ hostname, path }`. */
function addressOf(call: LibraryCall, options: Value): Value {
  if (options.k !== 'object') return options
  const whole = options.props.get('url') ?? options.props.get('uri') ?? options.props.get('href')
  if (whole) return whole
  const host = options.props.get('hostname') ?? options.props.get('host')
  if (!host) return options.spreads[0] ?? UNDEFINED
  const path = options.props.get('path') ?? UNDEFINED
  return joined(
    joined({ k: 'literal', value: `${call.library === 'http' ? 'http' : 'https'}://` }, host),
    path.k === 'literal' && path.value === undefined ? { k: 'literal', value: '/' } : path,
  )
}

function answer(call: LibraryCall, name: string, shape: 'data' | 'response' | 'body', gives: Value, url: Value): Value {
  if (shape === 'response') return answerOf(call, gives, url)
  if (shape === 'data')
    return object([
      ['data', gives],
      ['status', computed('.status', [gives])],
      ['headers', gives],
    ])
  const error = origin('error', [], { at: call.at })
  // `http.get(url, response => …)`; all others call back with an error first.
  callBacks(call, name === 'http' || name === 'https' || name === 'follow-redirects' ? [gives] : [error, gives, gives])
  return gives
}
