import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { worktreeIn } from '#base/own-folder'
import type { Fix } from '#fixes/fix'
import type { Trials } from '#database/trial/trials'
import type { Audit } from '#rescue/audited'
import { brokenBy } from '#rescue/broken-by'
import { type Clock, clockOf, forExperiments } from '#rescue/clock'
import { countable } from '#rescue/counted'
import { parses, reaudited } from '#rescue/gate-steps'
import * as git from '#rescue/git'
import { accusedOf, type Guilty, guiltyOf, type Suspects } from '#rescue/guilty'
import type { VerdictRecord } from '#rescue/ledger'
import { lock } from '#rescue/lock'
import { askOwnChecks, type OwnCheckVerdict, saidBy } from '#rescue/own-checks'
import { repair, type RepairResult } from '#rescue/repair'
import { retest, type Retest, stillWorks, walk } from '#rescue/retest'
import { revisionsOf } from '#rescue/revisions'
import { filesOf, takeBack, touchedBy } from '#rescue/take-back'
import type { Finding, Report } from '#triage/finding'
import { hiddenIn, reportAfter } from './after.js'
import { audit, type AuditResult } from './audit.js'
import { auditTried, prove, type ProveOptions, type ProveResult, withTrials } from './prove.js'

/** The stages that can be left out, in order. */
export const STAGES = ['prove', 'repair', 'retest'] as const
export type Stage = (typeof STAGES)[number]

export interface RescueOptions extends Omit<ProveOptions, 'budget'> {
  /** Milliseconds for the whole; what there is no time for is left out, and said. */
  readonly budget?: number
  /** The last stage to go through. */
  readonly until?: Stage
  /** Stages to leave out: without `prove` the app is read and not run. */
  readonly skip?: readonly Stage[]
  /** What proposes patches; left out: every fix that there is. */
  readonly fixes?: readonly Fix[]
  /** Told when a stage begins and ends. */
  readonly stage?: (name: string, state: 'begins' | 'ends', says?: string) => void
}

/** A repair as it stands at the end. */
export interface Repair {
  readonly finding: Finding
  readonly record: VerdictRecord
  /** Unified diff of its commit. */
  readonly diff: string
  /** What the same experiment showed after the repair; none where nothing could be tried. */
  readonly after: readonly Retest['results'][number][]
}

export interface Rescue {
  readonly before: ProveResult
  readonly after: Report
  readonly repairs: readonly Repair[]
  /** Patches that were tried and taken back, with why. */
  readonly refused: readonly { readonly finding: Finding; readonly title: string; readonly why: string }[]
  readonly retest: Retest | undefined
  /** What the app's own type check, lint and tests said of the repairs. */
  readonly ownChecks: OwnCheckVerdict | undefined
  readonly branch: string | undefined
  /** What there was no time for, in words. */
  readonly leftOut: readonly string[]
  /** Stages with their milliseconds. */
  readonly stages: readonly { readonly name: string; readonly milliseconds: number }[]
}

/** Rounds of taking back what a running copy refuses. */
const ROUNDS = 4

/** Prove, repair, prove again: what a running copy does not bear out is taken back. Writes a branch and `.seaworthy/`, nothing else. */
export async function rescue(folder: string, options: RescueOptions = {}): Promise<Rescue> {
  const root = resolve(folder)
  const unlock = lock(join(root, '.seaworthy', 'rescue.lock'), 'rescue')
  try {
    return await rescued(root, options, clockOf(options.budget))
  } finally {
    unlock()
  }
}

