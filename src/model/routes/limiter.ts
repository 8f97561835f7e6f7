import type { Place } from '#base/place'
import type { Run } from '#plugins/plugin'

/** The limiter that a run passed: plugins leave its place among the run's marks. */
export const limiterOf = (run: Run): Place | undefined => run.marks.get('limiter')
