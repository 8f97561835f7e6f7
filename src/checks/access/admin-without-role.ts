import { defineCheck } from '#checks/check'
import { administrative } from '#model/read/administrative'
import { nameOf, trailTo } from '#model/read/route'
import { tablesByName } from '#model/read/tables'

export default defineCheck({
  id: 'access/admin-without-role',
  title: 'A route for administrators lets in everyone who is signed in',
  why: 'Any customer with an account can do what only you and your staff should be able to do.',
  severity: 'critical',
  refs: ['CWE-862', 'CWE-285', 'OWASP-API5:2023'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    for (const route of routes) {
      const found = administrative(route, routes, byName)
      if (!found) continue
      const name = nameOf(route)
      yield {
        at: route.at,
        certainty: 'certain',
        severity: found.severity,
        message: `\`${name}\` ${found.why}, and asks only for a session.`,
        help: 'Reject the request with status 403 unless the signed-in user has the role, read from the database or the session.',
        key: name,
        route: name,
        trail: trailTo(route, found.effects, 'done for anyone signed in'),
      }
    }
  },
})
