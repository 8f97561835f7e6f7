import { extname, join, relative } from 'node:path'
import { SEVERITIES, type Severity } from '#base/certainty'
import { Failure } from '#base/failure'
import type { Frames } from '#report/frame'
import { render, type Format } from '#report/render'
import { isOpen, type Finding, type Report } from '#triage/finding'
import { keepOutOfGit } from './own-folder.js'
import { pages } from './pages.js'
import { write } from './write.js'

/** How a report is to be printed, as parsed. */
export interface PrintFlags {
  readonly format?: string
  readonly output?: string
  readonly failOn?: string
}

const FORMAT_OF: Readonly<Record<string, Format>> = { '.json': 'json', '.sarif': 'sarif', '.html': 'html', '.md': 'markdown' }

/** Prints the report as asked, and its page beside the app. 1 when a finding that counts is grave enough. */
export async function publish(dir: string, report: Report, frames: Frames, flags: PrintFlags): Promise<number> {
  const checks = pages(report)
  // A pipe or a file asked for one thing; a person at a terminal is also given the page to look at.
  const page = flags.output || flags.format ? undefined : writePage(dir, await render('html', report, frames, { checks }))
  const text = await render(formatOf(flags), report, frames, { checks, ...(page && { page }), ...(flags.output && { color: false }) })
  if (flags.output) {
    write(flags.output, text)
    console.error(`The report is in ${flags.output}.`)
  } else {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }
  return report.findings.some(finding => counts(finding, flags.failOn ?? 'low')) ? 1 : 0
}

export function formatOf({ format, output }: PrintFlags): Format {
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
