import { join } from 'node:path'
import { CHECKS } from '#checks/registry.generated'
import { type ChecksRun, type FoundProblem, runChecks } from '#checks/run'
import type { Problem } from '#checks/check'
import type { AppModel } from '#model/app-model'
import { type Frames, framesOf } from '#report/frame'
import { readSource } from '#source/read'
import type { Source } from '#source/source'
import { accept } from '#triage/accept'
import { assemble } from '#triage/assemble'
import { EMPTY_CONFIGURATION, parseConfiguration } from '#triage/configuration'
import type { Report } from '#triage/finding'
import { outcomes } from '#triage/outcomes'
import { identify, rank } from '#triage/rank'
import { settle } from '#triage/settle'
import { keep, type Kept, keyOf, readKept } from './kept.js'
import { VERSION } from './version.js'

export interface AuditOptions {
  /** Keep facts of files under `.seaworthy/cache` (the default), or read and write nothing. */
  readonly cache?: boolean
  /** Put milliseconds per stage into the report; without it, the same app gives the same bytes. */
  readonly timing?: boolean
}

export interface AuditResult {
  readonly report: Report
  /** Source lines around each place that the report names, secrets masked. */
  readonly frames: Frames
  readonly model: AppModel
  readonly source: Source
  /** What every check found, before it was ranked. */
  readonly found: readonly FoundProblem[]
  /** What the checks said, by the finding's id, with the data that fixes use. */
  readonly problems: ReadonlyMap<string, Problem>
}

/** Runs one stage and notes how long it took. */
export type Timed = <Result>(stage: string, work: () => Result | Promise<Result>) => Promise<Result>

export function stopwatch(timing: Record<string, number>): Timed {
  return async (stage, work) => {
    const start = performance.now()
    const result = await work()
    timing[stage] = Math.round(performance.now() - start)
    return result
  }
}

/** The app's files. Throws `Failure` for a folder that is no app and for a configuration that is not understood. */
export async function readApp(folder: string, timed: Timed): Promise<Source> {
  const source = await timed('source', () => readSource(folder))
  configurationOf(source)
  return source
}

/** Everything from the model on: checks, triage, report. */
export async function reportOn(source: Source, model: AppModel, timed: Timed): Promise<AuditResult> {
  return await told(source, { model, run: await checked(source, model, timed) }, timed)
}

const checked = (source: Source, model: AppModel, timed: Timed): Promise<ChecksRun> =>
  timed('checks', () => runChecks({ ...model, source }, CHECKS))

/** What was found, ranked and written up. */
async function told(source: Source, { model, run }: Kept, timed: Timed): Promise<AuditResult> {
  const textOf = (file: string): string | undefined => source.file(file)?.text()
  const report = await timed('triage', () => {
    const shown = new Map(
      identify(run.problems).flatMap(({ id, problem }) => (problem.evidence ? [[id, [problem.evidence]] as const] : [])),
    )
    const findings = settle(accept(rank(run.problems, model), configurationOf(source).accept, textOf), shown)
    return assemble({ model, findings, results: outcomes(CHECKS, run, model), version: VERSION })
  })
  const problems = new Map(identify(run.problems).map(({ id, problem }) => [id, problem]))
  return { report, frames: framesOf(report, textOf), model, source, found: run.problems, problems }
}

/** The whole audit: source → facts → model → findings → ranked → report. Throws `Failure` for what is no app. */
export async function audit(folder: string, options: AuditOptions = {}): Promise<AuditResult> {
  const timing: Record<string, number> = {}
  const timed = stopwatch(timing)
  const source = await readApp(folder, timed)
  const result = await told(source, options.cache === false ? await anew(source, timed) : await again(source, timed), timed)
  return options.timing ? { ...result, report: { ...result.report, timing } } : result
}

async function anew(source: Source, timed: Timed, cache?: string): Promise<Kept> {
  // What reads code is loaded only where code is read.
  const { modelOf, openApp } = await import('./model-of.js')
  const app = await openApp(source, timed, cache)
  const model = await modelOf(app, timed)
  const run = await checked(source, model, timed)
  app.facts.save()
  return { model, run }
}

/** Where nothing has changed since the last look, what that came to. */
async function again(source: Source, timed: Timed): Promise<Kept> {
  const cache = join(source.root, '.seaworthy', 'cache')
  const key = keyOf(source)
  const kept = await timed('cache', () => readKept(cache, key))
  if (kept) return kept
  const made = await anew(source, timed, cache)
  keep(cache, key, made)
  return made
}

export function configurationOf(source: Source): ReturnType<typeof parseConfiguration> {
  const file = source.file('seaworthy.json')
  return file ? parseConfiguration(file.text()) : EMPTY_CONFIGURATION
}
