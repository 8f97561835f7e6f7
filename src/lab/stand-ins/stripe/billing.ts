import { fields, items, numeric, text, type Fields } from '../fields.js'
import { priceOf } from './catalogue.js'
import { customerOf } from './customers.js'
import { confirm, intent } from './intents.js'
import { written } from './lines.js'
import { missing } from './refusal.js'
import { add, find, listed, page, type Handlers, type StripeRun, type Thing } from './thing.js'

const MONTH = 30 * 86_400

export const billing: Handlers = {
  'POST /v1/subscriptions': ({ run, input }) => {
    if (!text(input['customer'])) throw missing('customer')
    if (items(input['items']).length === 0) throw missing('items')
    const waits = input['payment_behavior'] === 'default_incomplete'
    return subscribe(run, customerOf(run, String(input['customer'])).id, input, waits ? 'incomplete' : 'active')
  },
  'GET /v1/subscriptions': ({ run, input }) => {
    const list = listed('subscription', '/v1/subscriptions', ['customer', ...(input['status'] === 'all' ? [] : ['status'])])
    return list({ run, input, params: {}, account: undefined })
  },
  'GET /v1/subscriptions/:id': ({ run, params }) => find(run, 'subscription', params['id'], 'id'),
  'POST /v1/subscriptions/:id': ({ run, params, input }) => {
    const one = find(run, 'subscription', params['id'], 'id')
    const { items: changed, expand: _expand, ...rest } = input
    if (changed !== undefined) one['items'] = lines(run, one.id, items(changed))
    return Object.assign(one, rest)
  },
  'DELETE /v1/subscriptions/:id': ({ run, params }) =>
    Object.assign(find(run, 'subscription', params['id'], 'id'), {
      status: 'canceled',
      canceled_at: run.seconds(),
      ended_at: run.seconds(),
    }),
  'POST /v1/invoices': ({ run, input }) =>
    invoice(run, customerOf(run, String(input['customer'])).id, 0, text(input['currency']) ?? 'usd', { ...input, status: 'draft' }),
  'GET /v1/invoices': listed('invoice', '/v1/invoices', ['customer', 'subscription', 'status']),
  'POST /v1/invoices/create_preview': ({ run, input }) =>
    invoice(run, String(input['customer'] ?? ''), 0, 'usd', { status: 'draft', id: 'upcoming_in_lab' }),
  'GET /v1/invoices/:id': ({ run, params }) => find(run, 'invoice', params['id'], 'invoice'),
  'POST /v1/invoices/:id': ({ run, params, input }) => Object.assign(find(run, 'invoice', params['id'], 'invoice'), input),
  'POST /v1/invoices/:id/finalize': ({ run, params }) => Object.assign(find(run, 'invoice', params['id'], 'invoice'), { status: 'open' }),
  'POST /v1/invoices/:id/pay': ({ run, params }) => settle(run, find(run, 'invoice', params['id'], 'invoice')),
  'POST /v1/invoices/:id/void': ({ run, params }) => Object.assign(find(run, 'invoice', params['id'], 'invoice'), { status: 'void' }),
  'POST /v1/invoices/:id/send': ({ run, params }) => Object.assign(find(run, 'invoice', params['id'], 'invoice'), { status: 'open' }),
  'POST /v1/invoiceitems': ({ run, input }) => {
    const item = add(run, 'ii', 'invoiceitem', { currency: 'usd', metadata: {}, ...input })
    const bill = text(input['invoice']) === undefined ? undefined : find(run, 'invoice', input['invoice'], 'invoice')
    if (bill) bill['amount_due'] = bill['total'] = Number(bill['total']) + (numeric(input['amount']) ?? 0)
    return item
  },
  'GET /v1/subscription_items': ({ run, input }) => {
    const one = find(run, 'subscription', input['subscription'], 'subscription')
    return page(fields(one['items'])['data'] as Thing[], input, '/v1/subscription_items')
  },
}

