import type { Actor, Evidence } from '#base/evidence'
import type { Credentials, Lab } from '#lab/lab'
import { answered, receptionOf } from './answer.js'
import type { Discovery, Experiment, Ground, Probe } from './probe.js'
import { watch } from './watch.js'

/** What one experiment showed, and whom it concerns. */
export interface Result {
  readonly probe: string
  readonly name: string
  /** Ids of the findings that it settles. */
  readonly findings: readonly string[]
  readonly evidence: Evidence
  /** For a proof that nothing suspected. */
  readonly discovers?: Discovery
}

export interface RunOptions {
  /** Milliseconds for all experiments; what is left over is named in `skipped`. */
  readonly budget?: number
  /** Leaves out what nothing suspects. */
  readonly suspectsOnly?: boolean
  /** Called before each experiment. */
  readonly progress?: (done: number, all: number, name: string) => void
}

export interface ProbeRun {
  readonly results: readonly Result[]
  /** Experiments for which there was no time. */
  readonly skipped: readonly string[]
}

/** Times that an app is started anew because it answers no more for a while. */
const MOST_RESTARTS = 10

/** Makes every experiment, one at a time, each on a copy as fresh as after the boot. Suspicions come before mere tries. */
export async function runProbes(
  ground: Ground,
  probes: readonly Probe[],
  { budget = Infinity, progress, suspectsOnly = false }: RunOptions = {},
): Promise<ProbeRun> {
  const planned = probes
    .flatMap(probe => [...probe.plan(ground)].map(experiment => ({ probe, experiment })))
    .filter(({ experiment }) => !suspectsOnly || experiment.findings.length > 0)
    .toSorted((a, b) => Number(a.experiment.findings.length === 0) - Number(b.experiment.findings.length === 0))
  const started = performance.now()
  const results: Result[] = []
  const skipped: string[] = []
  const watched = watch(ground)
  await watched.begin()
  let credentials = copyOf(ground.lab)
  let lives = ground.lab.deaths()
  let restarts = 0
  const settle = (): void => {
    // An app that died has let everybody in anew.
    if (ground.lab.deaths() > lives) credentials = copyOf(ground.lab)
    else restore(ground.lab, credentials)
    lives = ground.lab.deaths()
  }
  // What a reset cannot put back is the memory of the app: somebody's session may have ended in it.
  const afresh = async (): Promise<void> => {
    await ground.lab.reset()
    settle()
    await ground.lab.comeBack()
    credentials = copyOf(ground.lab)
    await watched.begin()
  }
  for (const [index, { probe, experiment }] of planned.entries()) {
    if (performance.now() - started > budget) {
      skipped.push(`${probe.id}: ${experiment.name}`)
      continue
    }
    progress?.(index, planned.length, experiment.name)
    const faults = ground.lab.faults()
    let evidence = await one(probe, experiment)
    if (watched.limited() && restarts++ < MOST_RESTARTS) {
      // Limits are kept in memory as a rule: who comes after must not find the doors shut by us.
      await ground.lab.restart()
      await afresh()
      if (evidence.verdict === 'inconclusive') evidence = await one(probe, experiment)
    }
    if (await watched.touched()) await afresh()
    else settle()
    if (evidence.verdict === 'refuted') {
      evidence =
        ground.lab.faults() > faults ? undecided(evidence, 'the app ended meanwhile') : await confirmed(ground, experiment, evidence)
      if (await watched.touched()) await afresh()
      else settle()
    }
    results.push({
      probe: probe.id,
      name: experiment.name,
      findings: experiment.findings.map(finding => finding.id),
      evidence,
      ...(experiment.discovers && evidence.verdict === 'proved' && { discovers: experiment.discovers }),
    })
  }
  watched.stop()
  return { results, skipped }
}

/** An experiment may sign somebody out. */
const copyOf = (lab: Lab): ReadonlyMap<Actor, Credentials> =>
  new Map([...lab.credentials].map(([actor, { cookies, headers }]) => [actor, { cookies: new Map(cookies), headers }]))

function restore(lab: Lab, kept: ReadonlyMap<Actor, Credentials>): void {
  lab.credentials.clear()
  for (const [actor, { cookies, headers }] of kept) lab.credentials.set(actor, { cookies: new Map(cookies), headers })
}

/** An experiment that breaks says nothing of the app. */
async function one(probe: Probe, experiment: Experiment): Promise<Evidence> {
  try {
    return { ...(await experiment.run()), by: probe.id }
  } catch (error) {
    return {
      verdict: 'inconclusive',
      by: probe.id,
      says: experiment.name,
      because: `the experiment itself failed: ${error instanceof Error ? error.message : String(error)}`,
      steps: [],
    }
  }
}

/** A refusal says something only where the app is well: the ordinary request has to be answered at this very moment. */
async function confirmed(ground: Ground, { control }: Experiment, evidence: Evidence): Promise<Evidence> {
  if (!control) return evidence
  const working = await ground.working(control)
  const answer = await ground.lab.send(working.request)
  return receptionOf(answer) === receptionOf(working.answer)
    ? evidence
    : undecided(evidence, `an ordinary request is not answered any more: ${answered(answer)}`)
}

const undecided = (evidence: Evidence, because: string): Evidence => ({ ...evidence, verdict: 'inconclusive', because })
