import { CHECKS } from '#checks/registry.generated'
import type { FoundProblem } from '#checks/run'
import type { Trials } from '#database/trial/trials'
import { signIn, type SignedIn } from '#lab/actors/sign-in'
import type { Boot } from '#lab/lab'
import { openLab } from '#lab/open'
import { diskFor, type LabOptions } from '#lab/run/options'
import { type Flow, recordFlows } from '#probes/flow'
import { PROBES } from '#probes/all'
import { groundOf } from '#probes/ground'
import { measureSpeed } from '#probes/performance/speed'
import type { Discovery } from '#probes/probe'
import { type ProbeRun, type Result, runProbes } from '#probes/run'
import { framesOf, type Frames } from '#report/frame'
import { accept } from '#triage/accept'
import { assemble } from '#triage/assemble'
import type { Finding, LabAccount, Report } from '#triage/finding'
import { identify, rank } from '#triage/rank'
import { settle, type Shown } from '#triage/settle'
import type { SpeedAccount } from '#triage/speed'
import { audit, type AuditResult, configurationOf, reportOn, type Timed } from './audit.js'
import { examine } from './examine.js'
import { VERSION } from './version.js'

export interface ProveOptions {
  /** Everything made up in the lab follows from it: the same seed, the same verdicts. */
  readonly seed?: string
  /** Milliseconds for the experiments, where that depends on it of what the boot took; the boot itself is not counted. */
  readonly budget?: number | ((boot: number) => number)
  /** Rows of the largest tables while it is measured how long routes take; left out or 0: nothing is measured. */
  readonly rows?: number
  /** Leaves the running copy's folder behind. */
  readonly keep?: boolean
  /** What the copy may take, where that is less than usual. */
  readonly limits?: LabOptions['limits']
  /** One line per step, for people. */
  readonly log?: (line: string) => void
}

export interface ProveResult extends AuditResult {
  readonly run: ProbeRun
  /** What ordinary people can do in the app as it is. */
  readonly flows: readonly Flow[]
  /** The built copy, where one ran. */
  readonly copy: string | undefined
  /** Milliseconds from the start of the lab until the app answered, and those in which every flow was walked. */
  readonly boot: number
  readonly walk: number
}

/** Audits the app, boots a throw-away copy of it, and tries every suspicion there. The report says what was proved and what was not. */
export async function prove(folder: string, options: ProveOptions = {}): Promise<ProveResult> {
  const audited = await auditTried(folder, options.log)
  const { source, model, report } = audited
  const seed = options.seed ?? 'seaworthy'
  const started = performance.now()
  const lab = await openLab(source, model, {
    seed,
    limits: { ...(options.rows && { disk: diskFor(options.rows) }), ...options.limits },
    ...(options.keep && { keep: true }),
    ...(options.log && { log: options.log }),
  })
  const boot = performance.now() - started
  try {
    if (lab.boot.outcome === 'failed') {
      const none: ProbeRun = { results: [], skipped: [] }
      return { ...audited, report: { ...report, lab: accountOf(lab.boot, [], none) }, run: none, flows: [], copy: lab.copy, boot, walk: 0 }
    }
    const actors = await signIn(lab, model, source, seed)
    for (const { actor, outcome, by, why } of actors) options.log?.(`${actor}: ${outcome} (${by})${why === undefined ? '' : `: ${why}`}`)
    const ground = await groundOf(lab, model, source, report.findings, actors, seed)
    const { budget = Infinity } = options
    const until = performance.now() + (typeof budget === 'number' ? budget : budget(boot))
    const run = await runProbes(ground, PROBES, {
      budget: until - performance.now(),
      progress: (done, all, name) => options.log?.(`${done + 1}/${all} ${name}`),
    })
    const walked = performance.now()
    const flows = await recordFlows(ground)
    const walk = performance.now() - walked
    const { contained } = await lab.state()
    const account = { ...accountOf(lab.boot, actors, run), ...(contained.length > 0 && { contained }) }
    const isTime = options.rows && until - performance.now() > MEASURING
    const speed = isTime
      ? await measureSpeed(ground, { rows: options.rows!, indexes: true, ...(options.log && { log: options.log }) })
      : undefined
    const known = await withTrials(audited, speed?.trials)
    return { ...known, ...judged(known, run, account, speed?.account), run, flows, copy: lab.copy, boot, walk }
  } finally {
    await lab.close()
  }
}

