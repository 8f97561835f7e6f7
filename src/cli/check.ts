import { resolve } from 'node:path'
import { audit } from '#audit'
import { Failure } from '#base/failure'
import { optimiseLater } from '#base/optimise-later'
import { FIXES } from '#fixes/registry.generated'
import { factsOf } from '#handover'
import { type FitAnswer, fitOf } from '#triage/fit'
import { percent, plansFor } from '#triage/plan'
import { type Step, stepsOf } from '#triage/steps'
import { historyOf } from './churn.js'

/** The options of `seaworthy check`, as parsed. */
export interface CheckFlags {
  readonly rate?: string
}

/** Says whether the app can be hardened now, which plan is the smallest that helps, and what it costs. 1 where something grave is open. */
export async function run(dir = '.', flags: CheckFlags = {}): Promise<number> {
  const rate = flags.rate === undefined ? undefined : Number(flags.rate)
  if (rate !== undefined && !(rate > 0)) throw new Failure('invalid-configuration', '`--rate` is no hourly rate.', 'Write `--rate 90`.')
  optimiseLater()
  const { report, model, source } = await audit(resolve(dir))
  const fit = fitOf(report, historyOf(resolve(dir), Date.now()), factsOf(model, source).deploy)
  const { plans, advised, because } = plansFor(report.findings, new Set(FIXES.flatMap(fix => fix.for)))
  const money = (hours: number): string =>
    rate === undefined ? '' : `, ${hours} h × ${rate} = ${Math.round(hours * rate).toLocaleString('en-US')}`
  const lines = [
    `${report.app.name}: ${fit.says}`,
    ...fit.answers.map(answerLine),
    '',
    `The smallest plan that helps: ${plans.find(plan => plan.name === advised)!.title.replaceAll('`', '')} (${because}).`,
    ...plans.flatMap(({ name, title, removes, hours, arithmetic }) => [
      '',
      `${name === advised ? '→' : ' '} ${title.replaceAll('`', '')}`,
      `    takes away up to ${percent(removes)} of the risk; about ${hours} h${money(hours)}`,
      ...arithmetic.map(line => `      ${line}`),
    ]),
    '',
    'What anybody can do, in this order:',
    ...stepsOf(report, fit).flatMap(stepLines),
    ...(rate === undefined ? ['', 'With `--rate <hourly>` the plans say what they cost.'] : []),
  ]
  console.log(lines.join('\n'))
  return report.findings.some(
    ({ severity, status }) => (severity === 'critical' || severity === 'high') && (status === 'suspected' || status === 'proved'),
  )
    ? 1
    : 0
}

const SIGNS = { yes: '✓', no: '✕', unknown: '?' } as const
const answerLine = ({ question, answer, says }: FitAnswer): string => `  ${SIGNS[answer]} ${question} ${says.replaceAll('`', '')}`

const TICKS = { done: '[x]', open: '[ ]', unknown: '[?]' } as const
const stepLines = ({ text, state, says }: Step, index: number): readonly string[] => [
  `  ${TICKS[state]} ${index + 1}. ${text}`,
  `         ${says.replaceAll('`', '')}`,
]
