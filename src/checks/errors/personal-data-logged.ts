import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { loggedSecrets } from '#model/read/logged'
import { type LoggedPerson, loggedPeople } from '#model/read/logged-people'
import { nameOf } from '#model/read/route'
import { tablesByName } from '#model/read/tables'

export default defineCheck({
  id: 'errors/personal-data-logged',
  title: 'Addresses and phone numbers of customers are written into the log',
  why: 'Logs go to other services, are kept for months and are read by many; who asks to be forgotten stays in them, and privacy laws count each copy.',
  severity: 'low',
  refs: ['CWE-532', 'CWE-359', 'OWASP-A09:2021'],
  needs: ['routes', 'tables'],
  *find({ routes, tables }) {
    const byName = tablesByName(tables)
    const found = new Map<string, LoggedPerson & { readonly route: Route }>()
    for (const route of routes) {
      if (route.unreached) continue
      const secret = new Set([...loggedSecrets(route, byName)].map(({ log }) => log))
      for (const one of loggedPeople(route, byName)) {
        const place = `${one.log.at.file}:${one.log.at.line}`
        if (!secret.has(one.log) && !found.has(place)) found.set(place, { ...one, route })
      }
    }
    // What tells most comes first: one finding stands for the app, as one logger and one habit do.
    const [first, ...others] = [...found.values()].toSorted((a, b) => Number(b.whole) - Number(a.whole))
    if (!first) return
    const name = nameOf(first.route)
    yield {
      at: first.log.at,
      certainty: 'certain',
      severity: first.whole ? 'medium' : 'low',
      message: `\`${name}\` writes ${first.what} into the log${others.length ? `; ${others.length} more ${others.length === 1 ? 'line does' : 'lines do'} the like` : ''}.`,
      help: 'Log the id of the account or the order, and leave out by what people are reached.',
      key: 'people',
      route: name,
      trail: others.slice(0, 30).map(({ log, what }) => ({ at: log.at, label: `logs ${what.replaceAll('`', '')}` })),
    }
  },
})
