import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer } from '#lab/lab'
import { shape } from '#lab/request/shape'
import { identityFields } from '#lab/actors/register'
import { answered, destinationOf, receptionOf } from '../answer.js'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { suspects } from '../suspected.js'
import { costOf } from './cost.js'
import { inAnotherName, isEntrance, isForAnybody, wrongPassword } from './tries.js'

/** Ordinary limits let up to a hundred through. */
const [LEAST, MOST, PATIENCE] = [40, 120, 15_000]

/** Asks a hundred times in a row, as somebody who guesses passwords does. */
export const hammered: Probe = {
  id: 'limits/hammered',
  title: 'A hundred tries in a row',
  settles: ['limits/rate-limit-missing'],
  *plan(ground) {
    for (const [route, findings] of suspects(ground, ['limits/rate-limit-missing']))
      yield { name: nameOf(route), findings, run: () => attempt(ground, route) }
  },
}

async function attempt(ground: Ground, route: Route): Promise<Outcome> {
  const { lab, shaping } = ground
  const name = nameOf(route)
  const control = await ground.working(route)
  const entering = isEntrance(route) && control.actor !== 'admin'
  const actor = entering || isForAnybody(route) ? 'nobody' : control.actor
  const { request } = entering ? await shape(route, actor, 'a', shaping, wrongPassword(route)) : { request: { ...control.request, actor } }
  const asked = `${name} was asked many times`
  const cost = await costOf(ground, route)
  const answers: LabAnswer[] = []
  const started = performance.now()
  while (answers.length < MOST && (answers.length < LEAST || performance.now() - started < PATIENCE)) {
    const answer = await lab.send(entering ? request : inAnotherName(request, route, answers.length))
    answers.push(answer)
    if (answer.status === 429 || hasCounter(answer)) break
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const [first, last] = [answers[0]!, answers.at(-1)!]
  if (last.status === 429) return refuted(`${name} stopped after ${answers.length - 1} tries`, 'it answered 429', [first.step, last.step])
  if (hasCounter(last)) return refuted(`${name} counts its callers’ tries`, 'its answers say how many are left', [last.step])
  const unlike = answers.find(answer => answer.status !== first.status || isStop(answer) !== isStop(first))
  if (unlike) return inconclusive(asked, `it answered ${first.status} first and ${unlike.status} later`, [first.step, unlike.step])
  // Whatever turns a request away before the work begins also stands before the limit.
  const reached =
    receptionOf(first) === 'taken' || (entering && (first.status === 401 || (COMPARED.test(first.text) && !MISSHAPEN.test(first.text))))
  const opened = !reached && entering && first.status < 500 ? await opensAfterwards(ground, route, first) : undefined
  if (!(reached || opened) || first.status >= 500) return inconclusive(asked, `${answered(first)} to every request`, [first.step])
  const spent = await cost?.spent()
  if (cost && spent !== undefined && spent * 2 < answers.length)
    return inconclusive(asked, `it answered ${answers.length} times, and ${spent === 0 ? 'no' : spent} ${cost.of} came of it`, [last.step])
  return proved(`${name} answered ${answers.length} tries in ${seconds} seconds and stopped none of them`, [
    last.step,
    ...(opened ? [opened.step] : []),
    { kind: 'note', says: `answers: ${answers.length} × ${first.status}${cost && spent !== undefined ? `; ${cost.of}: ${spent}` : ''}` },
  ])
}

/** What the right password is answered after all those wrong ones: where it still opens the door, nothing stopped them. */
async function opensAfterwards(ground: Ground, route: Route, wrong: LabAnswer): Promise<LabAnswer | undefined> {
  const email = ground.lab.planted?.people.find(({ actor }) => actor === 'a')?.email
  if (email === undefined) return undefined
  const { request } = await shape(route, 'nobody', 'a', ground.shaping, identityFields(route, email))
  const answer = await ground.lab.send(request)
  const isIn =
    receptionOf(answer) === 'taken'
      ? receptionOf(wrong) !== 'taken'
      : receptionOf(answer) === 'moved' && destinationOf(answer) !== destinationOf(wrong) && answer.headers['set-cookie'] !== undefined
  return isIn ? answer : undefined
}

/** The password was looked at, and not only what form the request has. */
const COMPARED = /password|credential|invalid login/i
const MISSHAPEN = /required|missing|format|must (?:be|have|contain)|at least|characters/i

/** Headers by which limiters say what is left. */
const hasCounter = ({ headers }: LabAnswer): boolean => Object.keys(headers).some(name => /^(?:x-)?rate-?limit|^retry-after$/i.test(name))

const isStop = ({ text }: LabAnswer): boolean => /too many|rate.?limit|slow down|try again (?:later|in)|locked|captcha/i.test(text)
