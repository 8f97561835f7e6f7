import type { Place } from '#base/place'
import type { LibraryCall, Run } from '../plugin.js'
import { type FunctionValue, type NativeValue, origin, UNDEFINED, type Value } from '../value.js'

type Callback = FunctionValue | NativeValue

const isCallback = (value: Value | undefined): value is Callback => value?.k === 'function' || value?.k === 'native'

/** Arguments without the callback at their end, and the callback. */
export function withoutCallback(args: readonly Value[]): { readonly args: readonly Value[]; readonly callback: Callback | undefined } {
  const last = args.at(-1)
  return isCallback(last) ? { args: args.slice(0, -1), callback: last } : { args, callback: undefined }
}

/** Runs a callback once, as the client will: what it finds out holds inside it and not after the call. */
export function goOn(run: Run, callback: Callback | undefined, results: readonly Value[], at: Place, self?: Value): void {
  if (!callback) return
  const before = run.facts
  run.call(callback, results, at, self)
  run.facts = before
}

/** The error that a callback is given: there may be one. */
export const failure = (at: Place): Value => origin('error', [], { at })

/** Answers a call that takes a callback or gives a promise. */
export function answer(call: LibraryCall, callback: Callback | undefined, result: Value, ...more: readonly Value[]): Value {
  goOn(call.run, callback, [failure(call.at), result, ...more], call.at)
  return callback ? UNDEFINED : result
}
