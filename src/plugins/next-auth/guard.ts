import { isWebRequest } from '../middleware.js'
import type { LibraryCall } from '../plugin.js'
import { either, type LibraryValue, object, UNDEFINED, type Value } from '../value.js'
import { caller, maybeCaller } from '../verified.js'

/** A handler or a middleware that Auth.js has wrapped. */
export function guardedBy(call: LibraryCall): Value | undefined {
  const { fn, options } = call.on.data as { fn?: Value; options?: Value }
  const [request] = call.args
  if (call.on.path === 'wrapped') {
    if (request?.k === 'library') call.run.set(request, 'auth', maybeCaller(call.at, '`auth()`'))
    return fn && call.run.call(fn, call.args, call.at)
  }
  if (!isWebRequest(request)) return undefined
  return wrapped(call, request, fn, call.run.get(call.run.get(options ?? UNDEFINED, 'callbacks'), 'authorized'), true)
}

/**
 * Middleware: what the app's `authorized` callback says decides; without one, version 4 (`strict`) asks for a session and
 * version 5 only renews it.
 */
export function wrapped(
  call: LibraryCall,
  request: LibraryValue,
  fn: Value | undefined,
  authorized: Value | undefined,
  strict: boolean,
): Value {
  const { run, at } = call
  const session = maybeCaller(at, 'the middleware asks for a session')
  if (authorized?.k === 'function') {
    const answer = run.call(
      authorized,
      [
        object([
          ['auth', session],
          ['token', session],
          ['request', request],
          ['req', request],
        ]),
      ],
      at,
    )
    for (const fact of run.implied(letThrough(answer), true)) run.assume(fact)
  } else if (strict) caller(run, at, 'the middleware asks for a session')
  run.set(request, 'nextauth', object([['token', session]]))
  run.set(request, 'auth', session)
  return fn ? run.call(fn, [request, UNDEFINED], at) : UNDEFINED
}

/** An answer of its own (a redirect) lets nobody through. */
function letThrough(answer: Value): Value {
  if (answer.k !== 'either') return answer
  const ways = answer.of.filter(one => !(one.value.k === 'library' && one.value.library === 'web:response'))
  return ways.length ? either(ways) : answer
}
