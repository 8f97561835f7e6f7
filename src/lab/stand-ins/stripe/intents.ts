import { fields, text, type Fields } from '../fields.js'
import { amountOf, card, customerOf, methodOf } from './customers.js'
import { invalid, missing, Refusal } from './refusal.js'
import { add, find, listed, type Handlers, type StripeCall, type StripeRun, type Thing } from './thing.js'

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export const intents: Handlers = {
  'POST /v1/payment_intents': ({ run, input }) => {
    const amount = amountOf(input['amount'], 'amount')
    const currency = text(input['currency'])
    if (currency === undefined) throw missing('currency')
    if (amount < 50 && currency.toLowerCase() === 'usd') throw invalid('Amount must be at least $0.50 usd', 'amount', 'amount_too_small')
    const made = intent(run, amount, currency, input)
    return input['confirm'] === true ? confirm(run, made, input) : made
  },
  'GET /v1/payment_intents': listed('payment_intent', '/v1/payment_intents', ['customer']),
  'GET /v1/payment_intents/:id': call => intentOf(call),
  'POST /v1/payment_intents/:id': call => {
    if (call.input['amount'] !== undefined) amountOf(call.input['amount'], 'amount')
    return Object.assign(open(intentOf(call), OPEN, 'updated'), call.input)
  },
  'POST /v1/payment_intents/:id/confirm': call => confirm(call.run, open(intentOf(call), OPEN, 'confirmed'), call.input),
  'POST /v1/payment_intents/:id/capture': call => {
    const one = open(intentOf(call), ['requires_capture'], 'captured')
    const amount =
      call.input['amount_to_capture'] === undefined ? Number(one['amount']) : amountOf(call.input['amount_to_capture'], 'amount_to_capture')
    if (amount > Number(one['amount'])) {
      throw invalid('The amount to capture is greater than the amount that can be captured.', 'amount_to_capture', 'amount_too_large')
    }
    const charge = find(call.run, 'charge', one['latest_charge'])
    Object.assign(charge, { captured: true, amount_captured: amount })
    return Object.assign(one, { status: 'succeeded', amount_received: amount, amount_capturable: 0 })
  },
  'POST /v1/payment_intents/:id/cancel': call =>
    Object.assign(open(intentOf(call), [...OPEN, 'requires_capture'], 'canceled'), {
      status: 'canceled',
      canceled_at: call.run.seconds(),
      cancellation_reason: call.input['cancellation_reason'] ?? null,
    }),
  'POST /v1/setup_intents': ({ run, input }) => {
    const status = input['confirm'] === true ? 'succeeded' : 'requires_payment_method'
    const made = add(run, 'seti', 'setup_intent', {
      customer: null,
      metadata: {},
      payment_method: null,
      usage: 'off_session',
      status,
      ...input,
    })
    made['client_secret'] = `${made.id}_secret_${run.name('s').slice(2)}`
    return made
  },
  'GET /v1/setup_intents': listed('setup_intent', '/v1/setup_intents', ['customer']),
  'GET /v1/setup_intents/:id': ({ run, params }) => find(run, 'setup_intent', params['id'], 'intent'),
  'POST /v1/setup_intents/:id/confirm': ({ run, params, input }) =>
    Object.assign(find(run, 'setup_intent', params['id'], 'intent'), input, { status: 'succeeded' }),
  'POST /v1/setup_intents/:id/cancel': ({ run, params }) =>
    Object.assign(find(run, 'setup_intent', params['id'], 'intent'), { status: 'canceled' }),
}

export function intent(run: StripeRun, amount: number, currency: string, input: Fields): Thing {
  const customer = text(input['customer']) === undefined ? null : customerOf(run, String(input['customer'])).id
  const made = add(run, 'pi', 'payment_intent', {
    application_fee_amount: null,
    automatic_payment_methods: null,
    capture_method: 'automatic',
    confirmation_method: 'automatic',
    description: null,
    last_payment_error: null,
    metadata: {},
    payment_method: null,
    payment_method_types: ['card'],
    receipt_email: null,
    setup_future_usage: null,
    transfer_data: null,
    transfer_group: null,
    ...Object.fromEntries(Object.entries(input).filter(([name]) => !['confirm', 'expand', 'off_session'].includes(name))),
    amount,
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    currency: currency.toLowerCase(),
    customer,
    latest_charge: null,
    next_action: null,
    status: input['payment_method'] === undefined ? 'requires_payment_method' : 'requires_confirmation',
  })
  made['client_secret'] = `${made.id}_secret_${run.name('s').slice(2)}`
  return made
}

/** Takes the money: a charge is made. A test card that declines does. */
export function confirm(run: StripeRun, one: Thing, input: Fields): Thing {
  const id = text(input['payment_method']) ?? text(one['payment_method'])
  if (id === undefined && input['_page'] !== true) {
    throw invalid(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      undefined,
      'payment_intent_unexpected_state',
    )
  }
  const method = id === undefined ? card(run, text(one['customer']) ?? null) : methodOf(run, id)
  if (method['_declines'] === true) {
    const error = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' }
    Object.assign(one, { status: 'requires_payment_method', last_payment_error: error })
    throw new Refusal(402, { ...error, payment_intent: one })
  }
  const captured = one['capture_method'] !== 'manual'
  const amount = Number(one['amount'])
  const charge = add(run, 'ch', 'charge', {
    amount,
    amount_captured: captured ? amount : 0,
    amount_refunded: 0,
    balance_transaction: run.name('txn'),
    billing_details: method['billing_details'],
    captured,
    currency: one['currency'],
    customer: one['customer'],
    description: one['description'],
    disputed: false,
    metadata: { ...fields(one['metadata']) },
    paid: true,
    payment_intent: one.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: method['card'] },
    receipt_email: one['receipt_email'],
    receipt_url: 'https://pay.stripe.com/receipts/lab',
    refunded: false,
    status: 'succeeded',
    transfer: null,
    transfer_data: one['transfer_data'],
  })
  return Object.assign(one, {
    status: captured ? 'succeeded' : 'requires_capture',
    amount_received: captured ? amount : 0,
    amount_capturable: captured ? 0 : amount,
    latest_charge: charge.id,
    payment_method: method.id,
  })
}

function intentOf({ run, params }: StripeCall): Thing {
  return find(run, 'payment_intent', params['id'], 'intent')
}

function open(one: Thing, states: readonly string[], verb: string): Thing {
  if (states.includes(String(one['status']))) return one
  throw invalid(
    `This PaymentIntent could not be ${verb} because it has a status of ${String(one['status'])}.`,
    undefined,
    'payment_intent_unexpected_state',
  )
}
