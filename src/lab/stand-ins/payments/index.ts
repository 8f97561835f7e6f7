import { parseForm } from '../form.js'
import { json } from '../answer.js'
import { defineStandIn } from '../define.js'
import { fields, parseJson, text, type Fields } from '../fields.js'
import { lemonsqueezy } from './lemonsqueezy.js'
import { mercadopago } from './mercadopago.js'
import { paddle } from './paddle.js'
import { paypal } from './paypal.js'
import { razorpay } from './razorpay.js'
import { keep, type PaymentDelivery, type PaymentRun, type PaymentState, type Provider } from './state.js'

const PROVIDERS: readonly Provider[] = [paddle, lemonsqueezy, paypal, razorpay, mercadopago]
const STALE = 86_400

/**
 * Payment services beside Stripe, as far as apps use them most. Commands: `event` ({provider, type, object?, signing?, secretName?} → a
 * delivery), `list` ({provider?}), `plant` ({provider, id, …}).
 */
export const payments = defineStandIn<PaymentState>({
  name: 'payments',
  hosts: host => providerOf(host) !== undefined,
  start: () => ({ things: new Map() }),
  answer(request, run) {
    const provider = providerOf(request.host)
    const body = fields(parseJson(request.body) ?? parseForm(request.body.toString()))
    return provider && (provider.answer(request, body, run) ?? json(200, {}))
  },
  failure: request => providerOf(request.host)?.refuse(500, 'Something went wrong. Try again later.') ?? json(500, {}),
  controls: {
    event: (input, run) => deliver(run, input),
    list: (input, run) =>
      [...run.state.things.values()].filter(thing => input['provider'] === undefined || thing['_by'] === input['provider']),
    plant: (input, run) => keep(run, String(input['provider']), input),
  },
})

function providerOf(host: string): Provider | undefined {
  return PROVIDERS.find(provider => provider.host.test(host))
}

function deliver(run: PaymentRun, input: Fields): PaymentDelivery {
  const provider = PROVIDERS.find(each => each.name === input['provider'])
  if (!provider) throw new Error(`no payment service is named ${String(input['provider'])}`)
  const type = text(input['type']) ?? ''
  const signing = text(input['signing']) ?? 'right'
  const object =
    typeof input['object'] === 'string' ? (run.state.things.get(input['object']) ?? { id: input['object'] }) : fields(input['object'])
  const event = provider.event(run, type, Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('_'))))
  const body = JSON.stringify(event)
  const secret = signing === 'wrong-secret' ? 'secret-of-somebody-else' : secretOf(run, provider, text(input['secretName']))
  const headers = signing === 'none' ? {} : provider.sign(body, secret, run.seconds() - (signing === 'stale' ? STALE : 0), event)
  return { type, headers: { 'content-type': 'application/json', ...headers }, body: signing === 'altered' ? altered(event) : body }
}

/** PayPal's is the lab's own: apps ask the stand-in, not their environment. */
function secretOf(run: PaymentRun, provider: Provider, name: string | undefined): string {
  if (provider === paypal) return run.world.seed
  const names = Object.keys(run.world.env).filter(each => provider.secret.test(each))
  const best = name ?? names.find(each => /WEBHOOK/.test(each)) ?? names[0]
  const secret = best === undefined ? undefined : run.world.env[best]
  if (secret === undefined) throw new Error(`the app has no environment variable that holds the webhook secret of ${provider.name}`)
  return secret
}

function altered(event: Fields): string {
  return JSON.stringify({ ...event, altered: true })
}
