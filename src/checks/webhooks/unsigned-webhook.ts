import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { isPayment } from '#model/read/money'
import { nameOf, trailTo } from '#model/read/route'
import { asksSomehow, doubtOf, gravityOf, unproven } from '#model/read/signed'

export default defineCheck({
  id: 'webhooks/unsigned-webhook',
  title: 'A webhook believes whoever calls it',
  why: 'Anyone who knows the address can mark orders as paid or change accounts by sending an event of their own.',
  severity: 'high',
  refs: ['CWE-345', 'CWE-347', 'OWASP-API2:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const deeds = unproven(route)
      // A check that is there and does not hold is told by checks of its own.
      if (!deeds.length || doubtOf(route, source) || asksSomehow(route, source) || asksProvider(route)) continue
      const name = nameOf(route)
      yield {
        at: route.at,
        certainty: 'certain',
        severity: gravityOf(deeds),
        message: `\`${name}\` acts on whatever it is sent: no signature and no secret is checked.`,
        help: 'Check the provider’s signature on the raw body before anything else, and answer 401 without it.',
        key: name,
        route: name,
        trail: trailTo(route, deeds, 'done for anyone'),
      }
    }
  },
})

/** The event only says what to look up: what counts is asked of the provider itself. */
const asksProvider = (route: Route): boolean =>
  route.effects.some(effect => isPayment(effect) && /retrieve|\.get$|\.find|fetch|payments?\.get|lookup/i.test(effect.operation))
