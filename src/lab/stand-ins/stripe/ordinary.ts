import type { Fields } from '../fields.js'
import type { StripeRun } from './thing.js'

const PRICE = 2000
const MONTH = 30 * 86_400

interface Kind {
  readonly prefix: string
  readonly object: string
  readonly fields: (run: StripeRun, type: string) => Fields
}

const BUYER = { email: 'buyer@example.com', name: 'Ada Lovelace', phone: null, address: { country: 'US', postal_code: '94110' } }

function session(run: StripeRun, type: string): Fields {
  const isOver = !type.endsWith('expired')
  return {
    amount_subtotal: PRICE,
    amount_total: PRICE,
    client_reference_id: null,
    currency: 'usd',
    customer: run.name('cus'),
    customer_details: BUYER,
    customer_email: BUYER.email,
    mode: 'payment',
    payment_intent: run.name('pi'),
    payment_status: isOver && !type.endsWith('failed') ? 'paid' : 'unpaid',
    status: isOver ? 'complete' : 'expired',
    subscription: null,
  }
}

const paymentIntent = (run: StripeRun, type: string): Fields => ({
  amount: PRICE,
  amount_received: type.endsWith('succeeded') ? PRICE : 0,
  currency: 'usd',
  customer: run.name('cus'),
  latest_charge: run.name('ch'),
  receipt_email: BUYER.email,
  status: type.endsWith('succeeded') ? 'succeeded' : type.endsWith('canceled') ? 'canceled' : 'requires_payment_method',
})

const charge = (run: StripeRun, type: string): Fields => ({
  amount: PRICE,
  amount_refunded: type.endsWith('refunded') ? PRICE : 0,
  billing_details: BUYER,
  currency: 'usd',
  customer: run.name('cus'),
  paid: !type.endsWith('failed'),
  payment_intent: run.name('pi'),
  refunded: type.endsWith('refunded'),
  status: type.endsWith('failed') ? 'failed' : 'succeeded',
})

const subscription = (run: StripeRun, type: string): Fields => ({
  cancel_at_period_end: false,
  current_period_end: run.seconds() + MONTH,
  current_period_start: run.seconds(),
  customer: run.name('cus'),
  items: { object: 'list', data: [{ id: run.name('si'), object: 'subscription_item', price: { id: run.name('price') }, quantity: 1 }] },
  status: type.endsWith('deleted') ? 'canceled' : 'active',
})

const invoice = (run: StripeRun, type: string): Fields => ({
  amount_due: PRICE,
  amount_paid: type.endsWith('failed') ? 0 : PRICE,
  billing_reason: 'subscription_cycle',
  currency: 'usd',
  customer: run.name('cus'),
  customer_email: BUYER.email,
  status: type.endsWith('failed') ? 'open' : 'paid',
  subscription: run.name('sub'),
  total: PRICE,
})

/** What events are about: as they are when nothing unusual happened. Source: https://docs.stripe.com/api/events/types */
const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^checkout\.session\./, { prefix: 'cs_test', object: 'checkout.session', fields: session }],
  [/^payment_intent\./, { prefix: 'pi', object: 'payment_intent', fields: paymentIntent }],
  [/^charge\./, { prefix: 'ch', object: 'charge', fields: charge }],
  [/^customer\.subscription\./, { prefix: 'sub', object: 'subscription', fields: subscription }],
  [/^customer\.(?:created|updated|deleted)$/, { prefix: 'cus', object: 'customer', fields: () => ({ email: 'buyer@example.com' }) }],
  [/^invoice\./, { prefix: 'in', object: 'invoice', fields: invoice }],
  [
    /^account\./,
    { prefix: 'acct', object: 'account', fields: () => ({ charges_enabled: true, payouts_enabled: true, details_submitted: true }) },
  ],
]

/** The object of an event of this type that nobody described. */
export function ordinary(run: StripeRun, type: string): Fields {
  const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1]
  const bare = kind ?? { prefix: 'obj', object: type.split('.').slice(0, -1).join('.'), fields: () => ({}) }
  return { id: run.name(bare.prefix), object: bare.object, metadata: {}, ...bare.fields(run, type) }
}
