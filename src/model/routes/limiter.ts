import type { Place } from '#base/place'
import type { LiveEffect } from '#plugins/effect'
import type { Run } from '#plugins/plugin'
import type { Value } from '#plugins/value'

/** The limiter that a run passed: plugins leave its place among the run's marks, and who counts by hand answers 429. */
export const limiterOf = (run: Run): Place | undefined => run.marks.get('limiter') ?? run.effects.find(isOwnRefusal)?.at

/** A 429 of the app's own: one that passes on what an outside service said limits nobody. */
function isOwnRefusal(effect: LiveEffect): boolean {
  if (effect.kind !== 'respond' || effect.status !== 429) return false
  return !effect.facts.some(fact => fact.kind === 'condition' && isForeign(fact.value))
}

function isForeign(value: Value): boolean {
  switch (value.k) {
    case 'origin':
      return value.from === 'service' || value.from === 'model' || value.from === 'error'
    case 'computed':
      return value.of.some(isForeign)
    case 'either':
      return value.of.some(one => isForeign(one.value))
    default:
      return false
  }
}
