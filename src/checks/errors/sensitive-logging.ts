import { defineCheck } from '#checks/check'
import { type Logged, loggedSecrets } from '#model/read/logged'
import { nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'
import type { Route } from '#model/app-model'
import { loggedAnswers } from './logged-answers.js'

interface Case extends Logged {
  readonly route: Route
}

export default defineCheck({
  id: 'errors/sensitive-logging',
  title: 'Passwords, cards or keys are written into the log',
  why: 'Logs are kept for months, copied to other services and read by many, so that one leak of them opens the accounts of your customers.',
  severity: 'medium',
  refs: ['CWE-532', 'OWASP-A09:2021'],
  needs: ['routes', 'tables', 'source'],
  *find({ routes, tables, source }) {
    yield* loggedAnswers(source)
    const byName = tablesByName(tables)
    const found = new Map<string, Case[]>()
    for (const route of routes) {
      for (const one of loggedSecrets(route, byName)) {
        const key = `${one.log.at.file} ${one.what}`
        found.set(key, [...(found.get(key) ?? []), { ...one, route }])
      }
    }
    for (const [key, cases] of found) {
      const { log, what, grave, route } = cases[0]!
      yield {
        at: log.at,
        certainty: 'certain',
        severity: grave ? 'medium' : 'low',
        message: `\`${nameOf(route)}\` writes ${what} into the log.`,
        help: 'Log which account and which request it was, and leave the values out.',
        key,
        route: nameOf(route),
        trail: [...new Map(cases.map(one => [`${one.log.at.file}:${one.log.at.line}`, one.log.at])).values()]
          .slice(0, 20)
          .map(at => ({ at, label: `logs ${what.replaceAll('`', '')}` })),
      }
    }
  },
})
