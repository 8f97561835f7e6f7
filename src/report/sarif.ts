import type { Severity } from '#base/certainty'
import type { Place, TrailStep } from '#base/place'
import type { Finding, Report } from '#triage/finding'
import type { Frames } from './frame.js'
import type { RenderOptions } from './render.js'

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
}
/** GitHub sorts by this number: from 9 critical, from 7 high, from 4 medium. */
const SECURITY: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: '0.5' }
const PRECISION = { certain: 'very-high', likely: 'high', possible: 'medium' } as const

/** The report as SARIF 2.1.0, for code hosts. */
export function sarif(report: Report, _frames: Frames, { checks = {} }: RenderOptions): string {
  const ids = [...new Set(report.findings.map(finding => finding.check))].toSorted()
  const rules = ids.map(id =>
    ruleOf(
      report.findings.find(finding => finding.check === id)!,
      checks[id],
    ),
  )
  const hasBaseline = report.findings.some(finding => finding.known)
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Seaworthy', semanticVersion: report.tool.version, informationUri: 'https://seaworthy.dev', rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that was audited.' } } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(report) }],
        results: report.findings.map(finding => resultOf(finding, ids.indexOf(finding.check), hasBaseline)),
        properties: { score: report.score.value },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf(finding: Finding, page: { readonly title: string; readonly markdown: string } | undefined): object {
  return {
    id: finding.check,
    name: finding.check.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: page?.title ?? finding.why },
    fullDescription: { text: finding.why },
    help: { text: finding.help, markdown: page?.markdown ?? `${finding.why}\n\n**How to repair**\n\n${finding.help}` },
    defaultConfiguration: { level: LEVEL[finding.severity] },
    properties: {
      tags: ['security', finding.area, ...finding.refs.map(tagOf)],
      precision: PRECISION[finding.certainty],
      'security-severity': SECURITY[finding.severity],
    },
  }
}

function resultOf(finding: Finding, ruleIndex: number, hasBaseline: boolean): object {
  return {
    ruleId: finding.check,
    ruleIndex,
    level: LEVEL[finding.severity],
    kind: 'fail',
    message: { text: `${finding.message} ${finding.help}` },
    locations: [locationOf(finding.at)],
    partialFingerprints: { 'seaworthyFinding/v1': finding.id },
    ...(hasBaseline && { baselineState: finding.known ? 'unchanged' : 'new' }),
    ...(finding.trail.length > 0 && { codeFlows: [{ threadFlows: [{ locations: finding.trail.map(stepOf) }] }] }),
    ...(finding.status === 'accepted' && { suppressions: [{ kind: 'external', status: 'accepted', justification: finding.reason ?? '' }] }),
    // GitHub orders results by their rank from 0 to 100, highest first.
    rank: Math.max(0, 100 - (finding.rank - 1)),
    properties: {
      certainty: finding.certainty,
      status: finding.status,
      severity: finding.severity,
      because: finding.because,
      'security-severity': SECURITY[finding.severity],
    },
  }
}

const stepOf = ({ at, label }: TrailStep): object => ({ location: { ...locationOf(at), message: { text: label } } })

function locationOf({ file, line }: Place): { readonly physicalLocation: object } {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      region: { startLine: line },
    },
  }
}

/** What could not be read is said here too. */
function notificationsOf({ gaps }: Report): object[] {
  return gaps.map(gap => ({
    level: 'warning',
    message: { text: `Could not be read: ${gap.why} May hide ${gap.hides.join(', ')}.` },
    locations: [locationOf(gap.at)],
  }))
}

const tagOf = (ref: string): string => (/^CWE-\d+$/.test(ref) ? `external/cwe/${ref.toLowerCase()}` : ref)
