import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { shape } from '#lab/request/shape'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'

const TRIES = 40

/** Asks forty times in a row, as somebody who guesses passwords does. */
export const hammered: Probe = {
  id: 'limits/hammered',
  title: 'Forty tries in a row',
  settles: ['limits/rate-limit-missing', 'ai/uncapped-spend'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['limits/rate-limit-missing']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, shaping } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const entering = /log-?in|sign-?in|auth|session|token/i.test(route.path) && control.actor !== 'admin'
  const actor = entering || /sign-?up|regist|forgot|reset/i.test(route.path) ? 'nobody' : control.actor
  const { request } = entering
    ? await shape(route, actor, 'a', shaping, { 'body.password': 'not-the-password' })
    : { request: { ...control.request, actor } }
  const statuses: number[] = []
  const started = performance.now()
  let last = control.answer
  for (let round = 0; round < TRIES; round++) {
    last = await lab.send(request)
    statuses.push(last.status)
    if (last.status === 429) break
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (statuses.includes(429)) return refuted(`${name} stopped after ${statuses.indexOf(429)} tries`, 'it answered 429', [last.step])
  if (statuses.every(status => status === 0)) return inconclusive(`${name} was asked ${TRIES} times`, 'the app did not answer', [last.step])
  if (statuses.every(status => status >= 500 || status === 404))
    return inconclusive(`${name} was asked ${TRIES} times`, `it answers ${last.status} to every request`, [last.step])
  return proved(`${name} answered ${TRIES} tries in ${seconds} seconds and stopped none of them`, [
    last.step,
    { kind: 'note', says: `answers: ${tally(statuses)}` },
  ])
}

const tally = (statuses: readonly number[]): string =>
  [...new Set(statuses)].map(status => `${statuses.filter(one => one === status).length} × ${status}`).join(', ')
