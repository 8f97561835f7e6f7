import { corsHeader, corsHeaders } from '../cors/header.js'
import type { LiveAction } from '../effect.js'
import type { LibraryCall } from '../plugin.js'
import { library, type LibraryValue, origin, textOf, UNDEFINED, UNKNOWN, type Value, numberOf } from '../value.js'
import { webRequest } from '../web/index.js'
import { partOf } from './validated.js'

type How = Extract<LiveAction, { kind: 'respond' }>['how']

/** What handlers and middleware share for one request. https://hono.dev/docs/api/context */
export const contextOf = (isWhole = false): LibraryValue => library('hono:context', 'c', { isWhole })

export function contextMember(of: LibraryValue, key: string): Value | undefined {
  if (of.library === 'hono:request') return requestMember(key)
  if (of.library === 'hono:env') return origin('env', [], { name: key })
  if (of.path === 'c.var') return variable(of, key)
  if (of.path !== 'c') return undefined
  switch (key) {
    case 'req':
      return { ...library('hono:request', 'req'), props: of.props }
    case 'env':
      return library('hono:env', 'env')
    case 'var':
      return { ...of, path: 'c.var' }
    case 'error':
      return origin('error')
    default:
      return undefined
  }
}

function requestMember(key: string): Value | undefined {
  if (key === 'raw') return webRequest()
  if (key === 'url' || key === 'path') return origin('url')
  return key === 'method' ? origin('url', ['method']) : undefined
}

export function requestCall(call: LibraryCall): Value | undefined {
  const name = textOf(call.args[0])
  const part = (from: 'params' | 'query' | 'headers'): Value =>
    origin(from, name === undefined ? [] : [from === 'headers' ? name.toLowerCase() : name])
  switch (call.method) {
    case 'json':
    case 'parseBody':
      return origin('body')
    case 'text':
    case 'arrayBuffer':
    case 'blob':
      return origin('body', [], { name: 'raw' })
    case 'formData':
      return library('web:form', '')
    case 'param':
      return part('params')
    case 'query':
    case 'queries':
      return part('query')
    case 'header':
      return part('headers')
    case 'valid':
      return call.on.props.get(`valid:${name ?? 'json'}`) ?? partOf(name ?? 'json')
    default:
      return undefined
  }
}

const ANSWERS: Record<string, How> = {
  json: 'json',
  text: 'text',
  html: 'html',
  body: 'text',
  newResponse: 'text',
  redirect: 'redirect',
  notFound: 'empty',
  render: 'html',
}

export function contextCall(call: LibraryCall): Value | undefined {
  const { run, at, method } = call
  const [first, second, third] = call.args
  const how = ANSWERS[method]
  if (how) {
    const status =
      method === 'notFound' ? 404 : (numberOf(second) ?? numberOf(call.on.props.get('#status')) ?? (how === 'redirect' ? 302 : undefined))
    if (third) corsHeaders(run, at, third)
    run.emit({ kind: 'respond', how, status, body: first ?? UNDEFINED }, at)
    return library('web:response', 'response')
  }
  switch (method) {
    case 'get':
      return variable(call.on, textOf(first))
    case 'set':
      run.set(call.on, textOf(first) ?? '*', second ?? UNDEFINED)
      return UNDEFINED
    case 'status':
      run.set(call.on, '#status', first ?? UNDEFINED)
      return UNDEFINED
    case 'header':
      corsHeader(run, at, first, second)
      return UNDEFINED
    default:
      return undefined
  }
}

/** What no handler before has set is not there, where all of them were read. */
function variable(of: LibraryValue, name: string | undefined): Value {
  const set = name === undefined ? undefined : of.props.get(name)
  return set ?? (name !== undefined && of.data['isWhole'] === true && !of.props.has('*') ? UNDEFINED : UNKNOWN)
}
