import { isToken } from '../caller.js'
import type { LibraryCall } from '../plugin.js'
import { computed, library, oneOf, origin, originsIn, UNDEFINED, type Value } from '../value.js'

const plain = (args: readonly Value[]): Value[] => args.filter(arg => arg.k !== 'function' && arg.k !== 'native')

/** `sessions.get(digest(token))`: what the app keeps in its memory under the token of a session is the caller's. */
export function keptUnder(call: LibraryCall): Value {
  const isSession = originsIn(call.args).some(one => isToken(one) && /sess|token|auth|sid\b/i.test(one.path.at(-1) ?? ''))
  return isSession ? oneOf([origin('session', [], { at: call.at }), UNDEFINED]) : library('global', 'collection().get()', {}, call.args)
}

export function mapLike(call: LibraryCall): Value {
  return call.args.length ? computed('collection', plain(call.args)) : library('global', 'collection()')
}
