import type { Place } from '#base/place'
import type { Run } from '#plugins/plugin'
import { isPassedOn } from '../interpret/refuse.js'

/** The limiter that a run passed: plugins leave its place among the run's marks, and who counts by hand answers 429. */
export const limiterOf = (run: Run): Place | undefined =>
  run.marks.get('limiter') ??
  run.effects.find(effect => effect.kind === 'respond' && effect.status === 429 && !isPassedOn(effect.facts))?.at
