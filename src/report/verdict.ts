import type { Severity } from '#base/certainty'
import { isOpen, type Answer, type Finding, type Report } from '#triage/finding'

/** The report in two sentences: what to do, and why. */
export interface Verdict {
  readonly tone: 'bad' | 'warn' | 'good' | 'unclear'
  readonly headline: string
  readonly lead: string
}

/** What a founder reads first. */
export function verdict(report: Report): Verdict {
  const { critical, high, medium, low } = countOpen(report)
  const unanswered = report.results.filter(result => result.outcome === 'unknown' || result.outcome === 'error').length
  const blind =
    unanswered > 0
      ? ` ${spell(unanswered, 'check')} could not be answered from the code: ${unanswered === 1 ? 'that is' : 'those are'} listed as unknown, not as fine.`
      : ''
  const rest = later(medium + low)
  if (report.routes.length === 0 && report.tables.length === 0 && critical + high + medium + low === 0)
    return {
      tone: 'unclear',
      headline: 'Too little could be read to say.',
      lead: `No route and no table was found in this folder.${blind}`,
    }
  if (critical > 0)
    return {
      tone: 'bad',
      headline: `Not safe to launch: ${spellLower(critical, 'fault')} can be used against you today.`,
      lead: `${high > 0 ? `${spell(high, 'more fault')} should be repaired before the first customer arrives. ` : ''}${rest}${blind}`.trim(),
    }
  if (high > 0)
    return {
      tone: 'warn',
      headline: `${high <= 3 ? 'Nearly' : 'Not ready yet'}: ${spellLower(high, 'fault')} should be repaired before launch.`,
      lead: `Nothing critical was found. ${rest}${blind}`.trim(),
    }
  if (medium + low > 0) return { tone: 'good', headline: 'Nothing found that should stop a launch.', lead: `${rest}${blind}`.trim() }
  return { tone: 'good', headline: 'Nothing found.', lead: `Every check that could be answered came out clean.${blind}` }
}

/** The few findings to show first: in rank order, but not one kind of fault three times over. */
export function worst(report: Report, most = 3): readonly { readonly finding: Finding; readonly alike: number }[] {
  const open = report.findings.filter(isOpen)
  const kinds = [...new Set(open.map(finding => finding.check))].slice(0, most)
  return kinds.map(check => {
    const same = open.filter(finding => finding.check === check)
    return { finding: same[0]!, alike: same.length - 1 }
  })
}

/** Open findings by severity. */
export function countOpen(report: Report): Readonly<Record<Severity, number>> {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const finding of report.findings) if (isOpen(finding)) counts[finding.severity]++
  return counts
}

/** The list that fits the app stands first in the report. */
export function fittingList(report: Report): {
  readonly name: Answer['list']
  readonly answers: readonly Answer[]
  readonly others: readonly Answer[]
} {
  const name = report.checklist[0]?.list ?? 'store'
  return {
    name,
    answers: report.checklist.filter(answer => answer.list === name),
    others: report.checklist.filter(answer => answer.list !== name),
  }
}

/** One line of what the app is. */
export function identity({ app, routes, tables }: Report): string {
  const stack = [...new Set([...app.frameworks, ...app.databases, ...app.services])]
  return [
    stack.length > 0 ? stack.join(', ') : 'stack not recognised',
    ...(app.builder ? [`built with ${app.builder}`] : []),
    ...(app.host ? [`hosted on ${app.host}`] : []),
    `${routes.length} ${routes.length === 1 ? 'route' : 'routes'}`,
    `${tables.length} ${tables.length === 1 ? 'table' : 'tables'}`,
  ].join(' · ')
}

const later = (count: number): string => (count > 0 ? `${spell(count, 'smaller thing')} can wait.` : '')

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const spellLower = (count: number, noun: string): string => `${WORDS[count] ?? count} ${noun}${count === 1 ? '' : 's'}`

/** `Three faults`: a number to open a sentence with. */
export function spell(count: number, noun: string): string {
  const text = spellLower(count, noun)
  return text[0]!.toUpperCase() + text.slice(1)
}