async function rescued(folder: string, options: RescueOptions, clock: Clock): Promise<Rescue> {
  const seed = options.seed ?? 'seaworthy'
  const { log } = options
  const stages: { name: string; milliseconds: number }[] = []
  const staged: Staged = async (name, work, says) => {
    options.stage?.(name, 'begins')
    const started = performance.now()
    const result = await work()
    stages.push({ name, milliseconds: Math.round(performance.now() - started) })
    options.stage?.(name, 'ends', says(result))
    return result
  }
  const goes = (stage: Stage): boolean =>
    !options.skip?.includes(stage) && STAGES.indexOf(stage) <= STAGES.indexOf(options.until ?? 'retest')
  const budget = (boot: number): number => forExperiments(clock.left(), boot)
  const before = await staged(
    goes('prove') ? 'prove' : 'read',
    () => (goes('prove') ? prove(folder, { ...options, seed, budget }) : onlyRead(folder)),
    ({ report, flows }) => `${count(report, 'proved')} proved, ${count(report, 'refuted')} refuted, ${flows.length} flows work`,
  )
  if (before.run.skipped.length > 0) clock.leaveOut(`${before.run.skipped.length} experiments`)
  const nothing = { repairs: [], refused: [], retest: undefined, ownChecks: undefined, branch: undefined, leftOut: clock.leftOut, stages }
  if (!goes('repair')) return { before, after: before.report, ...nothing }
  const { trials } = before.model
  const made = await staged(
    'repair',
    () =>
      repair({
        folder,
        audit: auditAt(trials),
        gate: [parses, reaudited(auditAt(trials))],
        over: () => clock.left() <= before.boot,
        ...(options.fixes && { fixes: options.fixes }),
      }),
    ({ standing }) => `${standing.length} repairs made`,
  )
  if (made.cutShort) clock.leaveOut('repairs that came later in the order')
  const confirmed = await confirm(folder, made, before, goes('retest'), { seed, clock, staged, ...(log && { log }) })
  const refused = [...made.refused, ...confirmed.taken].flatMap(({ finding: id, title, log }) => {
    const finding = before.report.findings.find(one => one.id === id)
    return finding ? [{ finding, title, why: log }] : []
  })
  const { tested } = confirmed
  const repairs = confirmed.standing.flatMap((record): Repair[] => {
    const finding = before.report.findings.find(one => one.id === record.finding) ?? record.found
    if (!finding) return []
    const after = tested?.results.filter(result => result.findings.includes(finding.id)) ?? []
    return [{ finding, record, diff: diffOf(folder, record), after }]
  })
  const after = reportAfter(before, confirmed.audited, repairs, tested?.results ?? [], tested?.speed)
  return {
    before,
    after,
    repairs,
    refused,
    retest: tested,
    ownChecks: confirmed.checked,
    branch: made.branch,
    leftOut: clock.leftOut,
    stages,
  }
}

type Staged = <Result>(name: string, work: () => Promise<Result>, says: (result: Result) => string) => Promise<Result>

/** What the running copy leaves of the repairs. */
interface Confirmed {
  readonly standing: readonly VerdictRecord[]
  readonly taken: readonly VerdictRecord[]
  readonly tested: Retest | undefined
  /** What the app's own checks say. */
  readonly checked: OwnCheckVerdict | undefined
  /** The repaired app as it reads. */
  readonly audited: AuditResult
}

