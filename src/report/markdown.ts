import { SEVERITIES } from '#base/certainty'
import { isOpen, type Finding, type Report } from '#triage/finding'
import type { Frames } from './frame.js'
import { countOpen, fittingList, identity, verdict, worst } from './verdict.js'

/** The report for a pull request, an issue or a document. */
export function markdown(report: Report, _frames: Frames): string {
  const said = verdict(report)
  const sections = [
    [
      `# ${inline(report.app.name)}: ${said.headline}`,
      said.lead,
      `${inline(identity(report))}${said.tone === 'unclear' ? '' : ` · launch readiness **${report.score.value}/100**`}`,
    ],
    worstSection(report),
    checklistSection(report),
    findingsSection(report),
    refutedSection(report),
    acceptedSection(report),
    labSection(report),
    routesSection(report),
    unknownSection(report),
    said.tone === 'unclear' ? [] : scoreSection(report),
  ]
  return `${sections
    .flat()
    .filter(part => part !== '')
    .join('\n\n')}\n`
}

function worstSection(report: Report): string[] {
  const things = worst(report)
  const items = things.map(
    ({ finding, alike }, index) =>
      `${index + 1}. **${inline(finding.message)}** ${inline(finding.why)} ${place(finding)}${alike > 0 ? `, and ${alike} more of this kind` : ''}`,
  )
  return things.length > 0 ? ['## What will hurt first', items.join('\n')] : []
}

function checklistSection(report: Report): string[] {
  const { name, answers } = fittingList(report)
  const rows = answers.map(({ question, answer, good, evidence }) => [
    question,
    good === undefined ? answer : `${answer} (${good ? 'good' : 'bad'})`,
    evidence,
  ])
  return answers.length > 0 ? [`## The ${name} checklist`, table(['question', 'answer', 'evidence'], rows)] : []
}

function findingsSection(report: Report): string[] {
  const counts = countOpen(report)
  const parts = SEVERITIES.flatMap(severity => {
    const findings = report.findings.filter(finding => isOpen(finding) && finding.severity === severity)
    return findings.length > 0
      ? [`### ${severity[0]!.toUpperCase()}${severity.slice(1)} (${counts[severity]})`, findings.map(item).join('\n')]
      : []
  })
  return parts.length > 0 ? ['## Findings', ...parts] : []
}

const item = (finding: Finding): string =>
  `- **${inline(finding.message)}** ${place(finding)}\n  ${inline(finding.help)}\n  \`${finding.check}\` · \`${finding.id}\` · ${finding.certainty}, ${finding.status}${finding.known ? ', known' : ''} · ${inline(finding.because)}${proofOf(finding)}`

const proofOf = ({ evidence = [] }: Finding): string =>
  evidence.map(one => `\n  - ${one.verdict}: ${inline(one.says)}${one.because === undefined ? '' : ` (${inline(one.because)})`}`).join('')

function refutedSection({ findings }: Report): string[] {
  const refuted = findings.filter(finding => finding.status === 'refuted')
  return refuted.length > 0
    ? [
        '## Suspected, and refuted by trying',
        refuted.map(finding => `- ${inline(finding.message)} ${place(finding)}: ${inline(finding.reason ?? '')}`).join('\n'),
      ]
    : []
}

function labSection({ lab }: Report): string[] {
  if (!lab) return []
  if (lab.outcome === 'failed')
    return ['## Tried on a running copy', inline(`The copy did not come up: ${lab.why ?? ''} ${lab.help ?? ''}`)]
  const rows = [
    ...lab.steps.map(({ step, outcome, says }) => [step, outcome, says]),
    ...lab.actors.map(({ actor, outcome, by, why }) => [actor, outcome, why === undefined ? by : `${by}: ${why}`]),
  ]
  return [
    '## Tried on a running copy',
    `${lab.tried} experiments: ${lab.proved} proved, ${lab.refuted} refuted, ${lab.inconclusive} undecided.`,
    table(['step', 'outcome', 'what happened'], rows),
  ]
}

function acceptedSection({ findings }: Report): string[] {
  const accepted = findings.filter(finding => finding.status === 'accepted')
  return accepted.length > 0
    ? ['## Accepted', accepted.map(finding => `- ${inline(finding.message)} ${place(finding)}: ${inline(finding.reason ?? '')}`).join('\n')]
    : []
}

function routesSection({ routes }: Report): string[] {
  const rows = routes.map(route => [
    `\`${route.method} ${route.path}\``,
    route.auth,
    route.how,
    route.validated,
    route.tables.join(', '),
    `\`${route.at.file}:${route.at.line}\``,
  ])
  return rows.length > 0 ? ['## Who may call what', table(['route', 'who', 'how', 'validated', 'tables', 'place'], rows)] : []
}

function unknownSection({ results, gaps }: Report): string[] {
  const unanswered = results
    .filter(result => result.outcome === 'unknown' || result.outcome === 'error')
    .map(result => `- \`${result.check}\`: ${inline(result.reason)}`)
  const unread = gaps.map(gap => `- \`${gap.at.file}:${gap.at.line}\`: ${inline(gap.why)} May hide ${gap.hides.join(', ')}.`)
  return [
    ...(unanswered.length > 0 ? ['## What could not be answered', unanswered.join('\n')] : []),
    ...(unread.length > 0 ? ['## What could not be read', unread.join('\n')] : []),
  ]
}

function scoreSection({ score }: Report): string[] {
  const lines = ['100', ...score.steps.map(step => `− ${step.points} ${step.label}`), `= **${score.value}**`]
  return ['## How the score came about', lines.map(line => `- ${line}`).join('\n')]
}

const place = (finding: Finding): string => `(\`${finding.at.file}:${finding.at.line}\`)`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => inline(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** One line, with nothing that Markdown or the HTML inside it would run; code in backticks is left alone. */
function inline(text: string): string {
  const parts = text.replace(/\s+/g, ' ').split(/(`[^`]*`)/)
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/[\\[\]*_]/g, '\\$&')
            .replaceAll('<', '&lt;')
            .replaceAll('`', '\\`'),
    )
    .join('')
}
