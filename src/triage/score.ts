import type { Certainty, Severity } from '#base/certainty'
import type { AppModel } from '#model/app-model'
import { businessOf } from './business.js'
import { isOpen, type CheckResult, type Finding, type Score } from './finding.js'

/** How one severity eats into the score: `first` at once, then towards `most`, each further unit leaving `left` of the rest. */
interface Bite {
  readonly first: number
  readonly most: number
  readonly left: number
}

/** The five `most` add up to 100: nothing but the worst of everything makes 0, and 200 trifles cost four points. */
const BITES: Readonly<Record<Exclude<Severity, 'info'>, Bite>> = {
  critical: { first: 41, most: 62, left: 0.4 },
  high: { first: 5, most: 20, left: 0.8 },
  medium: { first: 1, most: 10, left: 0.9 },
  low: { first: 0, most: 4, left: 0.95 },
}
const UNKNOWN: Bite = { first: 0, most: 4, left: 0.9 }

const CERTAINTY: Readonly<Record<Certainty, number>> = { certain: 1, likely: 0.8, possible: 0.5 }

/** Launch readiness: 100 less what open findings and unanswered checks cost. Another finding never raises it. */
export function score(findings: readonly Finding[], results: readonly CheckResult[], model: AppModel): Score {
  const open = findings.filter(isOpen)
  const steps: { label: string; points: number }[] = []
  for (const severity of ['critical', 'high', 'medium', 'low'] as const) {
    const these = open.filter(finding => finding.severity === severity)
    if (these.length === 0) continue
    const dear = these.filter(finding => ['money', 'personal'].includes(businessOf(finding, model).kind))
    const units = these.reduce((sum, finding) => sum + CERTAINTY[finding.certainty] * (dear.includes(finding) ? 2 : 1), 0)
    steps.push({ label: labelOf(severity, these.length, dear.length), points: cost(BITES[severity], units) })
  }
  const unanswered = results.filter(result => result.outcome === 'unknown' || result.outcome === 'error').length
  if (unanswered > 0) steps.push({ label: `${unanswered} ${unanswered === 1 ? 'check' : 'checks'} could not be answered`, points: cost(UNKNOWN, unanswered) })
  return { value: steps.reduce((left, step) => left - step.points, 100), steps }
}

/** Whole points, rounded up: whatever was found costs at least one. */
function cost({ first, most, left }: Bite, units: number): number {
  return Math.max(1, Math.ceil(first + (most - first) * (1 - left ** Math.max(0, first > 0 ? units - 1 : units))))
}

function labelOf(severity: Severity, count: number, dear: number): string {
  const noun = count === 1 ? 'finding' : 'findings'
  if (dear === 0) return `${count} ${severity} ${noun}`
  return `${count} ${severity} ${noun}, ${dear === count ? (count === 1 ? 'it touches' : 'all touch') : dear === 1 ? 'one touches' : `${dear} touch`} money or personal data`
}
