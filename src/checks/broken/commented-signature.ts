import { defineCheck } from '#checks/check'
import { nameOf, trailTo } from '#model/read/route'
import { doubtOf, gravityOf, unproven } from '#model/read/signed'

export default defineCheck({
  id: 'broken/commented-signature',
  title: 'The check of a signature was commented out',
  why: 'Anyone who knows the address can send events of their own, although the code looks as if it checked.',
  severity: 'critical',
  refs: ['CWE-306', 'CWE-345', 'OWASP-API2:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const doubt = doubtOf(route, source)
      if (doubt?.kind !== 'commented') continue
      const name = nameOf(route)
      yield {
        at: doubt.at,
        certainty: 'certain',
        severity: gravityOf(unproven(route)),
        message: `\`${name}\` acts on whatever it is sent: the check of the signature is a comment.`,
        help: 'Bring the check back, on the raw body and before anything else.',
        key: name,
        route: name,
        trail: trailTo(route, unproven(route), 'done for anyone'),
      }
    }
  },
})
