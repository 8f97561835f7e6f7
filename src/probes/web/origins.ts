import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { answered } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

const CHECKS = ['cors/permissive-origin']
const FOREIGN = ['https://elsewhere.example.net', 'null', 'http://localhost.example.net']

/** Asks as a foreign website would, with the user's cookies. */
export const origins: Probe = {
  id: 'web/origins',
  title: 'Requests from a foreign website',
  settles: CHECKS,
  *plan(ground) {
    const open = ground.findings.filter(finding => CHECKS.includes(finding.check))
    for (const finding of open) {
      const routes = reachable(ground).filter(route => suspectedOf(ground, route, CHECKS).includes(finding))
      const route =
        routes[0] ??
        reachable(ground).find(one => one.method === 'GET' && one.kind !== 'page' && one.auth !== 'public') ??
        reachable(ground).find(one => one.kind !== 'page')
      if (route) yield { name: nameOf(route), findings: [finding], control: route, run: () => attempt(ground, route) }
    }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const control = await ground.working(route)
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
    if (allowed === origin || allowed === '*') return proved(`any website may read what ${name} answers`, [step])
  }
  return !control.works || last.status === 0 || last.status >= 400
    ? inconclusive(`${name} was asked from a foreign website`, answered(last), [last.step])
    : refuted(`${name} names no foreign website as allowed`, 'its answers let no foreign origin read them', [last.step])
}
