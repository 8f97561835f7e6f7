import { type Finding, isOpen, type Report } from './finding.js'
import type { Fit } from './fit.js'

/** One of the nine things that anybody can do. */
export interface Step {
  readonly text: string
  readonly state: 'done' | 'open' | 'unknown'
  /** Why it is ticked, or what is in the way. */
  readonly says: string
}

/** What a step rests on: the checks that stand for it. */
interface Rule {
  readonly text: string
  readonly checks: RegExp
}

const RULES: readonly Rule[] = [
  { text: 'Move every key out of the code, and make new ones', checks: /^secrets\// },
  {
    text: 'Close every route that is nobody’s business',
    checks: /^access\/(?:open-endpoint|weak-guard|admin-without-role|browser-only-admin)|^broken\/(?:unreached|dev-mode|unmounted)/,
  },
  { text: 'Keep each customer’s rows to that customer', checks: /^access\/(?:unscoped-query|client-supplied-identity)|^rules\/|^ai\/tool/ },
  { text: 'Check what is sent in', checks: /^input\// },
  { text: 'Take prices from the database, and each payment message once', checks: /^money\/|^webhooks\/|^broken\/.*signature/ },
  { text: 'Protect sign-in, and limit what can be tried', checks: /^sessions\/|^limits\/|^ai\/uncapped/ },
  { text: 'Say nothing of the inside when it fails, and hear of it', checks: /^errors\/|^observability\// },
]

/** The list of nine, ticked from evidence. */
export function stepsOf(report: Report, fit: Fit): readonly Step[] {
  return [settle(fit), ...RULES.map(rule => stepOf(rule, report)), separate(report)]
}

function settle({ verdict, answers }: Fit): Step {
  const schema = answers.find(answer => answer.question.includes('database'))
  return {
    text: 'Stop adding features for a week, and commit what you have',
    state: verdict === 'changing' ? 'open' : verdict === 'ready' ? 'done' : 'unknown',
    says: schema?.says ?? '',
  }
}

function stepOf({ text, checks }: Rule, { findings, results }: Report): Step {
  const open = findings.filter(finding => isOpen(finding) && checks.test(finding.check))
  const answered = results.filter(result => checks.test(result.check) && result.outcome !== 'not-applicable')
  const blind = answered.filter(result => result.outcome === 'unknown' || result.outcome === 'error')
  if (open.length > 0) return { text, state: 'open', says: `${open.length} open, first \`${open[0]!.id}\`: ${open[0]!.message}` }
  if (answered.length === 0) return { text, state: 'done', says: 'Nothing of the kind is in this app.' }
  if (blind.length > 0) return { text, state: 'unknown', says: `${blind.length} of ${answered.length} checks could not be answered.` }
  return { text, state: 'done', says: `${answered.length} ${answered.length === 1 ? 'check finds' : 'checks find'} nothing.` }
}

function separate({ env, findings }: Report): Step {
  const text = 'Give production its own values, a backup, and a way back'
  const read = env.filter(variable => variable.reads.length > 0)
  const undeclared = findings.filter((finding: Finding) => isOpen(finding) && finding.area === 'env')
  return undeclared.length > 0
    ? {
        text,
        state: 'open',
        says: `${undeclared.length === 1 ? '1 variable is' : `${undeclared.length} variables are`} in no example file; backups cannot be seen from the code.`,
      }
    : {
        text,
        state: 'unknown',
        says: `${read.length === 0 ? 'No variable is read' : read.length === 1 ? '1 variable is declared' : `${read.length} variables are declared`}; whether production has its own, and a backup, cannot be seen from the code.`,
      }
}
