import { createHmac } from 'node:crypto'
import { fields, text, type Fields } from '../fields.js'
import { ordinary } from './ordinary.js'
import { invalid } from './refusal.js'
import { add, find, type StripeRun, type Thing } from './thing.js'

/** A webhook as the caller delivers it. */
export interface Delivery {
  readonly id: string
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How the signature is: only `right` may be believed by the app. */
export type Signing = 'right' | 'wrong-secret' | 'stale' | 'altered' | 'none'

const STALE = 3_600
const SECRET = /STRIPE.*(WEBHOOK|SIGNING|ENDPOINT).*|.*WEBHOOK.*STRIPE.*SECRET|WEBHOOK_SECRET|^WEBHOOK_SIGNING_SECRET/

export function event(run: StripeRun, type: string, object: unknown): Thing {
  const rest = {
    api_version: '2025-03-31.basil',
    data: { object },
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  }
  return add(run, 'evt', 'event', rest)
}

export function deliver(run: StripeRun, one: Thing, signing: Signing, secretName?: string): Delivery {
  const body = JSON.stringify(one, (key, value: unknown) => (key.startsWith('_') ? undefined : value), 2)
  const time = run.seconds() - (signing === 'stale' ? STALE : 0)
  const secret = signing === 'wrong-secret' ? 'whsec_of_somebody_else' : secretOf(run, secretName)
  const mac = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Stripe/1.0' }
  if (signing !== 'none') headers['stripe-signature'] = `t=${time},v1=${mac}`
  return { id: one.id, type: String(one['type']), headers, body: signing === 'altered' ? altered(body) : body }
}

/** The same event with another amount and another owner: what an attacker who holds one real delivery would send. */
function altered(body: string): string {
  const changed = body.replace(/"(amount(?:_total|_received)?)": \d+/g, '"$1": 1')
  return changed === body ? body.replace('"object": "event"', '"object": "event", "altered": true') : changed
}

export function secretOf(run: StripeRun, name?: string): string {
  const known =
    name === undefined
      ? Object.keys(run.world.env)
          .toSorted()
          .filter(each => SECRET.test(each))
      : [name]
  const best = known.find(each => /SECRET/.test(each)) ?? known[0]
  const secret = best === undefined ? undefined : run.world.env[best]
  if (secret === undefined) throw new Error('the app has no environment variable that holds the webhook secret')
  return secret
}

/** The event of `control('event', …)`: of a kept object by its id, of one given whole, or a kept event again by its own id. */
export function asked(run: StripeRun, input: Fields): Thing {
  if (text(input['id']) !== undefined) return find(run, 'event', input['id'])
  const type = text(input['type'])
  if (type === undefined) throw invalid('An event needs a type.')
  const given = input['object']
  if (typeof given === 'string') return event(run, type, run.state.things.get(given) ?? { id: given })
  const known = run.state.things.get(String(fields(given)['id']))
  return event(run, type, { ...(known ?? ordinary(run, type)), ...fields(given) })
}
