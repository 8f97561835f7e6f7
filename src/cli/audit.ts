import { audit } from '#audit'
import { optimiseLater } from '#base/optimise-later'
import type { Report } from '#triage/finding'
import { baselinePath, markByFile, writeBaseline } from './baseline.js'
import { keepOutOfGit } from './own-folder.js'
import { formatOf, publish } from './publish.js'

/** The options of `seaworthy audit`, as parsed. */
export interface AuditFlags {
  readonly format?: string
  readonly output?: string
  readonly failOn?: string
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly timing?: boolean
  readonly cache?: boolean
}

/** Audits the app and prints the report. 1 when a finding that counts is grave enough. */
export async function run(dir = '.', flags: AuditFlags = {}): Promise<number> {
  optimiseLater()
  const baseline = baselinePath(dir, flags.baseline)
  const { report: found, frames } = await audit(dir, { timing: flags.timing ?? false, cache: flags.cache ?? true })
  if (flags.updateBaseline) {
    if (!flags.baseline) keepOutOfGit(dir)
    console.log(`${writeBaseline(baseline, found.findings)} findings are in ${baseline}. From now on only new ones count.`)
    return 0
  }
  const report: Report = { ...found, findings: markByFile(found.findings, baseline, flags.baseline !== undefined) }
  const code = await publish(dir, report, frames, flags)
  if (flags.timing && report.timing && formatOf(flags) === 'console') console.log(timing(report.timing))
  return code
}

function timing(stages: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(stages).map(stage => stage.length))
  const lines = Object.entries(stages).map(([stage, ms]) => `  ${stage.padEnd(width)}  ${ms.toFixed(0).padStart(6)} ms`)
  return ['', ...lines].join('\n')
}
