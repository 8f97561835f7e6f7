import { createHmac } from 'node:crypto'
import type { EvidenceStep } from '#base/evidence'
import type { Guard, QueryEffect, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { originsOf } from '#model/term'
import type { LabRequest } from '#lab/lab'
import { shape } from '#lab/request/shape'
import type { Row } from '#lab/request/rows'
import { type Ground, inconclusive, type Outcome, type Probe, proved, refuted } from '../probe.js'
import { reachable, suspectedOf } from '../suspected.js'

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

async function unsigned(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const before = await contents(ground, route)
  await ground.lab.mark()
  const tried: EvidenceStep[] = []
  for await (const request of forgeries(ground, route)) {
    const answer = await ground.lab.send(request)
    tried.push(answer.step)
    const change = changed(before, await contents(ground, route))
    if (change) return proved(`an event that nobody signed changed \`${change.table}\` by ${name}`, [answer.step, change.step])
    const call = (await ground.lab.calls()).find(one => /mail|resend|sendgrid|stripe|sms/.test(one.service) && one.method === 'POST')
    if (call)
      return proved(`an event that nobody signed made ${name} call ${call.service}`, [
        answer.step,
        { kind: 'call', service: call.service, operation: `${call.method} ${call.path}`, says: `answered ${call.status}` },
      ])
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
      if (/signature|unauthori|forbidden|secret|verify/i.test(answer.text))
        return refuted(`${name} refused an event that nobody signed`, `the app answered ${answer.status}`, [answer.step])
    }
  }
  return inconclusive(
    `${name} was sent events that nobody signed`,
    'they were answered, and nothing that can be seen changed',
    tried.slice(0, 2),
  )
}

async function again(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  for await (const request of candidates(ground, route)) {
    const start = await contents(ground, route)
    const first = await ground.lab.send(request)
    const once = await contents(ground, route)
    const effect = changed(start, once)
    if (first.status >= 400 || !effect) {
      await ground.lab.reset()
      continue
    }
    const second = await ground.lab.send(request)
    const change = changed(once, await contents(ground, route))
    return change
      ? proved(`the same event, delivered twice, changed \`${change.table}\` twice by ${name}`, [
          first.step,
          effect.step,
          second.step,
          change.step,
        ])
      : refuted(`the second delivery to ${name} changed nothing`, 'the first did', [first.step, second.step])
  }
  return inconclusive(`${name} was sent an event twice`, 'no event that was made up had an effect the first time')
}

async function* candidates(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
  yield* await signed(ground, route)
  yield* forgeries(ground, route)
  yield* hmacSigned(ground, route)
}

/** The provider's own event, rightly signed, has to be taken. */
async function genuine(ground: Ground, route: Route): Promise<Outcome> {
  const name = nameOf(route)
  const [request] = await signed(ground, route)
  if (!request) return inconclusive(`${name} was to be sent a signed event`, 'no signature of this provider can be made')
  const answer = await ground.lab.send(request)
  return answer.status >= 400
    ? proved(`${name} refuses the provider’s own, rightly signed event with ${answer.status}`, [answer.step])
    : refuted(`${name} takes a rightly signed event`, `the app answered ${answer.status}`, [answer.step])
}

/** Ordinary bodies that name what is in the database, without a signature. */
async function* forgeries(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
  const { request } = await shape(route, 'nobody', 'a', ground.shaping)
  const types = eventTypes(route)
  const headers = Object.fromEntries(signatureHeaders(route).map(name => [name, 'made-up']))
  const bodies = types.length > 0 ? types.slice(0, 8).map(type => ({ ...(request.body as object | undefined), ...type })) : [request.body]
  for (const body of bodies) {
    yield { ...request, actor: 'nobody', body }
    if (Object.keys(headers).length > 0) yield { ...request, actor: 'nobody', body, headers: { ...request.headers, ...headers } }
  }
}

