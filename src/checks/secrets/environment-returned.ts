import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { RespondEffect } from '#model/app-model'
import { plain } from '#model/read/logged'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'

/** Variables that open something; keys that a browser may hold (`STRIPE_KEY`, `MAPS_API_KEY`) are named alike and left out. */
const SECRET = /secret|private_?key|service_?role|passw|database_?url|mongo\w*_ur[il]|connection_?string|smtp_pass/i
const SHOWN = /public|publishable|anon|client_?id/i

export default defineCheck({
  id: 'secrets/environment-returned',
  title: 'An answer holds the variables of the server',
  why: 'Whoever calls it reads the keys of your database and of the services that you pay for, and acts with them as you.',
  severity: 'critical',
  refs: ['CWE-526', 'CWE-200', 'OWASP-A05:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      const name = nameOf(route)
      for (const answer of route.effects) {
        if (answer.kind !== 'respond' || isForDevelopers(answer)) continue
        const shown = [...plain(answer.body)].filter(one => one.from === 'env')
        const secret = shown.find(one => one.name === undefined) ?? shown.find(one => SECRET.test(one.name!) && !SHOWN.test(one.name!))
        if (!secret) continue
        yield {
          at: answer.at,
          certainty: 'certain',
          severity: severityOf(answer),
          message: `\`${name}\` answers with ${secret.name === undefined ? 'every variable of the environment' : `the value of \`${secret.name}\``}.`,
          help: 'Answer with the few values that the browser needs, each by its name, and change every secret that was readable.',
          key: `${name} ${secret.name ?? 'environment'}`,
          route: name,
          trail: trailTo(route, [answer], 'answers with it'),
        }
        break
      }
    }
  },
})

const isForDevelopers = (answer: RespondEffect): boolean => answer.when.some(({ term }) => JSON.stringify(term).includes('"NODE_ENV"'))

function severityOf(answer: RespondEffect): Severity {
  if (answer.guards.some(isStaffGuard)) return 'medium'
  return answer.guards.some(guard => guard.kind !== 'weak') ? 'high' : 'critical'
}
