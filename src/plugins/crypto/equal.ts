import type { LibraryCall } from '../plugin.js'
import { computed, type Fact, UNDEFINED, type Value } from '../value.js'

/** A comparison in constant time says what `===` would say. */
export function equal(call: LibraryCall): Value {
  const [left = UNDEFINED, right = UNDEFINED] = call.args
  call.run.emit({ kind: 'compare', left, right }, call.at)
  return computed(`call ${call.method || 'compare'}`, [left, right], { implies: factsOf(call, computed('===', [left, right])) })
}

/** A signature that came with the request, checked with a key of the app's. */
export function signedBy(call: LibraryCall, signature: Value = UNDEFINED, key: Value = UNDEFINED, content: Value = UNDEFINED): Value {
  return computed('call verify', [signature, content], {
    implies: factsOf(call, computed('===', [signature, computed('call createHmac', [key, content])])),
  })
}

function factsOf(call: LibraryCall, test: Value): Fact[] {
  return call.run.implied(test, true).map(fact => (fact.kind === 'checked' ? fact : { ...fact, at: call.at }))
}
