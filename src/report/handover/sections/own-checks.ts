import { type Block, text, type Tick } from '../block.js'
import { code } from '../count.js'
import type { OwnCheckRows } from '../input.js'

/** What the app's own type check, lint and tests say after the repairs. */
export function ownCheckBlocks(checks: OwnCheckRows | undefined): readonly Block[] {
  if (!checks) return [text("The app's own type check, lint and tests were not run. Run them on the branch before you merge it.")]
  if (checks.notRun !== undefined) return [text(`No check of the app's own was run: ${checks.notRun}.`)]
  return [
    text('What the app checks itself with, run on the repaired copy, sealed. What failed before the repairs already is not theirs.'),
    { kind: 'ticks', items: checks.results.map(tick) },
  ]
}

const tick = ({ name, outcome, says }: OwnCheckRows['results'][number]): Tick =>
  outcome === 'passed'
    ? { state: 'done', text: code(name), says: 'passes' }
    : { state: outcome === 'worse' ? 'failed' : 'unknown', text: code(name), says }
