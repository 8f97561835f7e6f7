import type { Flow } from '#probes/flow'
import type { VerdictRecord } from './ledger.js'
import { firstBad, type Revisions } from './revisions.js'

/** Walks flows on the app as a commit has it. */
export interface Walk {
  readonly revisions: Pick<Revisions, 'base' | 'commits'>
  readonly standing: readonly VerdictRecord[]
  /** Of the flows, those that work at a commit. */
  works(commit: string): Promise<ReadonlySet<Flow>>
  /** Whether there is time to walk at so many commits. */
  hasTime(commits: number): boolean
}

/** Repairs that are looked for at one time; what else broke is met in the next round. */
const MOST = 3

/**
 * The repair with which each flow broke, as `git bisect` finds it; none where the flow does not work on the app as it was either.
 * A flow that is not in the answer was not traced.
 */
export async function brokenBy(broken: readonly Flow[], walk: Walk): Promise<ReadonlyMap<Flow, VerdictRecord | undefined>> {
  const { revisions, standing, hasTime } = walk
  const known = new Map<string, Promise<ReadonlySet<Flow>>>()
  const worksAt = (commit: string): Promise<ReadonlySet<Flow>> => {
    const walked = known.get(commit) ?? walk.works(commit)
    known.set(commit, walked)
    return walked
  }
  const found = new Map<Flow, VerdictRecord | undefined>()
  const steps = Math.ceil(Math.log2(revisions.commits.length + 1)) + 1
  for (const flow of broken) {
    if (new Set(found.values()).size === MOST || !hasTime(steps)) break
    const isWell = (await worksAt(revisions.base)).has(flow)
    const commit = isWell ? await firstBad(revisions, async one => !(await worksAt(one)).has(flow)) : undefined
    const record = standing.find(one => one.commit === commit)
    if (record || !isWell) found.set(flow, record)
  }
  return found
}
