import { join } from 'node:path'
import { CHECKS } from '#checks/registry.generated'
import { type ChecksRun, type FoundProblem, runChecks } from '#checks/run'
import type { Parts, Problem } from '#checks/check'
import { readCatalogue } from '#database/read'
import { openFacts } from '#facts/cache'
import type { AppModel } from '#model/app-model'
import { buildModel } from '#model/build'
import { type Frames, framesOf } from '#report/frame'
import { readSource } from '#source/read'
import type { Source } from '#source/source'
import { accept } from '#triage/accept'
import { assemble } from '#triage/assemble'
import { EMPTY_CONFIGURATION, parseConfiguration } from '#triage/configuration'
import type { Report } from '#triage/finding'
import { outcomes } from '#triage/outcomes'
import { identify, rank } from '#triage/rank'
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

/**
 * The whole audit: source → facts → model → findings → ranked → report.
 * Throws `Failure` for a folder that is no app and for a configuration that is not understood.
 */
export async function audit(folder: string, options: AuditOptions = {}): Promise<AuditResult> {
  const timing: Record<string, number> = {}
  const timed = async <Result>(stage: string, work: () => Result | Promise<Result>): Promise<Result> => {
    const start = performance.now()
    const result = await work()
    timing[stage] = Math.round(performance.now() - start)
    return result
  }
  const source = await timed('source', () => readSource(folder))
  const configuration = configurationOf(source)
  const catalogue = await timed('database', () => readCatalogue(source))
  const facts = openFacts(source, options.cache === false ? undefined : join(source.root, '.seaworthy', 'cache'))
  const model = await timed('model', () => buildModel(source, facts, catalogue))
  const parts: Parts = { ...model, source }
  const run = await timed('checks', (): ChecksRun => runChecks(parts, CHECKS))
  const textOf = (file: string): string | undefined => source.file(file)?.text()
  const report = await timed('triage', () => {
    const findings = accept(rank(run.problems, model), configuration.accept, textOf)
    return assemble({ model, findings, results: outcomes(CHECKS, run, model), version: VERSION })
  })
  facts.save()
  const problems = new Map(identify(run.problems).map(({ id, problem }) => [id, problem]))
  return { report: options.timing ? { ...report, timing } : report, frames: framesOf(report, textOf), model, source, found: run.problems, problems }
}

export function configurationOf(source: Source): ReturnType<typeof parseConfiguration> {
  const file = source.file('seaworthy.json')
  return file ? parseConfiguration(file.text()) : EMPTY_CONFIGURATION
}
