import type { Severity } from '#base/certainty'
import { isOpen, type Finding, type Report } from '#triage/finding'
import { countOpen, worst } from '../verdict.js'
import type { Paper } from './paper.js'

/** Lesser findings beyond this many a severity are left to the page. */
const MOST_LESSER = 8

const LISTED: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** The few things to know if nothing else is read. */
export function worstLines(report: Report, paper: Paper): string[] {
  const things = worst(report)
  if (things.length === 0) return []
  return [
    paper.bold('What will hurt first'),
    ...things.flatMap(({ finding, alike }, index) => [
      ...paper.wrap(`${severityOf(finding.severity, paper)}: ${finding.message}`, 2, `${index + 1}  `),
      ...paper.wrap(finding.why, 5),
      ...paper.wrap(`${placeOf(finding)}${alike > 0 ? `, and ${alike} more of this kind` : ''}`, 5).map(paper.dim),
    ]),
  ]
}

/** Every finding that is grave, and the first of the others, two lines each. */
export function findingLines(report: Report, paper: Paper): string[] {
  const counts = countOpen(report)
  const accepted = report.findings.filter(finding => finding.status === 'accepted').length
  const refuted = report.findings.filter(finding => finding.status === 'refuted').length
  const known = report.findings.filter(finding => isOpen(finding) && finding.known).length
  const total = LISTED.filter(severity => counts[severity] > 0).map(severity => `${counts[severity]} ${severity}`)
  if (total.length === 0 && accepted === 0) return []
  const asides = [
    ...(known > 0 ? [`${known} known since the baseline`] : []),
    ...(refuted > 0 ? [`${refuted} refuted by trying`] : []),
    ...(accepted > 0 ? [`${accepted} accepted with a reason`] : []),
  ]
  return [
    ...paper.wrap(`${paper.bold('All findings')}  ${[...total, ...asides].join(' · ')}`, 0),
    ...LISTED.flatMap(severity =>
      linesOf(
        report.findings.filter(finding => isOpen(finding) && finding.severity === severity),
        severity,
        paper,
      ),
    ),
  ]
}

function linesOf(findings: readonly Finding[], severity: Severity, paper: Paper): string[] {
  const most = severity === 'critical' || severity === 'high' ? findings.length : MOST_LESSER
  const rest = findings.length - most
  return [
    ...findings
      .slice(0, most)
      .flatMap(finding => [
        ...paper.wrap(finding.message, 2, `${severityOf(severity, paper)}${' '.repeat(10 - severity.length)}`),
        ...proofLines(finding, paper),
        ...paper.wrap(`${placeOf(finding)} · ${finding.check} · ${finding.id}${finding.known ? ' · known' : ''}`, 12).map(paper.dim),
      ]),
    ...(rest > 0 ? [paper.dim(`  … and ${rest} more ${severity} ones in the page`)] : []),
  ]
}

/** What an experiment showed, in one sentence. */
function proofLines(finding: Finding, paper: Paper): string[] {
  const proof = finding.evidence?.find(one => one.verdict === 'proved')
  return proof ? paper.wrap(`proved: ${proof.says}`, 12) : []
}

const placeOf = (finding: Finding): string => `${finding.at.file}:${finding.at.line}`

function severityOf(severity: Severity, { colors }: Paper): string {
  const color = { critical: colors.red, high: colors.magenta, medium: colors.yellow, low: colors.blue, info: colors.gray }[severity]
  return color(severity)
}