/** Events of Stripe with the lab's signature, for each type that the code asks about. */
async function signed(ground: Ground, route: Route): Promise<readonly LabRequest[]> {
  if (!ground.model.app.services.includes('stripe') && !/stripe/i.test(route.path)) return []
  const types = eventTypes(route).flatMap(({ type }) => (typeof type === 'string' && type.includes('.') ? [type] : []))
  const { request } = await shape(route, 'nobody', 'a', ground.shaping)
  const requests: LabRequest[] = []
  for (const type of types.length > 0 ? types : ['checkout.session.completed', 'payment_intent.succeeded']) {
    try {
      const object = (request.body as { data?: { object?: object } } | undefined)?.data?.object
      const event = (await ground.lab.control('stripe', 'event', { type, ...(object && { object }) })) as {
        headers: Record<string, string>
        body: string
      }
      requests.push({ actor: 'nobody', method: 'POST', path: request.path, headers: event.headers, body: event.body })
    } catch {
      // The stand-in does not know this kind of event.
    }
  }
  return requests
}

/** Bodies signed as providers usually do it, with each secret that may be the right one; an app takes one of them. */
async function* hmacSigned(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
  const asked = guardsOf(route).flatMap(guard => guard.name ?? [])
  const others = ground.model.env
    .map(({ name }) => name)
    .filter(name => /secret|signing|webhook|hmac/i.test(name) && !/jwt|session|next|auth_|client|cron/i.test(name))
  const secrets = [...new Set([...asked, ...others])].slice(0, 6)
  const headers = signatureHeaders(route)
  for await (const request of forgeries(ground, route)) {
    const text = JSON.stringify(request.body ?? {})
    for (const name of secrets) {
      const secret = ground.lab.env(name)
      if (!secret) continue
      const mac = createHmac('sha256', secret).update(text).digest()
      const [hex, base64] = [mac.toString('hex'), mac.toString('base64')]
      for (const header of headers)
        for (const value of [hex, `sha256=${hex}`, base64, secret, `Bearer ${secret}`])
          yield { ...request, body: text, headers: { 'content-type': 'application/json', [header]: value } }
    }
  }
}

/** `{ type: 'paid' }` for each literal that the code compares a field of the body with. */
function eventTypes(route: Route): readonly Readonly<Record<string, unknown>>[] {
  const found = new Map<string, Record<string, unknown>>()
  for (const effect of route.effects)
    for (const { term } of effect.when) {
      if (term.kind !== 'computed') continue
      const field = [...originsOf(term)].find(one => (one.from === 'body' || one.from === 'event') && one.path.length === 1)
      const literal = term.of.find(part => part.kind === 'literal')
      if (field && literal?.kind === 'literal' && typeof literal.value === 'string')
        found.set(`${field.path[0]}=${literal.value}`, { [field.path[0]!]: literal.value })
    }
  return [...found.values()]
}

/** Headers that carry the signature, by what the guards read and by name. */
function signatureHeaders(route: Route): readonly string[] {
  const read = route.inputs
    .filter(input => input.from === 'headers' && /sign|hmac|secret|token|key/i.test(input.path[0] ?? ''))
    .map(input => input.path[0]!)
  const guarding = guardsOf(route).flatMap(guard =>
    guard.on ? [...originsOf(guard.on)].filter(one => one.from === 'headers').map(one => one.path[0] ?? '') : [],
  )
  return [...new Set([...guarding, ...read])].filter(name => name !== '')
}

const guardsOf = (route: Route): readonly Guard[] => [...route.guards, ...route.effects.flatMap(effect => effect.guards)]

type Contents = ReadonlyMap<string, readonly Row[]>

async function contents({ rows }: Ground, route: Route): Promise<Contents> {
  const written = route.effects
    .filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.does !== 'read' && effect.table !== undefined)
    .map(effect => effect.table!)
  const found = new Map<string, readonly Row[]>()
  for (const table of new Set(written)) found.set(table, (await rows?.some(table, 3000)) ?? [])
  return found
}

function changed(before: Contents, after: Contents): { readonly table: string; readonly step: EvidenceStep } | undefined {
  for (const [table, rows] of after) {
    const known = new Set(before.get(table)?.map(row => JSON.stringify(row)))
    const fresh = rows.find(row => !known.has(JSON.stringify(row)))
    // A log of what was received is what makes the second delivery harmless.
    if (fresh && !/event|log|webhook|audit|deliver/i.test(table))
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
