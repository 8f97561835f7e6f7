import { examine, type ExamineOptions } from '#examine'
import type { Finding } from '#triage/finding'
import { withApp } from './page.fixture.js'

/** What a check finds in an app whose schema was put into a database and everything tried there but the measuring. */
export function findingsExamined(
  id: string,
  files: ReadonlyMap<string, string>,
  options: ExamineOptions = {},
): Promise<readonly Finding[]> {
  return withApp(files, async root => {
    const { report } = await examine(root, { rows: 0, ...options })
    const errors = report.results.filter(result => result.outcome === 'error')
    if (errors.length > 0) throw new Error(JSON.stringify(errors))
    return report.findings.filter(finding => finding.check === id)
  })
}
