import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Audit } from '#rescue/audited'
import { parses, reaudited } from '#rescue/gate-steps'
import * as git from '#rescue/git'
import type { VerdictRecord } from '#rescue/ledger'
import { repair, type RepairResult } from '#rescue/repair'
import { retest, type Retest } from '#rescue/retest'
import { filesOf, takeBack } from '#rescue/take-back'
import type { Finding, Report } from '#triage/finding'
import { assemble } from '#triage/assemble'
import { audit, type AuditResult } from './audit.js'
import { auditTried, judged, prove, type ProveOptions, type ProveResult } from './prove.js'
import { VERSION } from './version.js'

/** The stages that can be left out, in order. */
export const STAGES = ['prove', 'repair', 'retest'] as const
export type Stage = (typeof STAGES)[number]

export interface RescueOptions extends ProveOptions {
  /** The last stage to go through. */
  readonly until?: Stage
  /** Stages to leave out: without `prove` the app is read and not run. */
  readonly skip?: readonly Stage[]
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
  readonly branch: string | undefined
  /** Stages with their milliseconds. */
  readonly stages: readonly { readonly name: string; readonly milliseconds: number }[]
}

/** Rounds of taking back what a running copy refuses. */
const ROUNDS = 4

/** Prove, repair, prove again: what a running copy does not bear out is taken back. Writes a branch and `.seaworthy/`, nothing else. */
export async function rescue(folder: string, options: RescueOptions = {}): Promise<Rescue> {
  const seed = options.seed ?? 'seaworthy'
  const stages: { name: string; milliseconds: number }[] = []
  const staged = async <Result>(name: string, work: () => Promise<Result>, says: (result: Result) => string): Promise<Result> => {
    options.stage?.(name, 'begins')
    const started = performance.now()
    const result = await work()
    stages.push({ name, milliseconds: Math.round(performance.now() - started) })
    options.stage?.(name, 'ends', says(result))
    return result
  }
  const goes = (stage: Stage): boolean =>
    !options.skip?.includes(stage) && STAGES.indexOf(stage) <= STAGES.indexOf(options.until ?? 'retest')
  const before = await staged(
    goes('prove') ? 'prove' : 'read',
    () => (goes('prove') ? prove(folder, { ...options, seed }) : onlyRead(folder)),
    ({ report, flows }) => `${count(report, 'proved')} proved, ${count(report, 'refuted')} refuted, ${flows.length} flows work`,
  )
  if (!goes('repair')) return { before, after: before.report, repairs: [], refused: [], retest: undefined, branch: undefined, stages }
  const made = await staged(
    'repair',
    () => repair({ folder, audit: auditAt, gate: [parses, reaudited(auditAt)] }),
    result => `${kept(result).length} repairs made`,
  )
  const refused: Rescue['refused'][number][] = made.records.flatMap(record => {
    const finding = before.report.findings.find(one => one.id === record.finding)
    return record.kind === 'refused' && finding ? [{ finding, title: record.title, why: record.log }] : []
  })
  let standing = kept(made)
  let tested: Retest | undefined
  let audited: AuditResult = before
  const repository = git.repositoryOf(folder)
  if (repository && made.branch) {
    for (let round = 0; round < ROUNDS; round++) {
      const path = join(folder, '.seaworthy', 'worktree')
      git.openWorktree(repository, path, made.branch)
      try {
        audited = await auditTried(join(path, repository.prefix), options.log)
        const findings = before.report.findings.filter(finding => standing.some(record => record.finding === finding.id))
        if (before.report.lab?.outcome !== 'running' || !goes('retest')) break
        tested = await staged(
          `retest ${round + 1}`,
          () => retest(asAudited(audited), findings, before.flows, { seed, ...(options.log && { log: options.log }) }),
          ({ boot, results, broken }) =>
            boot.outcome === 'failed'
              ? `the repaired app does not run: ${boot.why}`
              : `${results.filter(one => one.evidence.verdict === 'proved').length} exploits still work, ${broken.length} flows broke`,
        )
      } finally {
        git.closeWorktree(repository, path)
      }
      const guilty = guiltyOf(tested, standing, before, record => filesOf(repository, record))
      if (guilty.length === 0) break
      // An app that does not run after so many rounds vouches for no repair.
      const isLast = round === ROUNDS - 1 && tested?.boot.outcome === 'failed'
      const going = isLast ? standing.map(record => ({ record, why: `the repaired app did not run: ${tested?.boot.why}` })) : guilty
      for (const { record, why } of going.toReversed()) {
        if (!standing.includes(record)) continue
        const gone = takeBack(folder, repository, record, standing)
        standing = standing.filter(one => !gone.includes(one))
        for (const one of gone) {
          const finding = before.report.findings.find(each => each.id === one.finding)
          if (finding)
            refused.push({ finding, title: one.title, why: one === record ? why : `it stood on “${record.title}”, which was taken back` })
        }
      }
    }
  }
  const repairs = standing.flatMap((record): Repair[] => {
    const finding = before.report.findings.find(one => one.id === record.finding)
    if (!finding) return []
    const diff =
      repository && record.commit
        ? git.git(repository.root, 'show', '--format=', record.commit)
        : record.file
          ? readFileSync(join(folder, record.file), 'utf8').replace(/^[^]*?(?=^diff --git )/m, '')
          : ''
    return [{ finding, record, diff, after: tested?.results.filter(result => result.findings.includes(finding.id)) ?? [] }]
  })
  return { before, after: reportAfter(before, audited, repairs), repairs, refused, retest: tested, branch: made.branch, stages }
}

