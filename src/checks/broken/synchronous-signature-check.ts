import { defineCheck } from '#checks/check'
import { nameOf, trailTo } from '#model/read/route'
import { withoutNodeCrypto } from '#model/read/web-crypto'

export default defineCheck({
  id: 'broken/synchronous-signature-check',
  title: 'A signature is checked in a way that always fails where the code runs',
  why: 'Every event is refused, so nobody who paid gets what they paid for.',
  severity: 'high',
  refs: ['CWE-703', 'CWE-347'],
  needs: ['routes', 'edge', 'source'],
  *find({ routes, edge, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'send' || effect.service !== 'stripe' || !/constructEvent$|signature\.verifyHeader$/.test(effect.operation))
          continue
        const where = withoutNodeCrypto(route, edge, source)
        if (!where) continue
        const name = nameOf(route)
        yield {
          at: effect.at,
          certainty: 'certain',
          message: `\`${name}\` calls \`${effect.operation}\`, which throws in ${where}, where cryptography is asynchronous.`,
          help: 'Call `await stripe.webhooks.constructEventAsync(…)` with `Stripe.createSubtleCryptoProvider()`.',
          key: name,
          route: name,
          trail: trailTo(route, [effect], 'throws here'),
        }
      }
    }
  },
})
