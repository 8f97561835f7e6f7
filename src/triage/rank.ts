import { createHash } from 'node:crypto'
import { SEVERITIES, type Certainty, type Severity } from '#base/certainty'
import { comparePlaces } from '#base/place'
import type { FoundProblem } from '#checks/run'
import type { AppModel } from '#model/app-model'
import { businessOf } from './business.js'
import { exposureOf } from './exposure.js'
import type { Finding } from './finding.js'

const SEVERITY: Readonly<Record<Severity, number>> = { critical: 40, high: 20, medium: 8, low: 3, info: 1 }
const CERTAINTY: Readonly<Record<Certainty, number>> = { certain: 1, likely: 0.8, possible: 0.5 }

/** Severity × certainty × exposure × business weight, dearest first; the order of the input does not matter. */
export function rank(found: readonly FoundProblem[], model: AppModel): readonly Finding[] {
  return identify(found)
    .map(found => weigh(found.id, found, model))
    .toSorted((a, b) => b.weight - a.weight || compare(a.finding, b.finding))
    .map(({ finding }, index) => ({ ...finding, rank: index + 1 }))
}

function weigh(id: string, { check, problem }: FoundProblem, model: AppModel): { weight: number; finding: Finding } {
  const { severity = check.severity, certainty, message, help, key, at, trail = [], route, table, evidence } = problem
  const subject = { check: check.id, at, message, route, table }
  const exposure = exposureOf(subject, model)
  const business = businessOf(subject, model)
  const weight = Math.round(SEVERITY[severity] * CERTAINTY[certainty] * exposure.factor * business.factor * 10) / 10
  const factors = [
    `${severity} ${SEVERITY[severity]}`,
    `${certainty} ${CERTAINTY[certainty]}`,
    `${exposure.label} ${exposure.factor}`,
    `${business.label} ${business.factor}`,
  ]
  const finding: Finding = {
    id,
    check: check.id,
    area: check.id.split('/')[0]!,
    severity,
    certainty,
    status: evidence?.verdict === 'proved' ? 'proved' : 'suspected',
    message,
    help,
    why: check.why,
    key,
    at,
    trail,
    refs: check.refs,
    rank: 0,
    because: `${factors.join(' × ')} = ${weight}`,
    ...(route !== undefined && { route }),
    ...(table !== undefined && { table }),
    ...(evidence !== undefined && { evidence: [evidence] }),
  }
  return { weight, finding }
}

/** Ids outlive moved lines: a digest of check and key, and a count where one key names several places. */
export function identify(found: readonly FoundProblem[]): readonly (FoundProblem & { readonly id: string })[] {
  const seen = new Map<string, number>()
  return found.toSorted(compareFound).map(({ check, problem }) => {
    const digest = createHash('sha1').update(`${check.id}\0${problem.key}`).digest('hex').slice(0, 8)
    const count = (seen.get(digest) ?? 0) + 1
    seen.set(digest, count)
    return { id: count === 1 ? digest : `${digest}-${count}`, check, problem }
  })
}

function compare(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.check, b.check) ||
    comparePlaces(a.at, b.at) ||
    compareText(a.id, b.id)
  )
}

function compareFound(a: FoundProblem, b: FoundProblem): number {
  return (
    compareText(a.check.id, b.check.id) ||
    comparePlaces(a.problem.at, b.problem.at) ||
    compareText(JSON.stringify(a.problem), JSON.stringify(b.problem))
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
