import type { Place } from '#base/place'
import type { Run } from './plugin.js'
import { UNDEFINED, type Value } from './value.js'

const isOwnAnswer = (value: Value): boolean =>
  value.k === 'library' && (value.library === 'web:response' || value.library === 'http:response')

/** Calls a function whose result the framework sends, where the function has not answered by itself. */
export function answered(run: Run, callee: Value, args: readonly Value[], at: Place): void {
  run.callHearing(callee, args, at, (value, place) => {
    if (value === UNDEFINED || value.k === 'unknown' || isOwnAnswer(value)) return
    if (value.k === 'literal' && (value.value === null || value.value === undefined)) return
    if (value.k === 'either' && value.of.every(one => isOwnAnswer(one.value))) return
    run.emit({ kind: 'respond', how: 'json', status: undefined, body: value }, place)
  })
}
