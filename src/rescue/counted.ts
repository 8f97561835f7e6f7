import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { SpeedAccount } from '#triage/speed'
import { filesOfRoute } from './guilty.js'

/** Files in which lines may be counted: a counter costs a loop over rows its speed, and what is timed again was timed without. */
export function countable(touched: readonly string[], routes: readonly Route[], speed: SpeedAccount | undefined): readonly string[] {
  const loaded = new Set(speed?.routes.filter(route => route.load).map(({ route }) => route))
  const timed = new Set(routes.filter(route => loaded.has(nameOf(route))).flatMap(filesOfRoute))
  return touched.filter(file => !timed.has(file))
}
