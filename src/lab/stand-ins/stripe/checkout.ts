import { fields, isFields, items, numeric, text, type Fields } from '../fields.js'
import { discount } from './catalogue.js'
import { customerOf } from './customers.js'
import { addUp, type Sum } from './lines.js'
import { invalid, missing } from './refusal.js'
import { add, find, listed, page, type Handlers, type StripeCall, type Thing } from './thing.js'

const LEAST = 50
const DAY = 86_400

export const checkout: Handlers = {
  'POST /v1/checkout/sessions': call => create(call),
  'GET /v1/checkout/sessions': listed('checkout.session', '/v1/checkout/sessions', [
    'customer',
    'payment_intent',
    'subscription',
    'status',
  ]),
  'GET /v1/checkout/sessions/:id': ({ run, params }) => find(run, 'checkout.session', params['id'], 'session'),
  'POST /v1/checkout/sessions/:id': ({ run, params, input }) =>
    Object.assign(find(run, 'checkout.session', params['id'], 'session'), input),
  'GET /v1/checkout/sessions/:id/line_items': ({ run, params, input }) => {
    const session = find(run, 'checkout.session', params['id'], 'session')
    return page((session['_lines'] ?? []) as Thing[], input, `/v1/checkout/sessions/${session.id}/line_items`)
  },
  'POST /v1/checkout/sessions/:id/expire': ({ run, params }) => {
    const session = find(run, 'checkout.session', params['id'], 'session')
    if (session['status'] !== 'open') {
      throw invalid(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of \`${String(session['status'])}\`.`,
      )
    }
    return Object.assign(session, { status: 'expired', url: null })
  },
}

function create({ run, input }: StripeCall): Thing {
  const mode = text(input['mode'])
  if (mode === undefined) throw missing('mode')
  if (!['payment', 'subscription', 'setup'].includes(mode))
    throw invalid('Invalid mode: must be one of payment, setup, or subscription', 'mode')
  const hosted = !['embedded', 'custom', 'embedded_page', 'elements'].includes(String(input['ui_mode'] ?? 'hosted'))
  if (hosted && !text(input['success_url'])) throw missing('success_url')
  for (const name of ['success_url', 'cancel_url']) checkUrl(text(input[name]), name)
  const sum = mode === 'setup' ? { lines: [], currency: 'usd', subtotal: 0, recurring: undefined } : total(run, input, mode)
  const given = items(input['discounts'])[0]
  const off = given === undefined ? undefined : discount(run, given, sum.subtotal)
  if (off) off.coupon['times_redeemed'] = Number(off.coupon['times_redeemed']) + 1
  const shipping = numeric(fields(fields(fields(items(input['shipping_options'])[0])['shipping_rate_data'])['fixed_amount'])['amount']) ?? 0
  const amount = sum.subtotal - (off?.off ?? 0) + shipping
  if (mode === 'payment' && amount > 0 && amount < LEAST && sum.currency === 'usd') {
    throw invalid(`The Checkout Session's total amount due must add up to at least $0.50 usd`, undefined, 'amount_too_small')
  }
  const customer = text(input['customer']) === undefined ? null : customerOf(run, String(input['customer'])).id
  const session = add(run, 'cs_test', 'checkout.session', {
    allow_promotion_codes: null,
    automatic_tax: { enabled: false, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    customer_creation: customer ? null : mode === 'payment' ? 'if_required' : 'always',
    customer_email: null,
    expires_at: run.seconds() + DAY,
    locale: null,
    metadata: {},
    payment_method_types: ['card'],
    success_url: null,
    ...shown(input),
    amount_subtotal: mode === 'setup' ? null : sum.subtotal,
    amount_total: mode === 'setup' ? null : amount,
    currency: mode === 'setup' ? (text(input['currency']) ?? null) : sum.currency,
    customer,
    customer_details: text(input['customer_email']) ? { email: input['customer_email'], name: null, phone: null, address: null } : null,
    invoice: null,
    mode,
    payment_intent: null,
    payment_status: mode === 'setup' || amount === 0 ? 'no_payment_required' : 'unpaid',
    setup_intent: null,
    status: 'open',
    subscription: null,
    total_details: { amount_discount: off?.off ?? 0, amount_shipping: shipping, amount_tax: 0 },
    ui_mode: input['ui_mode'] ?? 'hosted',
    _lines: sum.lines,
    _data: { intent: fields(input['payment_intent_data']), subscription: fields(input['subscription_data']) },
  })
  session['url'] = hosted ? `https://checkout.stripe.com/c/pay/${session.id}` : null
  session['client_secret'] = hosted ? null : `${session.id}_secret_${run.name('s', 16).slice(2)}`
  return session
}

function total(run: StripeCall['run'], input: Fields, mode: string): Sum {
  if (items(input['line_items']).length === 0) throw missing('line_items')
  const sum = addUp(run, input['line_items'])
  if (mode === 'payment' && sum.recurring) {
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
    )
  }
  // A price that the lab made up for an unknown id becomes what the mode needs.
  if (mode === 'subscription' && !sum.recurring) {
    const first = sum.lines[0]?.['price']
    const unknown = isFields(first) && run.state.things.get(String(first['id']))
    if (!unknown) throw invalid('You must provide at least one recurring price in `subscription` mode when using prices.', 'line_items')
    Object.assign(unknown, { type: 'recurring', recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' } })
  }
  return sum
}

const NOT_ECHOED = new Set([
  'line_items',
  'payment_intent_data',
  'subscription_data',
  'discounts',
  'expand',
  'price_data',
  'shipping_options',
])

function shown(input: Fields): Fields {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !NOT_ECHOED.has(name)))
}

function checkUrl(url: string | undefined, param: string): void {
  if (url === undefined) return
  if (!/^https?:\/\/[^/\s]+/.test(url) && !/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    throw invalid(`Not a valid URL`, param, 'url_invalid')
  }
}
