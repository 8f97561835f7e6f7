import { SEVERITIES, type Severity } from '#base/certainty'
import { comparePlaces } from '#base/place'
import type { Check, Parts, Problem } from './check.js'
import { settle } from './settle.js'

/** A problem with the check that found it. */
export interface FoundProblem {
  readonly check: Check
  readonly problem: Problem
}

/** A check that threw: its outcome is `error`, which is neither a pass nor a fail. */
export interface CheckError {
  readonly check: Check
  readonly error: unknown
}

export interface ChecksRun {
  /** By check, place and key: the same whatever order files, routes or checks came in. */
  readonly problems: readonly FoundProblem[]
  readonly errors: readonly CheckError[]
}

/** Runs every check over the model. One that throws loses its own problems, never those of the others. */
export function runChecks(parts: Parts, checks: readonly Check[]): ChecksRun {
  const problems: FoundProblem[] = []
  const errors: CheckError[] = []
  for (const check of [...checks].sort((a, b) => compareTexts(a.id, b.id))) {
    try {
      const own = oncePerPlace(withoutDuplicates(settled(check, parts)), check.severity)
      const told = check.id.startsWith('rules/') ? oncePerObject(own, check.severity) : own
      problems.push(...told.map(problem => ({ check, problem })))
    } catch (error) {
      errors.push({ check, error })
    }
  }
  return { problems, errors }
}

function* settled(check: Check, parts: Parts): Iterable<Problem> {
  for (const problem of check.find(only(parts, check.needs))) {
    const left = settle(problem, check, parts.matrix)
    if (left) yield left
  }
}

/** The parts that a check named and no others, so that `needs` tells the truth to whoever reads a gap by it. */
function only(parts: Parts, needs: Check['needs']): Parts {
  return Object.fromEntries(needs.map(part => [part, parts[part]])) as unknown as Parts
}

/** One problem reached by several routes or paths is found several times; the surest account of it is kept. */
function withoutDuplicates(problems: Iterable<Problem>): Problem[] {
  const kept = new Map<string, Problem>()
  for (const problem of [...problems].sort(compareProblems)) {
    const identity = JSON.stringify([problem.key, problem.at.file, problem.at.line])
    if (!kept.has(identity)) kept.set(identity, problem)
  }
  return [...kept.values()]
}

/** The same line says the same for several routes: it is mended once, so it is told once, with the way from each. */
function oncePerPlace(problems: readonly Problem[], usual: Severity): Problem[] {
  const places = new Map<string, Problem[]>()
  for (const problem of problems) {
    const said = problem.route === undefined ? problem.key : problem.message.replaceAll(`\`${problem.route}\``, '')
    const place = JSON.stringify([problem.at.file, problem.at.line, said])
    places.set(place, [...(places.get(place) ?? []), problem])
  }
  return [...places.values()].map(same => {
    const [worst, ...others] = same.toSorted((a, b) => SEVERITIES.indexOf(a.severity ?? usual) - SEVERITIES.indexOf(b.severity ?? usual))
    if (!others.length) return worst!
    const ways = others.flatMap(other => other.trail?.slice(0, 1) ?? []).slice(0, 12)
    return {
      ...worst!,
      message: `${worst!.message.replace(/\.$/, '')}; so ${others.length === 1 ? 'does 1 more route' : `do ${others.length} more routes`}.`,
      trail: [...(worst!.trail ?? []), ...ways],
    }
  })
}

/** Of files that nothing orders, several may make the same table, view or policy: it is one object of the one database. */
function oncePerObject(problems: readonly Problem[], usual: Severity): Problem[] {
  const worstFirst = problems.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity ?? usual) - SEVERITIES.indexOf(b.severity ?? usual) || SURENESS[a.certainty] - SURENESS[b.certainty],
  )
  return problems.flatMap(problem => {
    const same = worstFirst.filter(other => other.key === problem.key)
    const first = same[0]!
    const others = same.filter(other => other.at.file !== first.at.file)
    if (others.includes(problem)) return []
    return problem === first && others.length
      ? { ...problem, trail: [...(problem.trail ?? []), ...others.map(other => ({ at: other.at, label: 'and here once more' }))] }
      : problem
  })
}

const SURENESS = { certain: 0, likely: 1, possible: 2 } as const

function compareProblems(a: Problem, b: Problem): number {
  return (
    comparePlaces(a.at, b.at) ||
    compareTexts(a.key, b.key) ||
    SURENESS[a.certainty] - SURENESS[b.certainty] ||
    compareTexts(a.message, b.message) ||
    compareTexts(JSON.stringify(a), JSON.stringify(b))
  )
}

// Not localeCompare: the order must not depend on the machine's language.
const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
