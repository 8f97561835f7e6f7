import { declare } from '../middleware/index.js'
import { sessionMember } from '../express/session.js'
import { isOfCaller } from '../caller.js'
import type { LibraryCall } from '../plugin.js'
import { library, type LibraryValue, UNDEFINED, type Value } from '../value.js'

/** A session sealed in a cookie: what is in it is of the app's own making. https://h3.dev/examples/handle-session */
export const isSessionCall = (method: string): boolean => /^(?:use|get|update|clear|unseal)Session$/.test(method)

export function sessionCall(call: LibraryCall, args: readonly Value[]): Value {
  const { run, at, method } = call
  if (method === 'clearSession') return destroyed(call)
  if (method === 'updateSession') return created(call, args[1])
  declare(run, { what: 'session', library: 'h3', at, prefix: '', options: args[0] ?? UNDEFINED })
  return library('h3:session', 'session')
}

export function sessionValue(of: LibraryValue, key: string): Value | undefined {
  if (of.path === 'session.data') return sessionMember(key)
  if (of.path !== 'session') return undefined
  return key === 'data' ? { ...of, path: 'session.data' } : undefined
}

/** `session.update({ userId })`, `session.clear()`. */
export function sessionMethod(call: LibraryCall): Value | undefined {
  if (call.method === 'update') return created(call, call.args[0])
  return call.method === 'clear' ? destroyed(call) : undefined
}

function created(call: LibraryCall, given: Value = UNDEFINED): Value {
  const data = given.k === 'function' ? call.run.call(given, [library('h3:session', 'session.data')], call.at) : given
  const values = data.k === 'object' ? [...data.props.values()] : [data]
  // What was in it before is put there again.
  if (!values.length || !values.every(isOfCaller))
    call.run.emit({ kind: 'session', does: 'create', input: data, options: undefined }, call.at)
  return library('h3:session', 'session')
}

function destroyed(call: LibraryCall): Value {
  call.run.emit({ kind: 'session', does: 'destroy', input: UNDEFINED, options: undefined }, call.at)
  return UNDEFINED
}
