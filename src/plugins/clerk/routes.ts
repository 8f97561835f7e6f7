import { isWebRequest } from '../middleware.js'
import { matchesAddress } from '../pattern.js'
import type { LibraryCall, Run } from '../plugin.js'
import { computed, library, type LibraryValue, literal, textOf, UNDEFINED, type Value } from '../value.js'
import { caller } from '../verified.js'
import { authValue } from './session.js'

/** `createRouteMatcher([...])(request)`: whether the address is one of those, where both are known. */
export function matcherCall(call: LibraryCall): Value {
  const address = addressOf(call.run, call.args[0])
  const patterns = textsOf(call.on.args[0])
  return address === undefined || !patterns ? computed('call matches', []) : literal(patterns.some(one => matchesAddress(one, address)))
}

/** The address of the route that a middleware is asked about. */
export function addressOf(run: Run, request: Value | undefined): string | undefined {
  return request && textOf(run.get(run.get(request, 'nextUrl'), 'pathname'))
}

function textsOf(value: Value | undefined): string[] | undefined {
  const items = value?.k === 'list' ? value.items : value ? [value] : []
  const texts = items.map(item => (item.k === 'library' && item.library === 'regexp' ? String(item.data['pattern']) : textOf(item)))
  return texts.every(text => text !== undefined) ? texts : undefined
}

/** Middleware of Next.js and of Express, whichever calls it. */
export function middlewareOf(call: LibraryCall): LibraryValue {
  const act = (run: Run, request: LibraryValue): boolean => {
    run.set(request, 'auth', authValue(call.at))
    return true
  }
  return library('clerk:middleware', call.method, { middleware: act }, call.args)
}

export function middlewareCall(call: LibraryCall): Value | undefined {
  const [request] = call.args
  if (!isWebRequest(request)) return undefined
  const { run, at, on } = call
  const handler = on.args.find(arg => arg.k === 'function')
  if (on.path !== 'authMiddleware') return handler ? run.call(handler, [authValue(at), request, UNDEFINED], at) : UNDEFINED
  // Version 4: everything is private but what is named.
  const options = on.args[0] ?? UNDEFINED
  const [open, ignored] = [run.get(options, 'publicRoutes'), run.get(options, 'ignoredRoutes')]
  const address = addressOf(run, request)
  const listed = [...(textsOf(open) ?? []), ...(textsOf(ignored) ?? [])]
  const isDecided =
    open.k !== 'function' && run.get(options, 'afterAuth').k !== 'function' && run.get(options, 'beforeAuth').k !== 'function'
  if (isDecided && address !== undefined && !listed.some(one => matchesAddress(one, address))) caller(run, at, '`authMiddleware()`')
  return UNDEFINED
}
