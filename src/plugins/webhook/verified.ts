import type { Fact, Value } from '../value.js'
import { computed, object, origin, UNDEFINED } from '../value.js'
import type { LibraryCall } from '../plugin.js'

/** What a signature is checked with. */
export interface Signed {
  readonly service: string
  readonly operation: string
  readonly body: Value | undefined
  readonly signature: Value | undefined
  readonly secret: Value | undefined
}

/** A check that throws unless the signature is right: from here on it is, and what comes out is the event. */
export function verified(call: LibraryCall, signed: Signed): Value {
  call.run.assume(factOf(call, signed))
  record(call, signed)
  return origin('event', [], { name: signed.service, at: call.at })
}

/** A check that answers yes or no: the signature is right where it said yes. */
export function verdict(call: LibraryCall, signed: Signed): Value {
  record(call, signed)
  return computed(`call ${call.method}`, [signed.signature ?? UNDEFINED], { implies: [factOf(call, signed)] })
}

function factOf(call: LibraryCall, signed: Signed): Fact {
  return {
    kind: 'guard',
    guard: 'signature',
    at: call.at,
    how: `\`${signed.operation}()\` checks the signature`,
    on: signed.signature ?? signed.body ?? UNDEFINED,
  }
}

/** Checks look at how it was called: with which body, and which variant. */
function record(call: LibraryCall, { service, operation, body, signature, secret }: Signed): void {
  const input = object([
    ['body', body ?? UNDEFINED],
    ['signature', signature ?? UNDEFINED],
    ['secret', secret ?? UNDEFINED],
  ])
  const before = call.run.facts
  // Where it only answers, the call itself is no act that wants a guard: it is the guard.
  if (!before.some(fact => fact.kind === 'guard' && fact.guard === 'signature'))
    call.run.facts = [...before, factOf(call, { service, operation, body, signature, secret })]
  call.run.emit({ kind: 'send', service, operation, input }, call.at)
  call.run.facts = before
}
