import { REQUEST_ORIGINS } from '#facts/origin'
import { isOfCaller } from '../caller.js'
import { declare } from '../middleware/index.js'
import type { LibraryCall } from '../plugin.js'
import { computed, literal, object, oneOf, originsIn, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { caller, maybeCaller, refusal } from '../verified.js'

/** A token made: whoever holds it is let in later, unless it only renews the caller's own. */
export function signToken(call: LibraryCall, payload: Value = UNDEFINED, key: Value = UNDEFINED, options: Value | undefined): Value {
  const { run, at } = call
  toldOf(call, 'sign', key, options)
  if (!isOfCaller(payload)) run.emit({ kind: 'session', does: 'create', input: payload, options }, at)
  const token = computed('call sign', [payload])
  const done = call.args.at(-1)
  if (done?.k === 'function') run.call(done, [literal(null), token], at)
  return token
}

/** Throws, or hands over an error, where the token is not one that the app has signed. */
export function verifyToken(call: LibraryCall): Value {
  const { run, at } = call
  const [token, key = UNDEFINED, third] = call.args
  const done = call.args.slice(2).find(arg => arg.k === 'function' || arg.k === 'native')
  const options = third === done ? undefined : third
  toldOf(call, 'verify', key, options)
  if (options && acceptsAny(call, options) && !asksSignature(call, key)) return handOver(call, done, sourceOf(token))
  const how = `\`${call.library.split('/')[0]}.${call.method}()\``
  if (!done) return isWhole(call, options) ? object([['payload', caller(run, at, how)]]) : caller(run, at, how)
  run.call(done, [refusal(at, how), maybeCaller(at, how)], at)
  return UNDEFINED
}

/** `complete: true` gives header, payload and signature. */
function isWhole(call: LibraryCall, options: Value | undefined): boolean {
  const complete = options && call.run.get(options, 'complete')
  return complete?.k === 'literal' && complete.value === true
}

/** Decoding is not verifying: what comes out is what whoever calls has put in. */
export function readToken(call: LibraryCall): Value {
  return sourceOf(call.args[0])
}

export function sourceOf(token: Value | undefined): Value {
  const source = token && originsIn([token]).find(one => REQUEST_ORIGINS.has(one.from))
  return source ? oneOf([source, literal(null)]) : computed('call decode', token ? [token] : [])
}

/** `algorithms: ['none']` takes a token that nobody signed. */
function acceptsAny(call: LibraryCall, options: Value): boolean {
  const named = call.run.get(options, 'algorithms')
  return named.k === 'list' && named.items.some(one => /^none$/i.test(textOf(one) ?? ''))
}

/** Since 4.2.2 `jsonwebtoken` refuses a token without a signature wherever it was given a key, whatever `algorithms` says. */
const asksSignature = (call: LibraryCall, key: Value): boolean => call.library === 'jsonwebtoken' && !(key.k === 'literal' && !key.value)

function handOver(call: LibraryCall, done: Value | undefined, value: Value): Value {
  if (!done) return value
  call.run.call(done, [UNKNOWN, value], call.at)
  return UNDEFINED
}

/** How tokens are signed and verified, with key and options, for whoever asks. */
function toldOf(call: LibraryCall, operation: string, key: Value, options: Value | undefined): void {
  const secret = key.k === 'function' || key.k === 'native' ? UNKNOWN : key
  declare(call.run, {
    what: 'auth',
    library: call.library,
    at: call.at,
    prefix: '',
    options: object([
      ['operation', literal(operation)],
      ['secret', secret],
      ['options', options ?? UNDEFINED],
    ]),
  })
}
