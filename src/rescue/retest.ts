import { isStaffAct } from '#fixes/idiom/staff'
import { signIn } from '#lab/actors/sign-in'
import { coverageOf, type FileCoverage } from '#lab/coverage/coverage'
import type { Boot } from '#lab/lab'
import { openLab } from '#lab/open'
import { diskFor } from '#lab/run/options'
import { PROBES } from '#probes/all'
import { type Boundary, recordBoundaries } from '#probes/boundary'
import { type Flow, flowsAgain } from '#probes/flow'
import { groundOf } from '#probes/ground'
import { measureSpeed } from '#probes/performance/speed'
import type { Ground } from '#probes/probe'
import { type Result, runProbes } from '#probes/run'
import type { Finding } from '#triage/finding'
import type { SpeedAccount } from '#triage/speed'
import type { Audited } from './audited.js'

/** What the repaired app does when the same experiments are made on it. */
export interface Retest {
  readonly boot: Boot
  readonly results: readonly Result[]
  /** Experiments for which there was no time. */
  readonly skipped: readonly string[]
  /** Flows that worked before and do not now. */
  readonly broken: readonly Flow[]
  readonly alive: readonly Flow[]
  /** What it refuses to whoever is not signed in. */
  readonly boundaries: readonly Boundary[]
  /** Of the files that repairs touched and nothing timed: what all these requests reached. */
  readonly coverage: readonly FileCoverage[]
  /** Last lines that the app printed. */
  readonly log: string
  /** What the routes take that were measured before. */
  readonly speed?: SpeedAccount
}

/** Faults whose ordinary request is the exploit, or is answered with a lie: once repaired, it is meant to be refused. */
const CLOSES =
  /^(?:broken\/(?:dev-mode-grant|pretended-success|skipped-signature|signature-by-presence|commented-signature)|webhooks\/|access\/(?:weak-guard|open-endpoint))/

/** Whether the repair of one of these is meant to end a flow: what is for staff alone still is for staff. */
export const closedBy =
  (findings: readonly Finding[]): ((flow: Flow) => boolean) =>
  flow =>
    findings.some(({ check, route, table }) => {
      // What is for staff alone was read by A's browser as well.
      if (check === 'access/browser-only-admin' && table !== undefined) return flow.route === `GET /rest/v1/${table}`
      const isForStaff = check === 'access/admin-without-role' || (check === 'access/unscoped-query' && isStaffAct(route ?? ''))
      return flow.route === route && (isForStaff ? flow.actor !== 'admin' : CLOSES.test(check))
    })

/** Routes whose bodies a repair looks at, where no other repair wants more in them: a key for each order. */
function checkedBy(findings: readonly Finding[]): ReadonlySet<string> {
  const at = (check: string): readonly string[] =>
    findings.flatMap(one => (one.check === check && one.route !== undefined ? [one.route] : []))
  const keyed = at('money/order-not-idempotent')
  return new Set(at('input/unvalidated-body').filter(route => !keyed.includes(route)))
}

/** Milliseconds without which nothing is measured. */
const MEASURING = 120_000

/** What cannot be built any more does not run, though it may start in development. */
export function asBuilt(boot: Boot): Boot {
  const build = boot.steps.find(step => step.step === 'build' && /^the build failed/.test(step.says))
  return build ? { ...boot, outcome: 'failed', why: build.says } : boot
}

/** Whether an experiment shows that one of the findings is as it was. */
export const stillWorks = ({ evidence, findings }: Result, repaired: readonly Finding[]): boolean =>
  evidence.verdict === 'proved' && repaired.some(finding => findings.includes(finding.id))

/** The same rows, the same routes, the same load. */
async function again(ground: Ground, before: SpeedAccount, log?: (line: string) => void): Promise<SpeedAccount | undefined> {
  return (await measureSpeed(ground, { rows: before.rows, before, ...(log && { log }) }))?.account
}

/** Boots a copy and says which of the flows work there. */
export async function walk(
  app: Audited,
  flows: readonly Flow[],
  findings: readonly Finding[],
  { seed, earlier, log }: Pick<Parameters<typeof retest>[3], 'seed' | 'earlier' | 'log'>,
): Promise<ReadonlySet<Flow>> {
  const lab = await openLab(app.source, app.model, { seed, earlier, ...(log && { log }) })
  try {
    if (lab.boot.outcome === 'failed') return new Set()
    const actors = await signIn(lab, app.model, app.source, seed)
    const works = await flowsAgain(await groundOf(lab, app.model, app.source, [], actors, seed), checkedBy(findings))
    const alive = new Set<Flow>()
    for (const flow of flows) if (await works(flow)) alive.add(flow)
    return alive
  } finally {
    await lab.close()
  }
}

/** Boots the repaired copy, tries the exploits of the findings that were proved before, and walks every flow again. */
export async function retest(
  repaired: Audited,
  findings: readonly Finding[],
  flows: readonly Flow[],
  options: {
    readonly seed: string
    readonly left?: () => number
    /** Milliseconds that walking the flows took before. */
    readonly walk?: number
    readonly speed?: SpeedAccount | undefined
    /** Faults that no repair was made for and that cannot be read any more: tried too, and no repair's fault. */
    readonly hidden?: readonly Finding[]
    /** The app could be built before. */
    readonly built?: boolean
    /** Files in which lines are counted: those that repairs touched and nothing times. */
    readonly counts?: readonly string[]
    /** The built copy of the app as it was. */
    readonly earlier?: string | undefined
    readonly log?: (line: string) => void
  },
): Promise<Retest> {
  const rows = options.speed?.rows
  const lab = await openLab(repaired.source, repaired.model, {
    seed: options.seed,
    earlier: options.earlier,
    ...(options.log && { log: options.log }),
    ...(options.counts && { counts: options.counts }),
    ...(rows && { limits: { disk: diskFor(rows) } }),
  })
  try {
    const boot = options.built ? asBuilt(lab.boot) : lab.boot
    if (boot.outcome === 'failed')
      return { boot, results: [], skipped: [], broken: [], alive: [], boundaries: [], coverage: [], log: lab.log() }
    const actors = await signIn(lab, repaired.model, repaired.source, options.seed)
    const ground = await groundOf(lab, repaired.model, repaired.source, [...findings, ...(options.hidden ?? [])], actors, options.seed)
    const run = await runProbes(ground, PROBES, {
      suspectsOnly: true,
      // The flows come afterwards, and are not to be cut off.
      ...(options.left && { budget: options.left() - (options.walk ?? 0) }),
      progress: (done, all, name) => options.log?.(`${done + 1}/${all} ${name}`),
    })
    const works = await flowsAgain(ground, checkedBy(findings))
    const isClosed = closedBy(findings)
    const [alive, broken]: [Flow[], Flow[]] = [[], []]
    for (const flow of flows) {
      if (await works(flow)) alive.push(flow)
      else if (!isClosed(flow)) broken.push(flow)
    }
    const boundaries = await recordBoundaries(ground)
    const coverage = coverageOf(
      lab.counted.map(path => ({ path, text: repaired.source.file(path)!.text() })),
      await lab.reached(),
    )
    // What is taken back is measured without it.
    const isWell = broken.length === 0 && !run.results.some(result => stillWorks(result, findings))
    const isTime = (options.left?.() ?? Infinity) > MEASURING
    const speed = options.speed && isWell && isTime ? await again(ground, options.speed, options.log) : undefined
    return { boot: lab.boot, ...run, broken, alive, boundaries, coverage, log: lab.log(), ...(speed && { speed }) }
  } finally {
    await lab.close()
  }
}
