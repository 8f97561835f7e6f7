import { json } from '../answer.js'
import { numeric } from '../fields.js'
import { hmac } from './hmac.js'
import { keep, known, type Provider } from './state.js'

export const razorpay: Provider = {
  name: 'razorpay',
  host: /^api\.razorpay\.com$/,
  secret: /RAZORPAY.*WEBHOOK|RAZORPAY.*SECRET/,
  answer({ method, path }, body, run) {
    const [, kind = '', id, verb] = /^\/v1\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?/.exec(path) ?? []
    const prefix = { orders: 'order', customers: 'cust', plans: 'plan', subscriptions: 'sub', payment_links: 'plink' }[kind]
    if (kind === 'payments' && verb === 'refund') {
      const payment = known(run, id)
      const amount = numeric(body['amount']) ?? Number(payment?.['amount'])
      if (!payment) return razorpay.refuse(400, 'The id provided does not exist')
      const left = Number(payment['amount']) - Number(payment['amount_refunded'] ?? 0)
      if (amount > left) return razorpay.refuse(400, 'The refund amount provided is greater than amount captured')
      keep(run, 'razorpay', { ...payment, amount_refunded: Number(payment['amount_refunded'] ?? 0) + amount })
      return json(200, { id: run.name('rfnd', 14), entity: 'refund', amount, payment_id: id, status: 'processed' })
    }
    if (method === 'POST' && prefix !== undefined && id === undefined) {
      const amount = numeric(body['amount'])
      if (kind === 'orders' && (amount === undefined || !Number.isInteger(amount) || amount < 100))
        return razorpay.refuse(400, 'Order amount less than minimum amount allowed')
      return json(
        200,
        keep(run, 'razorpay', {
          id: run.name(prefix, 14),
          entity: prefix,
          status: 'created',
          amount_paid: 0,
          notes: [],
          ...body,
          short_url: 'https://rzp.test/i/lab',
          created_at: run.seconds(),
        }),
      )
    }
    if (id === undefined) return json(200, { entity: 'collection', count: 0, items: [] })
    const thing = known(run, id)
    return thing ? json(200, thing) : razorpay.refuse(400, 'The id provided does not exist')
  },
  refuse: (status, why) =>
    json(status, {
      error: {
        code: status >= 500 ? 'SERVER_ERROR' : 'BAD_REQUEST_ERROR',
        description: why,
        source: 'business',
        step: 'payment_initiation',
        reason: 'input_validation_failed',
      },
    }),
  event: (run, type, object) => ({
    entity: 'event',
    account_id: 'acc_lab',
    event: type,
    contains: ['payment'],
    payload: { [type.split('.')[0] ?? 'payment']: { entity: object } },
    created_at: run.seconds(),
  }),
  sign: (body, secret) => ({ 'x-razorpay-signature': hmac(secret, body), 'x-razorpay-event-id': 'evt_lab' }),
}
