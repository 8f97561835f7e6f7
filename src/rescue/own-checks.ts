import { type Complaint, keyOf, newComplaints } from '#lab/own-checks/complaints'
import type { OwnCheck } from '#lab/own-checks/find'
import { type CheckOptions, type CheckRoom, type CheckRun, openCheckRoom, sentenceOf } from '#lab/own-checks/room'
import { patience } from '#lab/patience'
import { redact } from '#lab/redact'
import type { Audited } from './audited.js'
import type { Guilty } from './guilty.js'
import type { VerdictRecord } from './ledger.js'
import { firstBad, type Revisions } from './revisions.js'

/** What one of the app's own checks says of the repaired app. */
export interface OwnCheckResult {
  readonly kind: OwnCheck['kind']
  /** `npm run typecheck` */
  readonly name: string
  /** `as-before`: it fails, and says nothing that it did not say before the repairs. */
  readonly outcome: 'passed' | 'as-before' | 'worse' | 'not-run'
  readonly says: string
}

/** What all of them say, and the repairs that have to go for it. */
export interface OwnCheckVerdict {
  readonly results: readonly OwnCheckResult[]
  /** Why none was run. */
  readonly notRun?: string
  readonly guilty: readonly Guilty[]
}

/** Complaints that are traced; the others of a check that fails everywhere go with them. */
const TRACED = 6

/** What the checks are asked with. */
interface Asked {
  readonly left: () => number
}

/** Runs what the app checks itself with, sealed. What fails after the repairs and did not before is traced to the commit that brought it. */
export async function askOwnChecks(
  repaired: Audited,
  revisions: Revisions,
  standing: readonly VerdictRecord[],
  { left, ...options }: Asked & Pick<CheckOptions, 'seed' | 'counts' | 'earlier' | 'builds'>,
): Promise<OwnCheckVerdict> {
  // The copy is the one that is tried afterwards, counters and all: so that it is built once. What a repair touched is put in anew.
  const opened = await openCheckRoom(repaired.source, repaired.model, options)
  return 'why' in opened ? { results: [], notRun: opened.why, guilty: [] } : askIn(opened.room, revisions, standing, { left })
}

/** The checks of one room, one after the other. A room that gives out speaks against no repair. */
export async function askIn(
  room: CheckRoom,
  revisions: Revisions,
  standing: readonly VerdictRecord[],
  { left }: Asked,
): Promise<OwnCheckVerdict> {
  const guilty = new Map<VerdictRecord, string>()
  const results: OwnCheckResult[] = []
  try {
    for (const check of room.checks) {
      const { kind, name } = check
      if (left() < check.limit * patience()) {
        results.push({ kind, name, outcome: 'not-run', says: `there was no time for ${name}` })
        continue
      }
      const at = runsOf(room, check, revisions)
      const after = await at(revisions.commits.at(-1) ?? revisions.base)
      const fresh = after.outcome === 'passed' ? [] : await freshIn(after, at, check, revisions)
      results.push(resultOf(check, after, fresh))
      for (const [commit, complaint] of await culprits(fresh, at, revisions, left)) {
        const record = standing.find(one => one.commit === commit)
        const says = after.outcome === 'ended' ? after.says : sentenceOf(complaint)
        if (record && !guilty.has(record)) guilty.set(record, `\`${name}\` did not say before the repair: ${says}`)
      }
    }
    return { results, guilty: [...guilty].map(([record, why]) => ({ record, why })) }
  } catch (error) {
    const gaveOut = `the copy gave out: ${redact(error instanceof Error ? error.message : String(error))}`
    if (results.length === 0) return { results, notRun: gaveOut, guilty: [] }
    const others = room.checks.slice(results.length)
    return {
      results: [...results, ...others.map(({ kind, name }) => ({ kind, name, outcome: 'not-run' as const, says: gaveOut }))],
      guilty: [],
    }
  } finally {
    await room.close()
  }
}

type RunAt = (commit: string, again?: 'again') => Promise<CheckRun>

/** The check on the files of a commit; each is run once, unless it is asked again. */
function runsOf(room: CheckRoom, check: OwnCheck, revisions: Revisions): RunAt {
  const known = new Map<string, CheckRun>()
  return async (commit, again) => {
    const old = known.get(commit)
    if (old && !again) return old
    await room.put(revisions.filesAt(commit))
    const run = await room.run(check)
    known.set(commit, run)
    return run
  }
}

/** What it says now and did not say before; of tests, and of what was ended, what comes a second time too. */
async function freshIn(after: CheckRun, at: RunAt, { kind }: OwnCheck, { base, commits }: Revisions): Promise<readonly Complaint[]> {
  const before = await at(base)
  // What took nearly as long before was slow, and no repair's doing.
  if (before.outcome === 'ended' || (after.outcome === 'ended' && before.milliseconds > after.limit / 3)) return []
  const fresh = newComplaints(before.complaints, after.complaints)
  if (fresh.length === 0 || (kind !== 'tests' && after.outcome !== 'ended')) return fresh
  const again = new Set((await at(commits.at(-1) ?? base, 'again')).complaints.map(keyOf))
  return fresh.filter(one => again.has(keyOf(one)))
}

/** The commits that brought the complaints, each with the first of them. */
async function culprits(
  fresh: readonly Complaint[],
  at: RunAt,
  revisions: Revisions,
  left: () => number,
): Promise<ReadonlyMap<string, Complaint>> {
  const found = new Map<string, Complaint>()
  for (const complaint of fresh.slice(0, TRACED)) {
    if (left() <= 0) break
    const times = (all: readonly Complaint[]): number => all.filter(one => keyOf(one) === keyOf(complaint)).length
    const before = times((await at(revisions.base)).complaints)
    const commit = await firstBad(revisions, async one => times((await at(one)).complaints) > before)
    if (commit !== undefined && !found.has(commit)) found.set(commit, complaint)
  }
  return found
}

function resultOf({ kind, name }: OwnCheck, after: CheckRun, fresh: readonly Complaint[]): OwnCheckResult {
  if (after.outcome === 'passed') return { kind, name, outcome: 'passed', says: after.says }
  if (fresh.length > 0) return { kind, name, outcome: 'worse', says: `\`${name}\`: ${sentenceOf(fresh[0]!)}` }
  if (after.mute) return { kind, name, outcome: 'not-run', says: `\`${name}\` failed before as well; what it says could not be compared` }
  const known = after.outcome === 'ended' ? after.says : `${after.says} (as before the repairs)`
  return { kind, name, outcome: after.outcome === 'ended' ? 'not-run' : 'as-before', says: known }
}

/** `npm run typecheck passed, npm run lint is as before` */
export const saidBy = ({ results, notRun }: OwnCheckVerdict): string =>
  notRun === undefined ? results.map(({ name, outcome }) => `${name} ${SAID[outcome]}`).join(', ') : `not run: ${notRun}`

const SAID: Readonly<Record<OwnCheckResult['outcome'], string>> = {
  passed: 'passed',
  'as-before': 'says no more than before',
  worse: 'got worse',
  'not-run': 'showed nothing',
}
