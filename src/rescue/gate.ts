import type { Audited } from './audited.js'
import type { Proposal } from './proposal.js'

/** A patched copy of the app, and what stood there before. */
export interface Trial {
  /** Folder with the patches applied. */
  readonly root: string
  /** Files that the patches wrote or removed. */
  readonly touched: readonly string[]
  readonly proposals: readonly Proposal[]
  /** The app as it was. */
  readonly before: Audited
}

/**
 * - `passed`: no worse than before
 * - `failed`: worse, and `log` says how
 * - `not-run`: what it needs is not there; the fix stays unproved in this respect
 */
export interface StepResult {
  readonly verdict: 'passed' | 'failed' | 'not-run'
  readonly log: string
  /** Findings whose patches are to blame, where that is known: the others need not be tried one by one. */
  readonly blames?: readonly string[]
}

/** One question that a patch has to answer: it parses, it builds, the exploit is dead. Ordered by cost. */
export interface GateStep {
  readonly name: string
  /** Runs the app or a tool of its own: what passes it is more than read. */
  readonly proves?: true
  run(trial: Trial): Promise<StepResult>
}

export type Gate = readonly GateStep[]

export interface GateStepResult extends StepResult {
  readonly step: string
}

/**
 * - `kept`: every step passed, one that proves among them
 * - `unproved`: nothing failed, but only reading has judged it
 * - `refused`: a step failed
 */
export interface GateResult {
  readonly verdict: 'kept' | 'unproved' | 'refused'
  readonly steps: readonly GateStepResult[]
}

/** Runs the steps in order and stops at the first that fails. */
export async function runGate(gate: Gate, trial: Trial): Promise<GateResult> {
  const steps: GateStepResult[] = []
  let isProved = false
  for (const step of gate) {
    const result = await step.run(trial)
    steps.push({ step: step.name, ...result })
    if (step.proves && result.verdict === 'passed') isProved = true
    if (result.verdict === 'failed') return { verdict: 'refused', steps }
  }
  return { verdict: isProved ? 'kept' : 'unproved', steps }
}