/** A subscription with its first invoice, paid unless it waits for a payment method. */
export function subscribe(run: StripeRun, customer: string, input: Fields, status: string): Thing {
  const start = run.seconds()
  const { items: given, expand: _expand, ...rest } = input
  const trial = numeric(input['trial_period_days'])
  const one = add(run, 'sub', 'subscription', {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: 'charge_automatically',
    currency: 'usd',
    default_payment_method: null,
    ended_at: null,
    metadata: {},
    start_date: start,
    trial_end: trial === undefined ? null : start + trial * 86_400,
    ...rest,
    customer,
    billing_cycle_anchor: start,
    current_period_start: start,
    current_period_end: start + MONTH,
    status: trial === undefined ? status : 'trialing',
  })
  one['items'] = lines(run, one.id, items(given))
  const rows = fields(one['items'])['data'] as Thing[]
  const due = rows.reduce((sum, row) => sum + Number(fields(row['price'])['unit_amount'] ?? 0) * Number(row['quantity'] ?? 1), 0)
  one['plan'] = rows[0]?.['plan'] ?? null
  const bill = invoice(run, customer, trial === undefined ? due : 0, String(one['currency']), { subscription: one.id, status: 'open' })
  one['latest_invoice'] = (status === 'active' ? settle(run, bill) : bill).id
  return one
}

function lines(run: StripeRun, subscription: string, given: readonly unknown[]): Fields {
  const data = given.map(each => {
    const item = fields(each)
    const price = text(item['price']) ?? text(item['plan'])
    const priced = price === undefined ? written(run, fields(item['price_data']), 'items') : priceOf(run, price)
    const recurring = fields(priced['recurring'])
    const plan = {
      id: priced.id,
      object: 'plan',
      amount: priced['unit_amount'],
      currency: priced['currency'],
      interval: recurring['interval'] ?? 'month',
      product: priced['product'],
    }
    const period = { current_period_start: run.seconds(), current_period_end: run.seconds() + MONTH }
    const quantity = numeric(item['quantity']) ?? 1
    return {
      id: text(item['id']) ?? run.name('si', 14),
      object: 'subscription_item',
      metadata: {},
      price: priced,
      plan,
      quantity,
      subscription,
      ...period,
    }
  })
  return { object: 'list', data, has_more: false, total_count: data.length, url: `/v1/subscription_items?subscription=${subscription}` }
}

function invoice(run: StripeRun, customer: string, amount: number, currency: string, rest: Fields): Thing {
  const made = add(run, 'in', 'invoice', {
    amount_due: amount,
    amount_paid: 0,
    amount_remaining: amount,
    billing_reason: rest['subscription'] === undefined ? 'manual' : 'subscription_create',
    currency,
    customer,
    hosted_invoice_url: 'https://invoice.stripe.com/i/lab',
    invoice_pdf: 'https://pay.stripe.com/invoice/lab/pdf',
    metadata: {},
    number: `LAB-${String(run.seconds()).slice(-4)}`,
    payment_intent: null,
    subscription: null,
    subtotal: amount,
    total: amount,
    lines: { object: 'list', data: [], has_more: false, url: '/v1/invoices/lines' },
    ...rest,
  })
  // Newer versions of the API keep the subscription here.
  const subscription = text(made['subscription'])
  made['parent'] = subscription ? { type: 'subscription_details', subscription_details: { subscription, metadata: {} } } : null
  if (amount > 0) {
    const payment = intent(run, amount, currency, { customer })
    made['payment_intent'] = payment.id
    made['confirmation_secret'] = { client_secret: payment['client_secret'], type: 'payment_intent' }
  }
  return made
}

function settle(run: StripeRun, bill: Thing): Thing {
  const payment = text(bill['payment_intent'])
  if (payment !== undefined) confirm(run, find(run, 'payment_intent', payment), { _page: true })
  return Object.assign(bill, { status: 'paid', paid: true, amount_paid: bill['amount_due'], amount_remaining: 0 })
}
