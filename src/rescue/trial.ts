import { collide } from '#fixes/compose'
import { applyPatches } from '#fixes/write'
import type { Audited } from './audited.js'
import { type Gate, type GateResult, runGate } from './gate.js'
import { precedes, type Proposal } from './proposal.js'
import type { Workspace } from './workspace.js'

/** Judges patches together, and finds those to blame by halves when the gate refuses. */
export interface Judged {
  readonly kept: readonly Proposal[]
  /** How the kept ones were judged together. */
  readonly result: GateResult | undefined
  readonly refused: readonly { readonly proposal: Proposal; readonly result: GateResult }[]
}

export interface Bench {
  readonly workspace: Workspace
  readonly gate: Gate
  readonly before: Audited
  readonly now: Date
}

export async function judge(bench: Bench, candidates: readonly Proposal[], known: Judged = NOTHING): Promise<Judged> {
  if (candidates.length === 0) return known
  const result = await tried(bench, [...known.kept, ...candidates])
  if (result.verdict !== 'refused') return { ...known, kept: [...known.kept, ...candidates], result }
  if (candidates.length === 1) return { ...known, refused: [...known.refused, { proposal: candidates[0]!, result }] }
  const blamed = new Set(result.steps.at(-1)?.blames)
  const innocent = candidates.filter(one => !blamed.has(one.finding.id))
  if (innocent.length > 0 && innocent.length < candidates.length) {
    const first = await judge(bench, innocent, known)
    // One of them may only have been seen together with another: each is asked alone.
    let judged = first
    for (const one of candidates.filter(one => blamed.has(one.finding.id))) judged = await judge(bench, [one], judged)
    return judged
  }
  const middle = Math.ceil(candidates.length / 2)
  return judge(bench, candidates.slice(middle), await judge(bench, candidates.slice(0, middle), known))
}

const NOTHING: Judged = { kept: [], result: undefined, refused: [] }

async function tried({ workspace, gate, before, now }: Bench, proposals: readonly Proposal[]): Promise<GateResult> {
  workspace.reset()
  const applied = applyPatches(
    workspace.root,
    proposals.map(one => one.patch),
    before.source,
    now,
  )
  if (!applied)
    return { verdict: 'refused', steps: [{ step: 'apply', verdict: 'failed', log: 'The patch has no place in the app as it is.' }] }
  const touched = [...applied.files.keys()]
  workspace.stage(touched)
  return runGate(gate, { root: workspace.root, touched, proposals, before })
}

/** As many proposals as can be made of the same texts, in the order given. */
export function together(proposals: readonly Proposal[], most: number): readonly Proposal[] {
  const chosen: Proposal[] = []
  for (const one of proposals) {
    if (chosen.length === most) break
    if (!chosen.some(other => collide(one.patch, other.patch) || precedes(other, one))) chosen.push(one)
  }
  return chosen
}
