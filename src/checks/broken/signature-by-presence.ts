import { defineCheck } from '#checks/check'
import { nameOf, trailTo } from '#model/read/route'
import { doubtOf, gravityOf, unproven } from '#model/read/signed'

export default defineCheck({
  id: 'broken/signature-by-presence',
  title: 'Any text in the header passes for a signature',
  why: 'Anyone who sends the header with any value can mark orders as paid or change accounts.',
  severity: 'critical',
  refs: ['CWE-306', 'CWE-347', 'OWASP-API2:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const doubt = doubtOf(route, source)
      if (doubt?.kind !== 'presence') continue
      const name = nameOf(route)
      yield {
        at: doubt.at,
        certainty: 'certain',
        severity: gravityOf(unproven(route)),
        message: `\`${name}\` acts for anyone who sends a header: ${doubt.guard.how} is all that is asked.`,
        help: 'Compute the signature of the raw body with the secret, and compare it in constant time.',
        key: name,
        route: name,
        trail: trailTo(route, unproven(route), 'done for anyone'),
      }
    }
  },
})
