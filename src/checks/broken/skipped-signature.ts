import { defineCheck } from '#checks/check'
import { nameOf, trailTo } from '#model/read/route'
import { doubtOf, gravityOf, unproven } from '#model/read/signed'

export default defineCheck({
  id: 'broken/skipped-signature',
  title: 'A signature is only checked while a setting is there',
  why: 'When the variable is missing in one deployment, anyone can send events of their own, and nothing looks wrong.',
  severity: 'critical',
  refs: ['CWE-306', 'CWE-347', 'OWASP-API2:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      const doubt = doubtOf(route, source)
      if (doubt?.kind !== 'skipped') continue
      const name = nameOf(route)
      yield {
        at: doubt.at,
        certainty: 'certain',
        severity: gravityOf(unproven(route)),
        message: `\`${name}\` checks the signature only while \`${doubt.name}\` is set, and acts without it otherwise.`,
        help: 'Refuse the request when the secret is unset, and check the signature in every other case.',
        key: name,
        route: name,
        trail: trailTo(route, unproven(route), 'done for anyone'),
      }
    }
  },
})
