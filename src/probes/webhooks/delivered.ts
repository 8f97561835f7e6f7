import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer, LabRequest } from '#lab/lab'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import type { Finding } from '#triage/finding'
import { reachable, suspectedOf } from '../suspected.js'
import { answered, receptionOf } from '../answer.js'
import { changed, contents, delivery, letters, rowChange } from './effects.js'
import { stepOf } from '../called.js'
import { forgeries, hmacSigned, signed } from './events.js'

const FORGED = ['webhooks/unsigned-webhook', 'webhooks/parsed-body-signature', 'broken/commented-signature', 'broken/signature-by-presence']
const TWICE = ['webhooks/webhook-not-idempotent']
const REFUSED = ['broken/webhook-behind-token-check', 'broken/synchronous-signature-check', 'webhooks/parsed-body-signature']

/** Delivers events as the provider does, and as somebody who is not the provider: unsigned, forged, twice, signed rightly. */
export const delivered: Probe = {
  id: 'webhooks/delivered',
  title: 'Events, forged and delivered twice',
  settles: [...new Set([...FORGED, ...TWICE, ...REFUSED])],
  *plan(ground) {
    for (const route of reachable(ground)) {
      const forged = suspectedOf(ground, route, FORGED)
      if (forged.length > 0) yield { name: `${nameOf(route)} unsigned`, findings: forged, run: () => unsigned(ground, route) }
      const twice = suspectedOf(ground, route, TWICE)
      if (twice.length > 0) yield { name: `${nameOf(route)} twice`, findings: twice, run: () => again(ground, route, twice) }
      const refused = suspectedOf(ground, route, REFUSED)
      if (refused.length > 0) yield { name: `${nameOf(route)} signed rightly`, findings: refused, run: () => genuine(ground, route) }
    }
  },
}

export async function unsigned(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const before = await contents(ground, route)
  await ground.lab.mark()
  const tried: LabAnswer[] = []
  for await (const request of forgeries(ground, route)) {
    const answer = await ground.lab.send(request)
    tried.push(answer)
    const change = changed(before, await contents(ground, route))
    if (change) return proved(`an event that nobody signed changed \`${change.table}\` by ${name}`, [answer.step, change.step])
    const call = (await ground.lab.calls()).find(one => /mail|resend|sendgrid|stripe|sms/.test(one.service) && one.method === 'POST')
    if (call && receptionOf(answer) === 'taken')
      return proved(`an event that nobody signed made ${name} call ${call.service}`, [answer.step, stepOf(call)])
  }
  const steps = tried.slice(0, 2).map(answer => answer.step)
  // Every kind of forgery, not only the first, and for want of a signature.
  return tried.length > 0 && tried.every(isUnsigned)
    ? refuted(`${name} refused every event that nobody signed`, answered(tried[0]!), steps)
    : inconclusive(`${name} was sent events that nobody signed`, 'nothing that can be seen changed', steps)
}

async function again(ground: Ground, route: Route, findings: readonly Finding[]): Promise<Outcome> {
  const name = nameOf(route)
  const effectOf = findings.some(({ message }) => /\bsends a (?:mail|message)\b/.test(message)) ? letters : rowChange
  let held: Outcome | undefined
  for await (const request of candidates(ground, route)) {
    const first = await delivery(ground, route, request, effectOf)
    if (receptionOf(first.answer) !== 'taken' || !first.effect) {
      // Of many signatures one may be right: what was refused left nothing behind.
      if (first.isChanged || receptionOf(first.answer) !== 'refused') await ground.lab.reset()
      continue
    }
    const second = await delivery(ground, route, request, effectOf)
    const steps = [first.answer.step, first.effect.step, second.answer.step]
    if (second.effect)
      return proved(`the same event, delivered twice, ${second.effect.says} twice by ${name}`, [...steps, second.effect.step])
    if (['limited', 'broken', 'silent'].includes(receptionOf(second.answer)))
      return inconclusive(`${name} was sent an event twice`, answered(second.answer), steps)
    held ??= refuted(`the second delivery to ${name} changed nothing`, 'the first did', steps)
    // Another kind of event may do more.
    await ground.lab.reset()
  }
  return held ?? inconclusive(`${name} was sent an event twice`, 'no event that was made up had an effect the first time')
}

/** The provider's own event, rightly signed, has to be taken. */
async function genuine(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const requests = await signed(ground, route)
  if (requests.length === 0) return inconclusive(`${name} was to be sent a signed event`, 'no signature of this provider can be made')
  const answers: LabAnswer[] = []
  for (const request of requests) answers.push(await ground.lab.send({ ...request, stranger: true }))
  const taken = answers.find(answer => receptionOf(answer) === 'taken')
  if (taken) return refuted(`${name} takes a rightly signed event`, answered(taken), [taken.step])
  const first = answers[0]!
  // It may lack what the event names; only a refusal of the signature is the fault.
  return answers.every(isUnsigned)
    ? proved(`${name} refuses the provider’s own, rightly signed event with ${first.status}`, [first.step])
    : inconclusive(`${name} was sent a rightly signed event`, answered(first), [first.step])
}

const isUnsigned = ({ status, text }: LabAnswer): boolean =>
  status === 401 ||
  status === 403 ||
  (status >= 400 && /signature|unauthori|forbidden|token|verif|SubtleCrypto|synchronous/i.test(text) && status !== 404 && status !== 429)

async function* candidates(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
  yield* await signed(ground, route)
  yield* forgeries(ground, route)
  yield* hmacSigned(ground, route)
}
