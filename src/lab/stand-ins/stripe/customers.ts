import { fields, numeric, text } from '../fields.js'
import { gone, searched } from './catalogue.js'
import { invalid, missing } from './refusal.js'
import { add, all, find, keep, listed, page, type Handlers, type StripeRun, type Thing } from './thing.js'

/** A customer by id; rows of the app name customers that were made before the lab, so an unknown id of the right shape is one. */
export function customerOf(run: StripeRun, id: string): Thing {
  const known = run.state.things.get(id)
  if (known?.object === 'customer') return known
  if (!/^cus_\w{3,}$/.test(id)) return find(run, 'customer', id, 'customer')
  return keep(run, { id, object: 'customer', created: run.seconds(), ...BLANK, email: `${id.toLowerCase()}@example.test` })
}

const BLANK = {
  address: null,
  balance: 0,
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  discount: null,
  email: null,
  invoice_settings: { default_payment_method: null },
  livemode: false,
  metadata: {},
  name: null,
  phone: null,
}

export function card(run: StripeRun, customer: string | null): Thing {
  const details = { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2034, country: 'US', funding: 'credit', fingerprint: 'lab' }
  return add(run, 'pm', 'payment_method', {
    type: 'card',
    card: details,
    customer,
    billing_details: { email: null, name: null },
    metadata: {},
  })
}

export const customers: Handlers = {
  'POST /v1/customers': ({ run, input }) => {
    const email = text(input['email'])
    if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) throw invalid(`Invalid email address: ${email}`, 'email', 'email_invalid')
    return add(run, 'cus', 'customer', { ...BLANK, ...input })
  },
  'GET /v1/customers': listed('customer', '/v1/customers', ['email']),
  'GET /v1/customers/search': ({ run, input }) => {
    const wanted = [...String(input['query'] ?? '').matchAll(/(email|name|phone|metadata\['(\w+)'\])\s*[:~]\s*["']([^"']*)["']/g)]
    const fits = (thing: Thing) =>
      wanted.every(([, name, key, value]) => String((key ? fields(thing['metadata'])[key] : thing[name ?? '']) ?? '') === value)
    return searched(all(run, 'customer').filter(fits), '/v1/customers/search')
  },
  'GET /v1/customers/:id': ({ run, params }) => customerOf(run, params['id'] ?? ''),
  'POST /v1/customers/:id': ({ run, params, input }) => Object.assign(customerOf(run, params['id'] ?? ''), input),
  'DELETE /v1/customers/:id': ({ run, params }) => gone(run, 'customer', customerOf(run, params['id'] ?? '').id),
  'GET /v1/customers/:id/payment_methods': ({ run, params, input }) =>
    page(
      all(run, 'payment_method').filter(each => each['customer'] === params['id']),
      input,
      `/v1/customers/${params['id']}/payment_methods`,
    ),
  'POST /v1/payment_methods': ({ run }) => card(run, null),
  'GET /v1/payment_methods': listed('payment_method', '/v1/payment_methods', ['customer', 'type']),
  'GET /v1/payment_methods/:id': ({ run, params }) => methodOf(run, params['id'] ?? ''),
  'POST /v1/payment_methods/:id': ({ run, params, input }) => Object.assign(methodOf(run, params['id'] ?? ''), input),
  'POST /v1/payment_methods/:id/attach': ({ run, params, input }) =>
    Object.assign(methodOf(run, params['id'] ?? ''), { customer: customerOf(run, String(input['customer'])).id }),
  'POST /v1/payment_methods/:id/detach': ({ run, params }) => Object.assign(methodOf(run, params['id'] ?? ''), { customer: null }),
  'POST /v1/billing_portal/sessions': ({ run, input }) => {
    if (!text(input['customer'])) throw missing('customer')
    const customer = customerOf(run, String(input['customer'])).id
    const url = `https://billing.stripe.com/p/session/${run.name('test')}`
    return add(run, 'bps', 'billing_portal.session', { customer, return_url: input['return_url'] ?? null, url, configuration: 'bpc_lab' })
  },
  'POST /v1/billing_portal/configurations': ({ run, input }) => add(run, 'bpc', 'billing_portal.configuration', { active: true, ...input }),
  'GET /v1/billing_portal/configurations': listed('billing_portal.configuration', '/v1/billing_portal/configurations', ['active']),
  'POST /v1/ephemeral_keys': ({ run }) =>
    add(run, 'ephkey', 'ephemeral_key', { secret: run.name('ek_test'), expires: run.seconds() + 3600 }),
  'POST /v1/tokens': ({ run }) => add(run, 'tok', 'token', { type: 'card', used: false }),
}

/** Stripe's own test cards (`pm_card_visa`) exist in every account. */
export function methodOf(run: StripeRun, id: string): Thing {
  if (/^(pm_card_|tok_)\w+$/.test(id) && !run.state.things.has(id)) {
    const made = card(run, null)
    run.state.things.delete(made.id)
    return keep(run, { ...made, id, _declines: /decline|chargeDeclined/i.test(id) })
  }
  return find(run, 'payment_method', id, 'payment_method')
}

export function amountOf(value: unknown, param: string): number {
  const amount = numeric(value)
  if (amount === undefined) throw missing(param)
  if (!Number.isInteger(amount)) throw invalid(`Invalid integer: ${String(value)}`, param, 'parameter_invalid_integer')
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', param, 'parameter_invalid_integer')
  if (amount > 99_999_999) throw invalid('Amount must be no more than $999,999.99', param, 'amount_too_large')
  return amount
}