/** The app as it reads, where it is not to be run. */
async function onlyRead(folder: string): Promise<ProveResult> {
  return { ...(await audit(folder)), run: { results: [], skipped: [] }, flows: [] }
}

const auditAt: Audit = async root => asAudited(await audit(root, { cache: false }))
const asAudited = ({ report, problems, model, source }: AuditResult): Awaited<ReturnType<Audit>> => ({
  findings: report.findings,
  problems,
  model,
  source,
})

const kept = (result: RepairResult): readonly VerdictRecord[] =>
  result.records.filter(record => record.kind === 'kept' || record.kind === 'unproved')
const count = (report: Report, status: Finding['status']): number => report.findings.filter(finding => finding.status === status).length

/** Repairs that the running copy speaks against: the exploit still works, or a flow broke where they changed something. */
function guiltyOf(
  tested: Retest | undefined,
  standing: readonly VerdictRecord[],
  before: ProveResult,
  files: (record: VerdictRecord) => readonly string[],
): readonly { readonly record: VerdictRecord; readonly why: string }[] {
  if (!tested) return []
  if (tested.boot.outcome === 'failed') {
    // Packages that cannot be installed, or files that the build trips over; where neither tells, the later half goes.
    const installs = /npm error|ETARGET|ERESOLVE|npm ci|npm install/.test(tested.boot.why ?? '')
    const named = standing.filter(record =>
      files(record).some(file =>
        installs ? /(?:^|\/)package\.json$/.test(file) : tested.boot.why?.includes(file) && !/package\.json$/.test(file),
      ),
    )
    const gone = named.length > 0 ? named : standing.slice(Math.floor(standing.length / 2))
    return gone.map(record => ({ record, why: `the repaired app did not run: ${tested.boot.why}` }))
  }
  const alive = tested.results.filter(result => result.evidence.verdict === 'proved')
  const exploited = standing.flatMap(record => {
    const result = alive.find(one => one.findings.includes(record.finding))
    return result ? [{ record, why: `the exploit still works: ${result.evidence.says}` }] : []
  })
  const breaking = standing.flatMap(record => {
    const finding = before.report.findings.find(one => one.id === record.finding)
    const flow = tested.broken.find(
      one => finding && (finding.route === one.route || finding.trail.some(step => step.label.includes(`\`${one.route}\``))),
    )
    return flow && !exploited.some(one => one.record === record)
      ? [{ record, why: `\`${flow.route}\` worked before the repair and does not now` }]
      : []
  })
  return [...exploited, ...breaking]
}

/** The report of the repaired app, with what was fixed at its end. */
function reportAfter(before: ProveResult, audited: AuditResult, repairs: readonly Repair[]): Report {
  const fixed = repairs.map(({ finding, after }): Finding => ({
    ...finding,
    status: 'fixed',
    evidence: [...(finding.evidence ?? []), ...after.map(result => result.evidence)],
  }))
  const account = before.report.lab
  const gone = new Set(fixed.map(finding => finding.id))
  const mended = new Set(fixed.filter(finding => finding.area === 'access').map(finding => finding.route))
  const run = {
    ...before.run,
    results: before.run.results.filter(
      result => !result.findings.some(id => gone.has(id)) && !(result.discovers?.route !== undefined && mended.has(result.discovers.route)),
    ),
  }
  const { report } = account?.outcome === 'running' ? judged(audited, run, account) : audited
  // Where there is no git, what was read is the app of before: what was repaired is in it still.
  const findings = [...report.findings.filter(finding => !gone.has(finding.id)), ...fixed].map((finding, index) => ({
    ...finding,
    rank: index + 1,
  }))
  return { ...assemble({ model: audited.model, findings, results: report.results, version: VERSION }), ...(account && { lab: account }) }
}
