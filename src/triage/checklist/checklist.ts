import type { AppModel } from '#model/app-model'
import type { Answer } from '../finding.js'
import { wordsOf } from '../subject.js'
import { MARKETPLACE } from './marketplace.js'
import type { Evidence } from './question.js'
import { STORE } from './store.js'

const LISTS = { store: STORE, marketplace: MARKETPLACE } as const

/** Both lists answered from evidence, the one that fits the app first; what reading cannot tell is `unknown`. */
export function checklist(evidence: Evidence): readonly Answer[] {
  const fitting = listFor(evidence.model)
  return [fitting, fitting === 'store' ? ('marketplace' as const) : ('store' as const)].flatMap(list =>
    LISTS[list].map(({ question, good, reply }): Answer => {
      const { answer, evidence: sentence, findings = [] } = reply(evidence)
      return {
        list,
        question,
        answer,
        good: answer === 'unknown' ? undefined : answer === good,
        evidence: sentence,
        findings: findings.map(finding => finding.id),
      }
    }),
  )
}

const SELLERS = new Set(['seller', 'vendor', 'merchant', 'listing', 'payout', 'bid', 'freelancer', 'commission'])
const CONNECT = /^(accounts?|accountLinks|transfers|payouts)\./

/** A marketplace pays or lists for others: tables of sellers, listings or payouts, or Stripe Connect. */
export function listFor(model: AppModel): 'store' | 'marketplace' {
  const tables = model.tables.some(table => wordsOf(table.name).some(word => SELLERS.has(word)))
  const connect = [...model.routes, ...model.browser].some(unit =>
    unit.effects.some(effect => effect.kind === 'send' && effect.service === 'stripe' && CONNECT.test(effect.operation)),
  )
  return tables || connect ? 'marketplace' : 'store'
}
