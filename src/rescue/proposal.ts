import type { Fix, Patch } from '#fixes/fix'
import type { Finding } from '#triage/finding'
import type { Audited } from './audited.js'

/** A patch for a finding, before anything has judged it. */
export interface Proposal {
  readonly finding: Finding
  readonly fix: string
  readonly patch: Patch
  /** Checks whose faults at the same route the patch may mend too. */
  readonly covers: readonly string[]
  /** From 0: which of the fix's variants this is. */
  readonly variant: number
}

/** Variants that are tried before a finding is left. */
const VARIANTS = 5

/** What the fixes propose for a finding, best first. A fix that throws proposes nothing. */
export function proposalsFor(finding: Finding, audited: Audited, fixes: readonly Fix[]): readonly Proposal[] {
  const problem = audited.problems.get(finding.id)
  if (!problem) return []
  const proposals: Proposal[] = []
  for (const fix of fixes) {
    if (!fix.for.includes(finding.check)) continue
    try {
      for (const patch of fix.patches({ finding, problem, model: audited.model, source: audited.source })) {
        if (isEmpty(patch)) continue
        proposals.push({ finding, fix: fix.id, patch, covers: fix.covers ?? [], variant: proposals.length })
        if (proposals.length === VARIANTS) return proposals
      }
    } catch (error) {
      // A shape that a fix trips over is one that it does not understand.
      if (process.env.SEAWORTHY_DEBUG) throw error
    }
  }
  return proposals
}

/** In their order, but what mends the fault of another on its way goes before it. */
export function inOrder(proposals: readonly Proposal[]): readonly Proposal[] {
  const isAhead = (one: Proposal): boolean => proposals.some(other => precedes(one, other))
  return [...proposals.filter(isAhead), ...proposals.filter(one => !isAhead(one))]
}

/** Whether one may mend what the other is for, which is then made of the code as that leaves it, if it is needed still. */
export const precedes = ({ covers, finding }: Proposal, other: Proposal): boolean =>
  covers.includes(other.finding.check) && finding.route !== undefined && other.finding.route === finding.route

const isEmpty = (patch: Patch): boolean =>
  patch.edits.length === 0 && patch.files.length === 0 && !patch.migration && !patch.removes?.length && !patch.environment
