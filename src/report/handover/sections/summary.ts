import { SEVERITIES } from '#base/certainty'
import { isOpen } from '#triage/finding'
import { type HandoverSection, type Stack, text } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput } from '../input.js'
import { behindOthers } from '../first.js'
import { wasShown } from '../standing.js'

/** What the audit found, by severity, and what became of it. */
export function summarySection(input: HandoverInput): HandoverSection {
  const { before, after, repairs } = input
  const behind = behindOthers(input)
  const found = before.findings.filter(finding => finding.status !== 'accepted' && finding.status !== 'refuted')
  const refuted = before.findings.filter(finding => finding.status === 'refuted')
  const fixed = new Set(repairs.map(repair => repair.finding.id))
  const left = after.findings.filter(isOpen)
  const open = new Set(left.map(finding => finding.id))
  const gone = found.filter(finding => !fixed.has(finding.id) && !open.has(finding.id)).length
  const rows = SEVERITIES.filter(severity => severity !== 'info').map((severity): Stack => {
    const these = found.filter(finding => finding.severity === severity)
    const done = these.filter(finding => fixed.has(finding.id)).length
    const open = left.filter(finding => finding.severity === severity).length
    return {
      severity,
      found: these.length,
      done,
      left: open,
      says: `${these.length} found, ${these.filter(wasShown).length} shown, ${done} repaired, ${open} left`,
    }
  })
  const areas = [...new Set(found.map(finding => finding.area))]
    .map(area => ({ area, these: found.filter(finding => finding.area === area) }))
    .toSorted((a, b) => b.these.length - a.these.length || (a.area < b.area ? -1 : 1))
  const [worst] = areas
  return {
    id: 'summary',
    title: 'What the audit found',
    note: String(found.length),
    intro:
      `${plural(found.length, 'fault')} in ${plural(before.routes.length, 'route')} and ${plural(before.tables.length, 'table')}${worst ? `, most of them in ${worst.area} (${worst.these.length})` : ''}. ${refuted.length > 0 ? `${plural(refuted.length, 'suspicion')} turned out wrong when tried, and ${refuted.length === 1 ? 'is' : 'are'} not counted.` : ''}${gone > 0 ? ` ${gone} went with a repair that was made for another.` : ''}${behind > 0 ? ` ${behind} more came to light behind them and ${behind === 1 ? 'was' : 'were'} repaired too; the tables count what was found at first.` : ''}`.trim(),
    blocks: [
      { kind: 'stacks', label: 'Findings by severity', rows },
      {
        kind: 'table',
        label: 'Findings by area',
        head: ['Area', 'Found', 'Repaired', 'The gravest'],
        rows: areas.map(({ area, these }) => [
          area,
          String(these.length),
          String(these.filter(finding => fixed.has(finding.id)).length),
          these[0]!.message,
        ]),
      },
      ...(refuted.length > 0
        ? [
            text('Suspected and refuted:'),
            {
              kind: 'list' as const,
              items: refuted.slice(0, 12).map(({ message, reason, id }) => `${message} ${reason ?? ''} (${code(id)})`),
            },
          ]
        : []),
    ],
  }
}
