import { audit } from '#audit'
import { withApp } from './page.fixture.js'

/** What a check finds in an app of these files, through the whole audit: `file:line severity message`. */
export function findingsIn(id: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  return withApp(new Map(Object.entries(files)), async root => {
    const { report } = await audit(root, { cache: false })
    const errors = report.results.filter(result => result.outcome === 'error')
    if (errors.length) throw new Error(JSON.stringify(errors))
    return report.findings
      .filter(finding => finding.check === id)
      .map(({ at, severity, message }) => `${at.file}:${at.line} ${severity} ${message}`)
      .sort()
  })
}
