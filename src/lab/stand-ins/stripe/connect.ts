import { fields, text, type Fields } from '../fields.js'
import { gone } from './catalogue.js'
import { amountOf } from './customers.js'
import { invalid, missing } from './refusal.js'
import { add, find, keep, listed, type Handlers, type StripeRun, type Thing } from './thing.js'

/** A connected account; rows of the app name some that were made before the lab. */
function accountOf(run: StripeRun, id: string, param = 'account'): Thing {
  const known = run.state.things.get(id)
  if (known?.object === 'account') return known
  if (!/^acct_\w{3,}$/.test(id)) return find(run, 'account', id, param)
  return account(run, id, { charges_enabled: true, payouts_enabled: true, details_submitted: true })
}

function account(run: StripeRun, id: string, rest: Fields): Thing {
  const base = { capabilities: { card_payments: 'active', transfers: 'active' }, country: 'US', default_currency: 'usd', email: null }
  const state = { charges_enabled: false, payouts_enabled: false, details_submitted: false, metadata: {}, type: 'express' }
  const requirements = { currently_due: [], eventually_due: [], past_due: [], disabled_reason: null }
  return keep(run, { id, object: 'account', created: run.seconds(), ...base, ...state, requirements, ...rest })
}

export const connect: Handlers = {
  'GET /v1/account': ({ run, account: id }) => accountOf(run, id ?? 'acct_lab'),
  'POST /v1/accounts': ({ run, input }) => account(run, run.name('acct', 16), { ...input, capabilities: {} }),
  'GET /v1/accounts': listed('account', '/v1/accounts', []),
  'GET /v1/accounts/:id': ({ run, params }) => accountOf(run, params['id'] ?? ''),
  'POST /v1/accounts/:id': ({ run, params, input }) => Object.assign(accountOf(run, params['id'] ?? ''), input),
  'DELETE /v1/accounts/:id': ({ run, params }) => gone(run, 'account', params['id']),
  'POST /v1/accounts/:id/login_links': ({ run }) => ({
    object: 'login_link',
    created: run.seconds(),
    url: 'https://connect.stripe.com/express/lab',
  }),
  'POST /v1/account_links': ({ run, input }) => {
    if (!text(input['account'])) throw missing('account')
    const id = accountOf(run, String(input['account'])).id
    return {
      object: 'account_link',
      created: run.seconds(),
      expires_at: run.seconds() + 300,
      url: `https://connect.stripe.com/setup/s/${id}`,
    }
  },
  'POST /v1/account_sessions': ({ run, input }) => ({
    object: 'account_session',
    account: accountOf(run, String(input['account'])).id,
    client_secret: run.name('accs_secret'),
    expires_at: run.seconds() + 300,
  }),
  'POST /v1/transfers': ({ run, input }) => {
    const amount = amountOf(input['amount'], 'amount')
    if (!text(input['currency'])) throw missing('currency')
    if (!text(input['destination'])) throw missing('destination')
    const destination = accountOf(run, String(input['destination']), 'destination').id
    const source = text(input['source_transaction'])
    if (source !== undefined) {
      const charge = find(run, 'charge', source, 'source_transaction')
      const sent = Number(charge['_transferred'] ?? 0)
      if (sent + amount > Number(charge['amount'])) {
        throw invalid(
          `The amount exceeds what is left of the source transaction ${charge.id}.`,
          'amount',
          'transfer_source_balance_parameters_mismatch',
        )
      }
      charge['_transferred'] = sent + amount
    }
    return add(run, 'tr', 'transfer', {
      amount_reversed: 0,
      metadata: {},
      reversed: false,
      transfer_group: null,
      ...input,
      amount,
      destination,
    })
  },
  'GET /v1/transfers': listed('transfer', '/v1/transfers', ['destination', 'transfer_group']),
  'GET /v1/transfers/:id': ({ run, params }) => find(run, 'transfer', params['id']),
  'POST /v1/transfers/:id/reversals': ({ run, params, input }) => {
    const transfer = find(run, 'transfer', params['id'])
    const left = Number(transfer['amount']) - Number(transfer['amount_reversed'])
    const amount = input['amount'] == null ? left : amountOf(input['amount'], 'amount')
    if (amount > left || left <= 0) throw invalid(`Transfer ${transfer.id} has no amount left to reverse.`, 'amount')
    const reversed = Number(transfer['amount_reversed']) + amount
    Object.assign(transfer, { amount_reversed: reversed, reversed: reversed === transfer['amount'] })
    return add(run, 'trr', 'transfer_reversal', {
      amount,
      currency: transfer['currency'],
      transfer: transfer.id,
      metadata: fields(input['metadata']),
    })
  },
  'POST /v1/payouts': ({ run, input }) => {
    const amount = amountOf(input['amount'], 'amount')
    return add(run, 'po', 'payout', {
      arrival_date: run.seconds() + 86_400,
      metadata: {},
      method: 'standard',
      status: 'pending',
      ...input,
      amount,
    })
  },
  'GET /v1/payouts': listed('payout', '/v1/payouts', ['status']),
  'GET /v1/payouts/:id': ({ run, params }) => find(run, 'payout', params['id']),
  'GET /v1/balance': () => ({
    object: 'balance',
    available: [{ amount: 10_000_000, currency: 'usd', source_types: { card: 10_000_000 } }],
    livemode: false,
    pending: [{ amount: 0, currency: 'usd', source_types: { card: 0 } }],
  }),
  'GET /v1/balance_transactions': listed('balance_transaction', '/v1/balance_transactions', []),
  'POST /oauth/token': ({ run }) => ({
    stripe_user_id: account(run, run.name('acct', 16), { charges_enabled: true }).id,
    scope: 'read_write',
    livemode: false,
  }),
  'GET /v1/events': listed('event', '/v1/events', ['type']),
  'GET /v1/events/:id': ({ run, params }) => find(run, 'event', params['id']),
  'POST /v1/webhook_endpoints': ({ run, input }) =>
    add(run, 'we', 'webhook_endpoint', { ...input, status: 'enabled', secret: run.name('whsec') }),
  'GET /v1/webhook_endpoints': listed('webhook_endpoint', '/v1/webhook_endpoints', []),
}
