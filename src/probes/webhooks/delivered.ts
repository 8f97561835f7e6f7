import type { EvidenceStep } from '#base/evidence'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { LabAnswer, LabRequest } from '#lab/lab'
import type { Row } from '#lab/request/rows'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'
import { answered, receptionOf } from '../answer.js'
import { isLog, settledRow, settledRows } from '../change.js'
import { tablesOfCalls, tablesWritten } from '../written.js'
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
      if (twice.length > 0) yield { name: `${nameOf(route)} twice`, findings: twice, run: () => again(ground, route) }
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
      return proved(`an event that nobody signed made ${name} call ${call.service}`, [
        answer.step,
        { kind: 'call', service: call.service, operation: `${call.method} ${call.path}`, says: `answered ${call.status}` },
      ])
  }
  const steps = tried.slice(0, 2).map(answer => answer.step)
  // Every kind of forgery, not only the first, and for want of a signature.
  return tried.length > 0 && tried.every(isUnsigned)
    ? refuted(`${name} refused every event that nobody signed`, answered(tried[0]!), steps)
    : inconclusive(`${name} was sent events that nobody signed`, 'nothing that can be seen changed', steps)
}

async function again(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  let held: Outcome | undefined
  for await (const request of candidates(ground, route)) {
    const start = await contents(ground, route)
    const first = await ground.lab.send(request)
    const once = await contents(ground, route)
    const effect = changed(start, once)
    if (receptionOf(first) !== 'taken' || !effect) {
      // Of many signatures one may be right: what was refused left nothing behind.
      if (effect || receptionOf(first) !== 'refused') await ground.lab.reset()
      continue
    }
    const second = await ground.lab.send(request)
    const change = changed(once, await contents(ground, route))
    const steps = [first.step, effect.step, second.step]
    if (change) return proved(`the same event, delivered twice, changed \`${change.table}\` twice by ${name}`, [...steps, change.step])
    if (['limited', 'broken', 'silent'].includes(receptionOf(second)))
      return inconclusive(`${name} was sent an event twice`, answered(second), steps)
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

type Contents = ReadonlyMap<string, readonly Row[]>

async function contents(ground: Ground, route: Route): Promise<Contents> {
  const { rows } = ground
  const found = new Map<string, readonly Row[]>()
  for (const table of new Set([...tablesWritten(route), ...tablesOfCalls(route, ground.model)]))
    found.set(table, (await rows?.some(table, 3000)) ?? [])
  return found
}

function changed(before: Contents, after: Contents): { readonly table: string; readonly step: EvidenceStep } | undefined {
  for (const [table, rows] of after) {
    const known = settledRows(before.get(table) ?? [])
    const fresh = rows.find(row => !known.has(settledRow(row)))
    // A log of what was received is what makes the second delivery harmless; a later time alone is no effect.
    if (fresh && !isLog(table))
      return {
        table,
        step: {
          kind: 'rows',
          table,
          before: `${before.get(table)?.length ?? 0} rows`,
          after: `${rows.length} rows; one is ${excerpt(fresh)}`,
        },
      }
  }
  return undefined
}

const excerpt = (row: Row): string =>
  Object.entries(row)
    .filter(([column]) => !/passw|hash|secret|token/i.test(column))
    .slice(0, 5)
    .map(([column, value]) => `${column} = ${String(value).slice(0, 40)}`)
    .join(', ')
