import { sessionMember, writeSession } from '../express/session.js'
import { declare } from '../middleware/index.js'
import type { LibraryCall } from '../plugin.js'
import { endCookie, setCookie } from '../set-cookie.js'
import { computed, library, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'

/** Sessions and cookies of the app's own making. https://reactrouter.com/explanation/sessions-and-cookies */
export function storageOf(call: LibraryCall): Value {
  declare(call.run, { what: 'session', library: 'react-router', at: call.at, prefix: '', options: call.args[0] ?? UNDEFINED })
  return library('react-router:storage', 'storage')
}

export function storageCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  switch (call.method) {
    case 'getSession':
      return library('react-router:session', 'session')
    case 'commitSession':
      return library('react-router:cookie', 'header')
    case 'destroySession':
      endCookie(run, at, UNDEFINED)
      return library('react-router:cookie', 'header')
    default:
      return undefined
  }
}

export function sessionCall(call: LibraryCall): Value | undefined {
  const { run, at } = call
  const key = textOf(call.args[0])
  const known = (): Value => (key === undefined ? UNKNOWN : sessionMember(key))
  const write = (value: Value): Value => {
    writeSession({ ...call.on, path: 'req.session' }, key ?? '', value, run, at)
    return UNDEFINED
  }
  switch (call.method) {
    case 'get':
      return known()
    case 'has':
      return computed('call has', [known()])
    case 'set':
      return write(call.args[1] ?? UNDEFINED)
    case 'unset':
      return write({ k: 'literal', value: null })
    case 'flash':
      return UNDEFINED
    default:
      return undefined
  }
}

/** `createCookie(name, { secrets })`: what is signed can be believed. */
export const cookieOf = (call: LibraryCall): Value =>
  library('react-router:cookie', 'cookie', { name: textOf(call.args[0]) ?? '*', options: call.args[1] })

export function cookieCall(call: LibraryCall): Value | undefined {
  const { name, options } = call.on.data as { name?: string; options?: Value }
  if (call.method === 'serialize') {
    setCookie(call.run, call.at, { k: 'literal', value: name }, call.args[0], options)
    return library('react-router:cookie', 'header')
  }
  if (call.method !== 'parse') return undefined
  const isSigned = options?.k === 'object' && options.props.has('secrets')
  return isSigned ? sessionMember(name ?? '*') : { k: 'origin', from: 'cookies', path: [name ?? '*'] }
}
