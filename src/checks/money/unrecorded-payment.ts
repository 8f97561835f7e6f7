import { defineCheck } from '#checks/check'
import type { Effect, Route } from '#model/app-model'
import { isCharge, isPayment, isPaymentService } from '#model/read/money'
import { isReading } from '#model/read/deeds'
import { nameOf, trailTo } from '#model/read/route'

export default defineCheck({
  id: 'money/unrecorded-payment',
  title: 'A payment arrives, and nothing is kept of it',
  why: 'Customers pay, and the shop knows of no order: somebody has to find each payment in the provider’s dashboard by hand.',
  severity: 'high',
  refs: ['CWE-840', 'CWE-703'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const charging = routes.filter(route => !route.unreached && route.effects.some(isCharge))
    // What is written when somebody pays, or comes back from paying, may be all that is needed.
    const paying = routes.filter(route => !isHook(route) && route.effects.some(isPayment))
    if (!charging.length || paying.some(route => route.gaps.length || route.effects.some(keeps))) return
    const webhooks = routes.filter(route => isHook(route) && !route.unreached)
    if (webhooks.some(route => route.gaps.length || route.effects.some(keeps))) return
    for (const route of webhooks) {
      if (route.auth !== 'signature' || !PAID.test(source.file(route.at.file)?.text() ?? '')) continue
      const told = sayingOf(route)
      yield {
        at: told?.at ?? route.at,
        certainty: 'likely',
        message: `\`${nameOf(route)}\` is told that somebody has paid, and ${told ? 'only writes that into the log' : 'does nothing'}: no order is stored and nobody is written to.`,
        help: 'Store the order under the number of the payment before you answer, and send what was bought.',
        key: nameOf(route),
        route: nameOf(route),
        trail: trailTo(route, told ? [told] : [], 'all that is done'),
      }
    }
  },
})

/** An edge function that asks for a signature is one too. */
const isHook = ({ kind, auth }: Route): boolean => kind === 'webhook' || auth === 'signature'

/** Something outlasts the request: a row, a file, a message, a call that is not a question to the payment service. */
const keeps = (effect: Effect): boolean =>
  (effect.kind === 'query' && effect.does !== 'read' && !(effect.does === 'raw' && isReading(effect))) ||
  (effect.kind === 'file' && effect.does !== 'read') ||
  effect.kind === 'run' ||
  (effect.kind === 'send' && !(isPaymentService(effect.service) && (ASKS.test(effect.operation) || isCharge(effect))))

const ASKS = /retrieve|list|get|constructEvent|verify|customers?\.|portal/i

/** Events that say that money has come. */
const PAID =
  /checkout\.session\.(?:completed|async_payment_succeeded)|payment_intent\.succeeded|charge\.succeeded|invoice\.(?:paid|payment_succeeded)|payment\.(?:captured|paid|succeeded)|order_created|CHECKOUT\.ORDER|PAYMENT\.CAPTURE/

/** What is logged once it is known that somebody has paid. */
function sayingOf({ effects }: Route): Effect | undefined {
  const asked = effects.findLastIndex(effect => effect.kind === 'send' && isPayment(effect))
  const isTold = (effect: Effect): boolean =>
    effect.kind === 'log' && !effect.caught && effect.guards.some(guard => guard.kind === 'signature')
  return effects.slice(asked + 1).find(isTold) ?? effects.find(isTold)
}
