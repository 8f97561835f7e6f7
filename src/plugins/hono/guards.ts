import { middlewareOf } from '../middleware/index.js'
import type { LibraryCall } from '../plugin.js'
import { computed, type Fact, origin, UNDEFINED, type Value } from '../value.js'
import { caller, signedIn } from '../verified.js'

/** Hono's own middleware that asks who is calling. https://hono.dev/docs/middleware/builtin/jwt */
export function guardCall(call: LibraryCall): Value | undefined {
  const options = call.args[0] ?? UNDEFINED
  switch (call.method) {
    case 'jwt':
    case 'jwk':
      return middlewareOf(
        (run, context, at) => {
          run.assume(signedIn(at, `\`${call.method}()\``))
          run.set(context, 'jwtPayload', origin('session', [], { at }))
          return true
        },
        { what: 'auth', library: call.library, options },
      )
    case 'bearerAuth':
    case 'basicAuth':
      return shared(call, options)
    case 'verify':
    case 'verifyWithJwks':
      return caller(call.run, call.at, `\`${call.method}()\``)
    case 'decode':
      return computed('call decode', call.args)
    default:
      return undefined
  }
}

/** A token that is the same for all who know it, or one that the app verifies by itself. */
function shared(call: LibraryCall, options: Value): Value {
  return middlewareOf(
    (run, context, at) => {
      const verify = run.get(options, call.method === 'basicAuth' ? 'verifyUser' : 'verifyToken')
      if (verify.k === 'function') {
        const answer = run.call(verify, [origin('headers', ['authorization']), context], at)
        for (const fact of run.implied(answer, true)) run.assume(fact)
        return true
      }
      const fact: Fact = { kind: 'guard', guard: 'secret', at, how: `\`${call.method}()\` asks for a shared secret` }
      run.assume(fact)
      return true
    },
    { what: 'auth', library: call.library, options },
  )
}
