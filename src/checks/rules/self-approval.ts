import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import { GRANTS, PEOPLE } from '#database/access/deciding'
import type { Column, DatabaseFunction, Policy, Table } from '#database/catalogue'
import { askedBy, readCondition, type Condition } from '#database/condition'
import { isHeld } from './held.js'
import { isClosed, isRuled, nameOf } from './reach.js'
import selfMadeOrder from './self-made-order.js'
import selfPromotion from './self-promotion.js'

const STATE = /(?:^|_)(?:status|state)$/i
/** Somebody else has yet to say yes. What only waits for work (`new`, `open`, `draft`) is not decided on. */
const WAITING =
  /^(?:pending|requested|submitted|unverified|unapproved|proposed|invited|applied|(?:in|under)_?review|pending_\w+|awaiting_\w+|waiting_for_\w+)$/i
/** What waits for a machine, or to be read, gives nothing to whoever says that it is done. */
const WORK =
  /(?:^|_)(?:jobs?|tasks?|queues?|outbox|exports?|imports?|uploads?|tickets?|messages?|notifications?|logs?|todos?|generations?)$/i

export default defineCheck({
  id: 'rules/self-approval',
  title: 'Whoever adds a row that another has to approve may add it approved',
  why: 'An offer is accepted at the price of its sender, an application at the word of who applies: the one who had to say yes was never asked.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-841', 'OWASP-API6:2023'],
  needs: ['tables', 'functions'],
  *find({ tables, functions }) {
    const told = new Set([...selfMadeOrder.find({ tables, functions }), ...selfPromotion.find({ tables, functions })].map(one => one.key))
    for (const table of tables) {
      const state = table.columns.find(column => STATE.test(column.name) && WAITING.test(column.starts ?? ''))
      if (!state || !isRuled(table) || table.name.includes('.') || WORK.test(table.name)) continue
      for (const policy of table.policies) {
        const decider = decidedBy(table, policy, state, functions)
        if (!decider || told.has(`${table.name} ${policy.name}`)) continue
        yield {
          at: policy.at,
          certainty: table.beside ? 'possible' : 'likely',
          severity: table.beside ? 'medium' : decider.severity,
          message: `The policy ${nameOf(policy)} lets whoever adds a row of \`${table.name}\` choose its \`${state.name}\`, which ${nameOf(decider.policy)} gives to others.`,
          help: `Add \`${state.name} = '${state.starts}'\` to \`with check\` of the policy ${nameOf(policy)}.`,
          key: `${table.name} ${policy.name}`,
          trail: [
            { at: state.at, label: `\`${state.name}\` starts as '${state.starts}'` },
            { at: decider.policy.at, label: 'others decide by this policy' },
          ],
          table: table.name,
          data: { table: table.name, policy: policy.name, columns: [state.name] },
        }
      }
    }
  },
})

interface Decider {
  readonly policy: Policy
  readonly severity: Severity
}

/** The policy by which somebody other than the one who adds the row changes it afterwards. */
function decidedBy(table: Table, policy: Policy, state: Column, functions: readonly DatabaseFunction[]): Decider | undefined {
  if (!policy.permissive || policy.command !== 'insert' || !policy.roles.some(role => role === 'public' || role === 'authenticated'))
    return undefined
  const added = readCondition(policy.check)
  if (added.who !== 'some' || added.identity.length === 0) return undefined
  if (isClosed(table, 'insert', 'signed-in') || isHeld(table, policy, state, functions, 'insert')) return undefined
  const others = table.policies.filter(other => other !== policy && other.permissive && isOther(other, added))
  const party = others.find(isParty)
  // Where staff says yes by a function that does what follows from it, the word alone gives nothing.
  const [staff] = functions.some(one => decides(one, table)) ? [] : others
  return party ? { policy: party, severity: 'high' } : staff && { policy: staff, severity: 'medium' }
}

const decides = (one: DatabaseFunction, table: Table): boolean =>
  !one.trigger && new RegExp(`update\\s+(?:only\\s+)?(?:public\\.)?"?${table.name}\\b`, 'i').test(one.body)

/** One whom the row concerns, by a column of its own or of what it hangs on; no staff. */
function isParty({ using }: Policy): boolean {
  const { identity, calls } = readCondition(using)
  const { tables } = askedBy(using)
  return calls.length === 0 && (identity.length > 0 || tables.length > 0) && !tables.some(name => GRANTS.test(name) || PEOPLE.test(name))
}

/** It lets people change the row whom the condition for adding it does not name. */
function isOther(policy: Policy, added: Condition): boolean {
  if (policy.command !== 'update' && policy.command !== 'all') return false
  const condition = readCondition(policy.using)
  return condition.who === 'some' && !condition.identity.some(column => added.identity.includes(column))
}
