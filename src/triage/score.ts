import type { Certainty, Severity } from '#base/certainty'
import type { AppModel } from '#model/app-model'
import { businessOf } from './business.js'
import { isOpen, type CheckResult, type Finding, type Score } from './finding.js'

/** What one severity takes of the score that is left: `first` at once, then towards `most`, each further unit leaving `left` of the rest. */
interface Loss {
  readonly first: number
  readonly most: number
  readonly left: number
}

/** One critical leaves less than 60, two on money or personal data less than 40; two hundred trifles take six in a hundred. */
const LOSSES: Readonly<Record<Exclude<Severity, 'info'> | 'unanswered', Loss>> = {
  critical: { first: 0.41, most: 0.7, left: 0.5 },
  high: { first: 0.08, most: 0.45, left: 0.85 },
  medium: { first: 0.01, most: 0.25, left: 0.92 },
  low: { first: 0, most: 0.06, left: 0.95 },
  unanswered: { first: 0, most: 0.06, left: 0.9 },
}

const CERTAINTY: Readonly<Record<Certainty, number>> = { certain: 1, likely: 0.8, possible: 0.5 }

/** Launch readiness: 100 less what open findings and unanswered checks cost. Another finding never raises it. */
export function score(findings: readonly Finding[], results: readonly CheckResult[], model: AppModel): Score {
  const open = findings.filter(isOpen)
  const losses: { label: string; share: number }[] = []
  for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
    const these = open.filter(finding => finding.severity === severity)
    if (these.length === 0) continue
    const dear = these.filter(finding => ['money', 'personal'].includes(businessOf(finding, model).kind))
    const units = these.reduce((sum, finding) => sum + CERTAINTY[finding.certainty] * (dear.includes(finding) ? 2 : 1), 0)
    losses.push({ label: labelOf(severity, these.length, dear.length), share: shareOf(LOSSES[severity], units) })
  }
  const unanswered = results.filter(result => result.outcome === 'unknown' || result.outcome === 'error').length
  if (unanswered > 0)
    losses.push({
      label: `${unanswered} ${unanswered === 1 ? 'check' : 'checks'} could not be answered`,
      share: shareOf(LOSSES.unanswered, unanswered),
    })
  return subtract(losses)
}

function shareOf({ first, most, left }: Loss, units: number): number {
  return first + (most - first) * (1 - left ** Math.max(0, first > 0 ? units - 1 : units))
}

/** Whole points that add up: each loss costs at least one while there is one to lose. */
function subtract(losses: readonly { readonly label: string; readonly share: number }[]): Score {
  let value = 100
  let exact = 100
  const steps = losses.map(({ label, share }) => {
    exact *= 1 - share
    const next = Math.max(0, Math.min(value - 1, Math.floor(exact)))
    const points = value - next
    value = next
    return { label, points }
  })
  return { value, steps }
}

function labelOf(severity: Severity, count: number, dear: number): string {
  const noun = count === 1 ? 'finding' : 'findings'
  if (dear === 0) return `${count} ${severity} ${noun}`
  return `${count} ${severity} ${noun}, ${dear === count ? (count === 1 ? 'it touches' : 'all touch') : dear === 1 ? 'one touches' : `${dear} touch`} money or personal data`
}
