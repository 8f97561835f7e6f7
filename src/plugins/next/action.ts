import type { Place } from '#base/place'
import type { Run } from '../plugin.js'
import { UNDEFINED, type Value } from '../value.js'

/** A server action: what it returns goes to the browser that called it. */
export function runAction(run: Run, action: Value, args: readonly Value[], at: Place): void {
  run.callHearing(action, args, at, (value, place) => {
    if (value === UNDEFINED || value.k === 'literal' || (value.k === 'computed' && value.how === 'jsx')) return
    run.emit({ kind: 'respond', how: 'json', status: isRefusal(value) ? 400 : undefined, body: value }, place)
  })
}

/** `{ error: 'Not signed in' }`, `{ success: false }`: actions have no status. */
function isRefusal(value: Value): boolean {
  if (value.k === 'either') return value.of.every(one => isRefusal(one.value))
  if (value.k !== 'object' || value.props.has('data')) return false
  return [...value.props].some(([key, one]) =>
    one.k === 'literal' && !one.value ? /^(?:success|ok)$/.test(key) && one.value === false : /^error|errors?$|error[A-Z_]/.test(key),
  )
}
