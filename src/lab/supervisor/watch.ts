import type { App } from './app.js'
import { usage } from './processes.js'
import type { SupervisorSettings } from './settings.js'

const OFTEN = 1_000

/** Ends an app that takes more than its share. */
export function watch(
  app: App,
  kept: () => readonly number[],
  { processes, memory }: Pick<SupervisorSettings, 'processes' | 'memory'>,
): void {
  setInterval(() => {
    if (!app.state().running) return
    const taken = usage(kept())
    if (taken.processes > processes) app.contain(`it ran ${taken.processes} processes`)
    else if (taken.memory > memory) app.contain(`it took ${Math.round(taken.memory / 1e9)} GB of memory`)
  }, OFTEN)
}
