import { fields, numeric, text } from '../fields.js'
import { amountOf } from './customers.js'
import { confirm, intent } from './intents.js'
import { invalid, missing } from './refusal.js'
import { add, find, listed, type Handlers, type StripeRun, type Thing } from './thing.js'

export const refunds: Handlers = {
  'POST /v1/refunds': ({ run, input }) => {
    const charge = chargeOf(run, text(input['charge']), text(input['payment_intent']))
    const left = Number(charge['amount_captured']) - Number(charge['amount_refunded'])
    if (left <= 0) throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
    const amount = input['amount'] == null ? left : amountOf(input['amount'], 'amount')
    if (amount > left) {
      const money = (value: number) => `$${(value / 100).toFixed(2)}`
      throw invalid(`Refund amount (${money(amount)}) is greater than unrefunded amount on charge (${money(left)})`, 'amount')
    }
    const refunded = Number(charge['amount_refunded']) + amount
    Object.assign(charge, { amount_refunded: refunded, refunded: refunded >= Number(charge['amount_captured']) })
    return add(run, 're', 'refund', {
      amount,
      balance_transaction: run.name('txn'),
      charge: charge.id,
      currency: charge['currency'],
      metadata: fields(input['metadata']),
      payment_intent: charge['payment_intent'],
      reason: input['reason'] ?? null,
      status: 'succeeded',
    })
  },
  'GET /v1/refunds': listed('refund', '/v1/refunds', ['charge', 'payment_intent']),
  'GET /v1/refunds/:id': ({ run, params }) => find(run, 'refund', params['id']),
  'POST /v1/refunds/:id': ({ run, params, input }) =>
    Object.assign(find(run, 'refund', params['id']), { metadata: fields(input['metadata']) }),
  'POST /v1/charges': ({ run, input }) => {
    if (!text(input['currency'])) throw missing('currency')
    const paid = intent(run, amountOf(input['amount'], 'amount'), String(input['currency']), { ...input, payment_method: 'pm_card_visa' })
    return find(run, 'charge', confirm(run, paid, {})['latest_charge'])
  },
  'GET /v1/charges': listed('charge', '/v1/charges', ['customer', 'payment_intent', 'transfer_group']),
  'GET /v1/charges/:id': ({ run, params }) => find(run, 'charge', params['id'], 'charge'),
  'POST /v1/charges/:id': ({ run, params, input }) => Object.assign(find(run, 'charge', params['id'], 'charge'), input),
  'GET /v1/disputes': listed('dispute', '/v1/disputes', ['charge', 'payment_intent']),
}

function chargeOf(run: StripeRun, charge: string | undefined, payment: string | undefined): Thing {
  if (charge !== undefined) return find(run, 'charge', charge, 'charge')
  if (payment === undefined) throw missing('payment_intent')
  const paid = find(run, 'payment_intent', payment, 'payment_intent')
  if (numeric(paid['amount_received']) === 0) {
    throw invalid(
      `This PaymentIntent (${paid.id}) does not have a successful charge to refund.`,
      undefined,
      'payment_intent_unexpected_state',
    )
  }
  return find(run, 'charge', paid['latest_charge'])
}