/** Milliseconds that filling the database and measuring may take; with less left, nothing is measured. */
const MEASURING = 180_000

const plainly: Timed = async (_, work) => work()

/** The audit again, knowing what indexes were measured to be worth. */
export async function withTrials(audited: AuditResult, trials: Trials | undefined): Promise<AuditResult> {
  return trials ? await reportOn(audited.source, { ...audited.model, trials }, plainly) : audited
}

/** The audit; where the database itself decides who may do what, with its policies tried. */
export async function auditTried(folder: string, log?: (line: string) => void): Promise<AuditResult> {
  const read = await audit(folder, { cache: false })
  if (!read.model.tables.some(table => table.rowRules !== undefined)) return read
  try {
    return await examine(folder, { rows: 0, ...(log && { log }) })
  } catch (error) {
    log?.(`the database was not tried: ${error instanceof Error ? error.message : String(error)}`)
    return read
  }
}

/** The report again, with what the experiments decided. */
export function judged(
  { found, model, source, report }: Pick<AuditResult, 'found' | 'model' | 'source' | 'report'>,
  run: ProbeRun,
  lab: LabAccount,
  speed?: SpeedAccount,
): { readonly report: Report; readonly frames: Frames } {
  const discovered = discoveries(run.results, report.findings)
  const problems: FoundProblem[] = [...found, ...discovered.map(({ problem }) => problem)]
  const ids = new Map(identify(problems).map(({ id, check, problem }) => [`${check.id} ${problem.key}`, id]))
  const shown = new Map<string, Result['evidence'][]>()
  const note = (id: string, result: Result): void => void shown.set(id, [...(shown.get(id) ?? []), result.evidence])
  for (const result of run.results) for (const id of result.findings) note(id, result)
  for (const { result, problem } of discovered) note(ids.get(`${problem.check.id} ${problem.problem.key}`) ?? '', result)
  const textOf = (file: string): string | undefined => source.file(file)?.text()
  const findings = settle(accept(rank(problems, model), configurationOf(source).accept, textOf), shown as Shown)
  const after: Report = { ...assemble({ model, findings, results: report.results, version: VERSION, ...(speed && { speed }) }), lab }
  return { report: after, frames: framesOf(after, textOf) }
}

/** One fault is told once: what nobody can do, B can do as well; what was suspected at this route is no discovery. */
function discoveries(
  results: readonly Result[],
  findings: readonly Finding[],
): readonly { readonly result: Result; readonly problem: FoundProblem }[] {
  const told = new Set(findings.filter(finding => finding.area === 'access').map(finding => `${finding.area} ${finding.route}`))
  const seen = new Set<string>()
  return results.flatMap(result => {
    const { discovers } = result
    const check = discovers && CHECKS.find(one => one.id === discovers.check)
    if (!discovers || !check) return []
    const fault = `${check.id.split('/')[0]} ${discovers.route}`
    if (seen.has(fault) || told.has(fault)) return []
    seen.add(fault)
    return [{ result, problem: { check, problem: problemOf(discovers) } }]
  })
}

const problemOf = ({ at, severity, message, help, key, route, table }: Discovery): FoundProblem['problem'] => ({
  at,
  certainty: 'certain',
  severity,
  message,
  help,
  key,
  ...(route !== undefined && { route }),
  ...(table !== undefined && { table }),
})

function accountOf(boot: Boot, actors: readonly SignedIn[], { results, skipped }: ProbeRun): LabAccount {
  const count = (verdict: Result['evidence']['verdict']): number => results.filter(result => result.evidence.verdict === verdict).length
  return {
    outcome: boot.outcome,
    seal: boot.seal,
    ...(boot.why !== undefined && { why: boot.why }),
    ...(boot.help !== undefined && { help: boot.help }),
    steps: boot.steps.map(({ step, outcome, says }) => ({ step, outcome, says })),
    substitutions: boot.substitutions,
    actors,
    tried: results.length,
    proved: count('proved'),
    refuted: count('refuted'),
    inconclusive: count('inconclusive'),
    skipped,
  }
}
