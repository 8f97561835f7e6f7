import { createHash } from 'node:crypto'
import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json, plain } from '../answer.js'
import { defineStandIn } from '../define.js'
import { fields, text, type Fields } from '../fields.js'
import { parseForm } from '../form.js'
import { matchRoute } from '../route.js'
import { billing } from './billing.js'
import { catalogue } from './catalogue.js'
import { checkout } from './checkout.js'
import { coerce } from './coerce.js'
import { connect } from './connect.js'
import { customers } from './customers.js'
import { asked, deliver, type Signing } from './events.js'
import { expandPaths, present } from './expand.js'
import { intents } from './intents.js'
import { pay } from './pay.js'
import { Refusal } from './refusal.js'
import { refunds } from './refunds.js'
import { seed } from './seed.js'
import { all, keep, type StripeRun, type StripeState, type Thing } from './thing.js'

const HANDLERS = Object.entries({ ...checkout, ...intents, ...refunds, ...catalogue, ...customers, ...billing, ...connect })

/**
 * Stripe as its SDK sees it. Commands: `event` ({type, object?, id?, signing?, secretName?} → a delivery), `pay` ({session} or {intent} →
 * deliveries), `list` ({object} → what is kept), `plant` (an object that rows of the app name; a charge is made for a paid intent).
 */
export const stripe = defineStandIn<StripeState>({
  name: 'stripe',
  hosts: [/(^|\.)stripe\.com$/],
  start: () => ({ things: new Map(), answered: new Map() }),
  answer(request, run) {
    if (!/^(api|files|connect)\.stripe\.com$/.test(request.host)) return plain(200, '<!doctype html><title>Stripe</title>', 'text/html')
    if (run.state.things.size === 0) seed(run)
    return respond(request, run)
  },
  failure: () => ({
    ...json(500, {
      error: { type: 'api_error', message: 'Sorry, an internal error occurred at Stripe. Please contact support@stripe.com.' },
    }),
  }),
  controls: {
    event: (input, run) => deliver(run, asked(run, input), (text(input['signing']) ?? 'right') as Signing, text(input['secretName'])),
    pay: (input, run) =>
      pay(run, input).map(one => deliver(run, one, (text(input['signing']) ?? 'right') as Signing, text(input['secretName']))),
    list: (input, run) => structuredClone(all(run, text(input['object']) ?? 'checkout.session')),
    plant: (input, run) => plant(run, input),
  },
})

function respond(request: OutsideRequest, run: StripeRun): OutsideAnswer {
  const headers = { 'request-id': run.name('req', 14), 'stripe-version': request.headers['stripe-version'] ?? '2025-03-31.basil' }
  const refuse = ({ status, body }: Refusal) => json(status, { error: body }, headers)
  try {
    if (!/^(Bearer|Basic) \S+/.test(request.headers['authorization'] ?? '')) {
      return refuse(
        new Refusal(401, {
          message:
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        }),
      )
    }
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    const fingerprint = createHash('sha256').update(`${request.path}\n`).update(request.body).digest('hex')
    const before = key === undefined ? undefined : run.state.answered.get(key)
    if (before && before.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
      return refuse(new Refusal(400, { type: 'idempotency_error', message }))
    }
    if (before) return json(before.status, before.body, { ...headers, 'idempotent-replayed': 'true' })
    const { status, body } = handle(request, run)
    if (key !== undefined) run.state.answered.set(key, { fingerprint, status, body })
    return json(status, body, headers)
  } catch (error) {
    if (error instanceof Refusal) return refuse(error)
    throw error
  }
}

function handle(request: OutsideRequest, run: StripeRun): { readonly status: number; readonly body: unknown } {
  for (const [pattern, handler] of HANDLERS) {
    const params = matchRoute(pattern, request.method, request.path)
    if (!params) continue
    const raw = request.method === 'POST' && request.body.length > 0 ? parseForm(request.body.toString()) : parseForm(request.query)
    try {
      const { expand: _expand, ...input } = coerce(raw)
      const made = handler({ run, params, input, account: request.headers['stripe-account'] })
      return { status: 200, body: structuredClone(present(run, made, expandPaths(raw))) }
    } catch (error) {
      // A refused card is remembered for its idempotency key; a malformed request is not.
      if (error instanceof Refusal && error.status === 402) return { status: 402, body: { error: present(run, error.body, []) } }
      throw error
    }
  }
  const message = `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`
  throw new Refusal(404, { message })
}

function plant(run: StripeRun, input: Fields): Thing {
  const [id, object] = [text(input['id']), text(input['object'])]
  if (id === undefined || object === undefined) throw new Error('what is planted needs an id and an object')
  if (run.state.things.size === 0) seed(run)
  const thing = keep(run, { created: run.seconds(), livemode: false, metadata: {}, currency: 'usd', ...input, id, object })
  if (object !== 'payment_intent') return thing
  const charge = {
    amount: thing['amount'],
    amount_captured: thing['amount'],
    amount_refunded: 0,
    captured: true,
    refunded: false,
    paid: true,
  }
  const made = keep(run, {
    id: `ch_${id.slice(3)}`,
    object: 'charge',
    created: run.seconds(),
    currency: thing['currency'],
    metadata: {},
    payment_intent: id,
    status: 'succeeded',
    ...charge,
  })
  return Object.assign(thing, { status: 'succeeded', amount_received: thing['amount'], latest_charge: made.id, ...fields(input) })
}
