import { createHmac } from 'node:crypto'
import type { Guard, Route } from '#model/app-model'
import { originsOf } from '#model/term'
import type { LabRequest } from '#lab/lab'
import { shape } from '#lab/request/shape'
import type { Ground } from '../probe.js'
import { eventObject } from './event-object.js'

/** Ordinary bodies that name what is in the database, without a signature. */
export async function* forgeries(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
  const { request } = await shape(route, 'nobody', 'a', ground.shaping)
  const types = eventTypes(route)
  const headers = Object.fromEntries(signatureHeaders(route).map(name => [name, 'made-up']))
  const bodies = types.length > 0 ? types.slice(0, 8).map(type => ({ ...(request.body as object | undefined), ...type })) : [request.body]
  for (const body of bodies) {
    yield { ...request, actor: 'nobody', body }
    if (Object.keys(headers).length > 0) yield { ...request, actor: 'nobody', body, headers: { ...request.headers, ...headers } }
  }
}

/** Events with the lab's signature, as providers sign whose way is known. */
export async function signed(ground: Ground, route: Route): Promise<readonly LabRequest[]> {
  const names = route.inputs.filter(input => input.from === 'headers').map(input => input.path[0]?.toLowerCase())
  return names.includes('svix-signature') ? bySvix(ground, route) : byStripe(ground, route)
}

/** Resend, Clerk and others sign by Svix. Source: https://docs.svix.com/receiving/verifying-payloads/how-manual */
async function bySvix(ground: Ground, route: Route): Promise<readonly LabRequest[]> {
  const requests: LabRequest[] = []
  for await (const request of forgeries(ground, route)) {
    const body = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? {})
    for (const { name } of ground.model.env.filter(one => /webhook|svix|signing/i.test(one.name) && /secret|key/i.test(one.name))) {
      const secret = ground.lab.env(name)
      if (!secret) continue
      const [id, time] = ['msg_2lab', String(Math.floor(Date.now() / 1000))]
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      const mac = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
      const headers = { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': time, 'svix-signature': `v1,${mac}` }
      requests.push({ ...request, body, headers })
    }
    // The bodies differ in their kind of event alone.
    if (requests.length > 6) break
  }
  return requests
}

/** For each type that the code asks about, with each secret that may be the right one. */
async function byStripe(ground: Ground, route: Route): Promise<readonly LabRequest[]> {
  if (!ground.model.app.services.includes('stripe') && !/stripe/i.test(route.path)) return []
  const types = eventTypes(route).flatMap(({ type }) => (typeof type === 'string' && type.includes('.') ? [type] : []))
  const { request } = await shape(route, 'nobody', 'a', ground.shaping)
  const requests: LabRequest[] = []
  const secrets = ground.model.env.map(({ name }) => name).filter(name => /stripe/i.test(name) && /webhook|signing/i.test(name))
  const asked = types.length > 0 ? types : ['checkout.session.completed', 'payment_intent.succeeded']
  const named = (request.body as { data?: { object?: object } } | undefined)?.data?.object
  // One that names A's rows first; where the code makes something else of what it reads, one that names nothing.
  const objects = [await eventObject(ground, route), named].filter((one, at) => one !== undefined || at === 1)
  for (const type of asked)
    for (const object of objects)
      for (const secretName of secrets.length > 0 ? secrets : [undefined]) {
        try {
          const event = (await ground.lab.control('stripe', 'event', {
            type,
            ...(object && { object }),
            ...(secretName !== undefined && { secretName }),
          })) as {
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
export async function* hmacSigned(ground: Ground, route: Route): AsyncGenerator<LabRequest> {
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
