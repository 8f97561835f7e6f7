import { ACTORS, type Actor } from '#base/evidence'
import { absent, type HandoverSection, text, type Tick } from '../block.js'
import { code, plural } from '../count.js'
import type { FlowRow, HandoverInput } from '../input.js'
import { coverageBlocks } from './coverage.js'
import { ownCheckBlocks } from './own-checks.js'

/** What ordinary people did before the repair and can still do. */
export function regressionSection(input: HandoverInput): HandoverSection {
  const { flows } = input
  const base = { id: 'regression', title: 'Regression checklist' }
  const own = input.repairs.length > 0 ? ownCheckBlocks(input.ownChecks) : []
  if (flows.before.length === 0) return { ...base, note: '0', blocks: [absent(noFlows(input)), ...own] }
  if (flows.notWalked !== undefined)
    return {
      ...base,
      note: `${flows.before.length}`,
      blocks: [
        absent(
          `${plural(flows.before.length, 'flow')} worked before. They were not walked again: ${flows.notWalked} Go through them by hand before you deploy:`,
        ),
        { kind: 'ticks', items: flows.before.map(flow => tick(flow, 'unknown')) },
        ...own,
      ],
    }
  const walked = new Set([...flows.alive, ...flows.broken].map(keyOf))
  const closed = flows.before.filter(flow => !walked.has(keyOf(flow)))
  return {
    ...base,
    // As on the first page: what was closed on purpose is none that should still work.
    note: `${flows.alive.length}/${flows.alive.length + flows.broken.length}`,
    intro: `Everything that an ordinary person could do in the running copy before, done again on the repaired copy: ${flows.alive.length} of ${flows.before.length} work${flows.broken.length > 0 ? `, ${flows.broken.length} broke` : ', none broke'}${closed.length > 0 ? `, ${closed.length} ${closed.length === 1 ? 'was' : 'were'} the fault itself and ${closed.length === 1 ? 'is' : 'are'} closed` : ''}.`,
    blocks: [
      {
        kind: 'ticks',
        items: [
          ...flows.broken.map(flow => tick(flow, 'failed')),
          ...closed.map(flow => ({ ...tick(flow, 'unknown'), says: 'closed on purpose: using it was the fault' })),
          ...flows.alive.map(flow => tick(flow, 'done')),
        ],
      },
      ...coverageBlocks(input),
      ...own,
      ...(input.boundaries?.length
        ? [
            text(
              `${plural(input.boundaries.length, 'request')} of signed-in people ${input.boundaries.length === 1 ? 'was' : 'were'} made without a session, and refused. They are in ${code('boundaries.test.ts')} beside this page, as tests that the app can keep.`,
            ),
          ]
        : []),
    ],
  }
}

const keyOf = ({ route, actor, how }: FlowRow): string => `${route}\0${actor}\0${how ?? ''}`

const tick = ({ route, actor, status, how }: FlowRow, state: Tick['state']): Tick => ({
  state,
  text: code(route),
  says: `${how === undefined ? '' : `${how}, `}as ${ACTORS[actor as Actor] ?? actor}, answered ${status} before${state === 'failed' ? ', and does not now' : ''}`,
})

function noFlows({ before }: HandoverInput): string {
  if (!before.lab)
    return `The app was read and not run, so no flow could be recorded. Go through its ${plural(before.routes.length, 'route')} by hand before you deploy.`
  return before.lab.outcome === 'failed'
    ? `The copy of the app did not come up (${before.lab.why ?? 'no reason given'}), so no flow could be recorded.`
    : 'No route answered an ordinary request on the running copy, so there was no flow to keep.'
}
