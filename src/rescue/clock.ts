/** How much is left of the time that a run was given; without one, there is no end to it. */
export interface Clock {
  /** Milliseconds; never below 0. */
  left(): number
  /** Notes what there was no time for, in words. */
  leaveOut(what: string): void
  readonly leftOut: readonly string[]
}

export function clockOf(budget = Infinity): Clock {
  const end = performance.now() + budget
  const leftOut: string[] = []
  return { left: () => Math.max(0, end - performance.now()), leaveOut: what => void leftOut.push(what), leftOut }
}

/** What experiments may take after a boot of this many milliseconds, when as much time again has to be left to try the repairs on a second one. */
export function forExperiments(left: number, boot: number): number {
  return Math.max(0, left - boot - REPAIRS) * EXPERIMENTS
}

/** Reading, patching and judging, in milliseconds. */
const REPAIRS = 15_000
/** The share of what remains that goes into finding out; the rest is for the flows, the app's own checks, and what was proved, once more. */
const EXPERIMENTS = 0.45
