import type { BootStep } from '../lab.js'

/** Steps as they happen. */
export interface Steps {
  readonly list: () => readonly BootStep[]
  /** Runs one step; what it returns is what the step says. Throws `StepFailure`. */
  take(step: BootStep['step'], work: () => Promise<string | { readonly skipped: string }>): Promise<void>
  add(steps: readonly BootStep[]): void
}

/** A step could not be done: one sentence, and what to do. */
export class StepFailure extends Error {
  readonly help: string
  constructor(message: string, help: string) {
    super(message)
    this.name = 'StepFailure'
    this.help = help
  }
}

export function recordSteps(log: ((line: string) => void) | undefined): Steps {
  const list: BootStep[] = []
  const add = (step: BootStep): void => {
    list.push(step)
    log?.(`${step.step}: ${step.outcome}, ${step.says} (${step.milliseconds} ms)`)
  }
  return {
    list: () => list,
    add: steps => steps.forEach(add),
    take: async (step, work) => {
      const start = performance.now()
      const milliseconds = (): number => Math.round(performance.now() - start)
      try {
        const says = await work()
        if (typeof says === 'string') add({ step, outcome: 'done', says, milliseconds: milliseconds() })
        else add({ step, outcome: 'skipped', says: says.skipped, milliseconds: milliseconds() })
      } catch (error) {
        const says = error instanceof Error ? error.message : String(error)
        add({ step, outcome: 'failed', says, milliseconds: milliseconds() })
        throw error
      }
    },
  }
}
