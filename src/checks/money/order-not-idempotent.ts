import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Table } from '#database/catalogue'
import type { Effect, Route } from '#model/app-model'
import { isKeyed, isOnceOnly } from '#model/read/idempotent'
import { isBalanceField, isCharge, isWholeOrder, isWrite, movesMoney } from '#model/read/money'
import { isMachine, nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import { fieldsOf } from '#model/read/terms'

export default defineCheck({
  id: 'money/order-not-idempotent',
  title: 'The same request sent twice orders, or pays, twice',
  why: 'A double click or a retry on a bad connection takes the customer’s money twice.',
  severity: 'high',
  refs: ['CWE-837', 'CWE-362'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      if (route.unreached || isMachine(route) || route.method === 'GET' || route.method === 'PUT' || route.method === 'DELETE') continue
      const first =
        route.effects.find(effect => movesMoney(effect) && !isKeyed(effect)) ?? route.effects.find(effect => isOrder(effect, route, byName))
      if (!first || isOnceOnly(route, first, byName)) continue
      const name = nameOf(route)
      yield {
        at: first.at,
        certainty: 'likely',
        severity: gravity(first, route),
        message: `\`${name}\` ${first.kind === 'send' ? `calls \`${first.operation}\`` : 'places an order'} again each time the same request arrives.`,
        help:
          first.kind === 'send'
            ? 'Pass an `idempotencyKey` made of what is paid for.'
            : 'Let the client send a key of its own, and store it in a column with a unique index.',
        key: name,
        route: name,
        trail: trailTo(route, [first], 'no key tells the second request from a new one'),
      }
    }
  },
})

/** An order that nothing but this request stands for: one that is only a cart at a payment service harms nobody twice. */
function isOrder(effect: Effect, route: Route, tables: ReadonlyMap<string, Table>): boolean {
  if (effect.kind !== 'query' || effect.does !== 'create' || !isWholeOrder(effect.table) || isKeyed(effect, tables.get(effect.table ?? '')))
    return false
  // Each order of a new draft or of a fresh checkout is harmless until somebody pays: then the payment service asks.
  return !isDraft(effect, route)
}

function isDraft(order: Effect, route: Route): boolean {
  const charge = route.effects.find(isCharge)
  return charge !== undefined && isKeyed(charge) && order.kind === 'query'
}

/** Opens a page on which somebody pays, or does not: the second order stays a draft. */
const HOSTED = /checkout|sessions?|preferences?|payment_?links?|initialize/i

function gravity(effect: Effect, route: Route): Severity {
  if (effect.kind === 'send') return /transfers|payouts|payout/i.test(effect.operation) ? 'critical' : 'high'
  const spends = route.effects.some(
    other =>
      (isWrite(other) && [...fieldsOf(other.data)].some(([field]) => isBalanceField(field))) ||
      (isCharge(other) && !HOSTED.test(other.operation)),
  )
  return spends ? 'high' : 'medium'
}
