import type { Severity } from '#base/certainty'
import { type Finding, isOpen } from './finding.js'

/** A way to go about it. */
export interface Plan {
  readonly name: 'yourself' | 'repair' | 'rescue'
  readonly title: string
  /** Share of the risk that it takes away, 0 to 1. */
  readonly removes: number
  readonly hours: number
  /** The sum behind the hours, a line a term. */
  readonly arithmetic: readonly string[]
}

/** Every plan, and the smallest that takes away enough. */
export interface Plans {
  readonly plans: readonly Plan[]
  readonly advised: Plan['name']
  readonly because: string
}

/** Hours for a developer to repair one by hand, with the test that shows it. */
const BY_HAND: Readonly<Record<Severity, number>> = { critical: 3, high: 2, medium: 1, low: 0.5, info: 0 }
/** Hours to read and try one repair that was made by rule. */
const TO_REVIEW = 0.25
/** Hours to paste the prompt, read what came of it and run `verify`. */
const WITH_EDITOR = 0.75
/** Hours to go through the handover, stage it, deploy it and watch it. */
const TO_DEPLOY = 4
/** What a fault weighs when plans are compared. */
const WEIGHT: Readonly<Record<Severity, number>> = { critical: 40, high: 15, medium: 4, low: 1, info: 0 }
/** A plan that leaves more than this is no plan. */
const ENOUGH = 0.8
/** An editor repairs one place well; it is no judge of twenty. */
const FEW = 6

/** The smallest plan that removes the most risk. `byRule`: ids of checks that a fix is written for. */
export function plansFor(findings: readonly Finding[], byRule: ReadonlySet<string>): Plans {
  const open = findings.filter(isOpen)
  const grave = open.filter(({ severity }) => severity === 'critical' || severity === 'high')
  const ruled = open.filter(finding => byRule.has(finding.check))
  const rest = grave.filter(finding => !byRule.has(finding.check))
  const all = weigh(open)
  const share = (these: readonly Finding[]): number => (all === 0 ? 1 : weigh(these) / all)
  const mine = grave.slice(0, FEW)
  const plans: Plan[] = [
    {
      name: 'yourself',
      title: 'Do it yourself, with your AI editor',
      removes: share(mine.length === 0 ? open : mine),
      ...sum([
        term(
          mine.length === 0 ? open.length : mine.length,
          WITH_EDITOR,
          mine.length === 0 ? 'smaller findings, a prompt each' : 'of the gravest findings, a prompt each',
        ),
      ]),
    },
    {
      name: 'repair',
      title: 'Let `seaworthy repair` make what follows a rule, and review it',
      removes: share(ruled),
      ...sum([term(ruled.length, TO_REVIEW, 'repairs to review'), [1, 'to stage and deploy']]),
    },
    {
      name: 'rescue',
      title: 'A full rescue: tried on a running copy, repaired, tried again, handed over',
      removes: share([...new Set([...ruled, ...grave])]),
      ...sum([
        term(ruled.length, TO_REVIEW, 'repairs to review'),
        ...(['critical', 'high'] as const).map(severity =>
          term(rest.filter(finding => finding.severity === severity).length, BY_HAND[severity], `${severity} findings by hand`),
        ),
        [TO_DEPLOY, 'to read the handover, stage, deploy and watch'],
      ]),
    },
  ]
  return { plans, ...advice(plans, grave, rest) }
}

function advice(
  plans: readonly Plan[],
  grave: readonly Finding[],
  rest: readonly Finding[],
): { readonly advised: Plan['name']; readonly because: string } {
  if (grave.length === 0) return { advised: 'yourself', because: 'nothing critical or high is open' }
  const [own, repair] = plans
  if (grave.length <= FEW && own!.removes >= ENOUGH)
    return { advised: 'yourself', because: `${grave.length} grave findings hold ${percent(own!.removes)} of the risk` }
  if (repair!.removes >= ENOUGH && rest.every(finding => finding.severity !== 'critical'))
    return { advised: 'repair', because: `rules are written for ${percent(repair!.removes)} of the risk, and for all that is critical` }
  return {
    advised: 'rescue',
    because: `${rest.length} of ${grave.length} grave findings follow no rule, and rules alone take away ${percent(repair!.removes)} of the risk`,
  }
}

type Term = readonly [hours: number, words: string]

const term = (number: number, each: number, words: string): Term => [
  number * each,
  `${number === 1 ? `1 ${words.replace(/^(repair|\S+ finding)s/, '$1')}` : `${number} ${words}`} × ${each} h`,
]

function sum(terms: readonly Term[]): Pick<Plan, 'hours' | 'arithmetic'> {
  const counted = terms.filter(([hours]) => hours > 0)
  return {
    hours: counted.reduce((total, [hours]) => total + hours, 0),
    arithmetic: counted.map(([hours, words]) => `${words}${words.endsWith(' h') ? ` = ${hours} h` : `: ${hours} h`}`),
  }
}

const weigh = (findings: readonly Finding[]): number => findings.reduce((total, finding) => total + WEIGHT[finding.severity], 0)
export const percent = (share: number): string => `${Math.round(share * 100)} %`
