import { existsSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { audit } from '#audit'
import { Failure } from '#base/failure'
import { SEVERITIES, type Severity } from '#base/certainty'
import { render, type Format } from '#report/render'
import { isOpen, type Finding, type Report } from '#triage/finding'
import { baselinePath, markByFile, writeBaseline } from './baseline.js'
import { pages } from './pages.js'
import { write } from './write.js'

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

const FORMAT_OF: Readonly<Record<string, Format>> = { '.json': 'json', '.sarif': 'sarif', '.html': 'html', '.md': 'markdown' }

/** Audits the app and prints the report. 1 when a finding that counts is grave enough. */
export async function run(dir = '.', flags: AuditFlags = {}): Promise<number> {
  const baseline = baselinePath(dir, flags.baseline)
  const { report: found, frames } = await audit(dir, { timing: flags.timing ?? false, cache: flags.cache ?? true })
  if (flags.updateBaseline) {
    if (!flags.baseline) keepOutOfGit(dir)
    console.log(`${writeBaseline(baseline, found.findings)} findings are in ${baseline}. From now on only new ones count.`)
    return 0
  }
  const report: Report = { ...found, findings: markByFile(found.findings, baseline, flags.baseline !== undefined) }
  const format = formatOf(flags)
  const checks = pages(report)
  // A pipe or a file asked for one thing; a person at a terminal is also given the page to look at.
  const page = flags.output || flags.format ? undefined : writePage(dir, await render('html', report, frames, { checks }))
  const text = await render(format, report, frames, { checks, ...(page && { page }), ...(flags.output && { color: false }) })
  if (flags.output) {
    write(flags.output, text)
    console.error(`The report is in ${flags.output}.`)
  } else {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  if (flags.timing && report.timing && format === 'console') console.log(timing(report.timing))
  return report.findings.some(finding => counts(finding, flags.failOn ?? 'low')) ? 1 : 0
}

function formatOf({ format, output }: AuditFlags): Format {
  return (format as Format | undefined) ?? (output ? FORMAT_OF[extname(output)] : undefined) ?? 'console'
}

function counts(finding: Finding, failOn: string): boolean {
  if (failOn === 'never' || finding.known || !isOpen(finding)) return false
  return SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn as Severity)
}

/** Where the page is; `undefined` where the app's folder cannot be written, which is no reason to withhold the report. */
function writePage(dir: string, page: string): string | undefined {
  const path = join(dir, '.seaworthy', 'report.html')
  try {
    keepOutOfGit(dir)
    write(path, page)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(`${error.message} \`--format html --output <file>\` writes the page elsewhere.`)
    return undefined
  }
  return relative(process.cwd(), path) || path
}

/** Reports and caches are nobody's to commit; the baseline is. */
function keepOutOfGit(dir: string): void {
  const path = join(dir, '.seaworthy', '.gitignore')
  if (!existsSync(path)) write(path, '*\n!.gitignore\n!baseline.json\n')
}

function timing(stages: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(stages).map(stage => stage.length))
  const lines = Object.entries(stages).map(([stage, ms]) => `  ${stage.padEnd(width)}  ${ms.toFixed(0).padStart(6)} ms`)
  return ['', ...lines].join('\n')
}
