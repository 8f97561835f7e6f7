import type { App } from './app.js'
import { usage } from './processes.js'
import type { SupervisorSettings } from './settings.js'

const OFTEN = 1_000

/** Ends an app that takes more than its share, and so what builds or checks it. */
export function watch(
  app: App,
  kept: () => readonly number[],
  { processes, memory }: Pick<SupervisorSettings, 'processes' | 'memory'>,
): void {
  let isEnding = false
  setInterval(() => {
    const taken = usage(kept())
    const why =
      taken.processes > processes
        ? `it ran ${taken.processes} processes`
        : taken.memory > memory
          ? `it took ${Math.round(taken.memory / 1e9)} GB of memory`
          : undefined
    if (why !== undefined && !isEnding) app.contain(why)
    isEnding = why !== undefined
  }, OFTEN)
}
