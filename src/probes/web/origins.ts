import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { answered } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

const CHECKS = ['cors/permissive-origin']
/** Other routes that are asked where the first does not answer. */
const MOST = 3
const FOREIGN = ['https://elsewhere.example.net', 'null', 'http://localhost.example.net']

/** Asks as a foreign website would, with the user's cookies. */
export const origins: Probe = {
  id: 'web/origins',
  title: 'Requests from a foreign website',
  settles: CHECKS,
  *plan(ground) {
    const open = ground.findings.filter(finding => CHECKS.includes(finding.check))
    for (const finding of open) {
      const all = reachable(ground)
      const isOwn = (route: Route): boolean => route.method === 'GET' && route.auth !== 'public'
      const named = all.filter(route => suspectedOf(ground, route, CHECKS).includes(finding))
      // A habit of the whole app shows at any route.
      const asked = named.length > 0 && !/ and \d+ more /.test(finding.message) ? named : [...named, ...all]
      // What only reads is answered alike whenever it is asked.
      const [route, ...others] = [...asked.filter(isOwn), ...asked]
      if (route)
        yield { name: nameOf(route), findings: [finding], control: route, run: () => attempt(ground, [route, ...others.slice(0, MOST)]) }
    }
  },
}

/** The first that answers well is asked; where none does, the first. */
async function attempt(ground: Ground, routes: readonly [Route, ...Route[]]): Promise<Outcome> {
  let [route] = routes
  let control = await ground.working(route)
  for (const other of routes.slice(1)) {
    if (control.works) break
    const next = await ground.working(other)
    if (next.works) [route, control] = [other, next]
  }
  const name = nameOf(route)
  let last = control.answer
  for (const origin of FOREIGN) {
    const answer = await ground.lab.send({ ...control.request, headers: { ...control.request.headers, origin } })
    last = answer
    const allowed = answer.headers['access-control-allow-origin']
    const credentials = answer.headers['access-control-allow-credentials'] === 'true'
    const step = {
      ...answer.step,
      headers: {
        origin,
        'access-control-allow-origin': String(allowed ?? ''),
        'access-control-allow-credentials': String(answer.headers['access-control-allow-credentials'] ?? ''),
      },
    }
    if (allowed === origin && credentials) return proved(`${origin} may read ${name} with the visitor’s cookies`, [step])
    if (allowed === origin || allowed === '*')
      return proved(`any website may read what ${name} answers, if not with the visitor’s cookies`, [step])
  }
  return !control.works || last.status === 0 || last.status >= 400
    ? inconclusive(`${name} was asked from a foreign website`, answered(last), [last.step])
    : refuted(`${name} names no foreign website as allowed`, 'its answers let no foreign origin read them', [last.step])
}