/** Runs the repaired app, takes back what it speaks against, and runs it again, until it speaks against nothing. */
async function confirm(
  folder: string,
  made: RepairResult,
  before: ProveResult,
  isAsked: boolean,
  run: { readonly seed: string; readonly clock: Clock; readonly staged: Staged; readonly log?: (line: string) => void },
): Promise<Confirmed> {
  const repository = git.repositoryOf(folder)
  const taken: VerdictRecord[] = []
  let { standing } = made
  let tested: Retest | undefined
  let checked: OwnCheckVerdict | undefined
  let audited: AuditResult = before
  if (!repository || !made.branch) return { standing, taken, tested, checked, audited }
  const goes = (guilty: readonly Guilty[]): void => {
    for (const { record, why } of guilty.toReversed()) {
      if (!standing.includes(record)) continue
      const gone = takeBack(folder, repository, record, standing, why)
      standing = standing.filter(one => !gone.some(each => each.finding === one.finding))
      taken.push(...gone)
    }
  }
  const built = before.report.lab?.steps.some(step => step.step === 'build' && step.outcome === 'done') ?? false
  let builds = built
  for (let [round, checks] = [1, 0]; standing.length > 0;) {
    let guilty: readonly Guilty[]
    const path = worktreeIn(folder)
    git.openWorktree(repository, path, made.branch)
    try {
      audited = await withTrials(await auditTried(join(path, repository.prefix), run.log), before.model.trials)
      if (!isAsked || !before.report.lab || round > ROUNDS) break
      const isLate = (): boolean => {
        // A copy on which no flow could be walked would vouch for nothing.
        const late = run.clock.left() <= before.boot + before.walk
        if (late) run.clock.leaveOut(tested ? 'running the app again without the repairs that were taken back' : 'running the repaired app')
        return late
      }
      if (isLate()) break
      // Cheaper than another boot, so it comes first.
      const revisions = revisionsOf(repository, made.branch)
      const counts = countable(touchedBy(repository, standing), before.model.routes, before.report.speed)
      const asked = { seed: run.seed, left: run.clock.left, counts, earlier: before.copy }
      checked = await run.staged('own checks', () => askOwnChecks(asAudited(audited), revisions, standing, { ...asked, builds }), saidBy)
      guilty = ++checks <= ROUNDS ? checked.guilty : []
      if (guilty.length === 0 && before.report.lab.outcome !== 'running') break
      if (guilty.length === 0) {
        // They had their time from the same clock.
        if (isLate()) break
        const repaired = new Set(standing.map(record => record.finding))
        const findings = before.report.findings.filter(finding => repaired.has(finding.id))
        const hidden = hiddenIn(audited.report, before.report, repaired)
        tested = await run.staged(
          `retest ${round}`,
          () =>
            retest(asAudited(audited), findings, before.flows, {
              ...asked,
              walk: before.walk,
              speed: before.report.speed,
              hidden,
              built,
              ...(run.log && { log: run.log }),
            }),
          ({ boot, results, broken }) =>
            boot.outcome === 'failed'
              ? `the repaired app does not run: ${boot.why}`
              : `${results.filter(one => stillWorks(one, findings)).length} exploits still work, ${broken.length} flows broke`,
        )
        // A build names one complaint, and nobody's commit: what checks the same says them all.
        if (builds && tested.boot.outcome === 'failed' && !isLate()) {
          builds = false
          continue
        }
        const suspects: Suspects = {
          standing,
          findings: before.report.findings,
          routes: before.model.routes,
          speed: before.report.speed,
          files: record => filesOf(repository, record),
          diff: record => diffOf(folder, record),
        }
        const unclear = tested.broken.filter(flow => accusedOf(flow, suspects).length > 1)
        const trace = (): ReturnType<typeof brokenBy> =>
          brokenBy(unclear, {
            revisions,
            standing,
            hasTime: commits => run.clock.left() > commits * before.boot * 2,
            works: async commit => {
              git.git(path, 'checkout', '--quiet', '--detach', commit)
              return walk(asAudited(await audit(join(path, repository.prefix), { cache: false })), unclear, findings, asked)
            },
          })
        const traced =
          unclear.length > 0 ? await run.staged('tracing', trace, found => `${found.size} of ${unclear.length} flows traced`) : undefined
        // Where one is found, what was not traced is met again without it.
        const isFound = traced !== undefined && [...traced.values()].some(record => record !== undefined)
        const known = isFound ? new Map([...unclear.map(flow => [flow, undefined] as const), ...traced]) : traced
        guilty = guiltyOf(tested, { ...suspects, ...(known && { traced: known }) })
        // An app that does not run after so many rounds vouches for no repair.
        const notRun = `the repaired app did not run: ${tested.boot.why}`
        if (round++ === ROUNDS && tested.boot.outcome === 'failed') guilty = standing.map(record => ({ record, why: notRun }))
      }
    } finally {
      git.closeWorktree(repository, path)
    }
    if (guilty.length === 0) break
    goes(guilty)
  }
  // What was not seen to run again vouches for nothing: no branch is left that does not build.
  if (tested?.boot.outcome === 'failed') {
    const why = `the repaired app was not seen to run: ${tested.boot.why}`
    goes(standing.map(record => ({ record, why })))
  }
  if (tested && tested.skipped.length > 0) run.clock.leaveOut(`${tested.skipped.length} experiments on the repaired app`)
  return { standing, taken, tested, checked, audited: standing.length > 0 ? audited : before }
}

/** The diff of a repair's commit, or of its file where there is no git. */
function diffOf(folder: string, { commit, file }: VerdictRecord): string {
  const repository = git.repositoryOf(folder)
  if (repository && commit) return git.git(repository.root, 'show', '--format=', commit)
  return file ? readFileSync(join(folder, file), 'utf8').replace(/^[^]*?(?=^diff --git )/m, '') : ''
}

/** The app as it reads, where it is not to be run. */
async function onlyRead(folder: string): Promise<ProveResult> {
  return { ...(await audit(folder)), run: { results: [], skipped: [] }, flows: [], copy: undefined, boot: 0, walk: 0 }
}

const auditAt =
  (trials: Trials | undefined): Audit =>
  async root =>
    asAudited(await withTrials(await audit(root, { cache: false }), trials))
const asAudited = ({ report, problems, model, source }: AuditResult): Awaited<ReturnType<Audit>> => ({
  findings: report.findings,
  problems,
  model,
  source,
})

const count = (report: Report, status: Finding['status']): number => report.findings.filter(finding => finding.status === status).length
