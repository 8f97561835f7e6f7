import { json } from '../answer.js'
import { fields, items } from '../fields.js'
import { hmac } from './hmac.js'
import { keep, known, type Provider } from './state.js'

/** PayPal signs with a certificate, and apps ask PayPal whether a webhook is its own: here by a signature that only the lab can make. */
export const paypal: Provider = {
  name: 'paypal',
  host: /^api-m(\.sandbox)?\.paypal\.com$|^api\.(sandbox\.)?paypal\.com$/,
  secret: /PAYPAL.*(WEBHOOK|SECRET)/,
  answer({ method, path, headers }, body, run) {
    if (path === '/v1/oauth2/token')
      return json(200, { access_token: run.name('A21'), token_type: 'Bearer', app_id: 'APP-LAB', expires_in: 32_400 })
    if (!headers['authorization']) return paypal.refuse(401, 'Authentication failed due to missing authorization header.')
    if (path === '/v1/notifications/verify-webhook-signature') {
      const right =
        body['transmission_sig'] ===
        hmac(
          run.world.seed,
          `${String(body['transmission_id'])}|${String(fields(body['webhook_event'])['id'])}|${JSON.stringify(body['webhook_event'])}`,
        )
      return json(200, { verification_status: right ? 'SUCCESS' : 'FAILURE' })
    }
    const [, id, verb] = /^\/v2\/checkout\/orders(?:\/([^/]+))?(?:\/(\w+))?/.exec(path) ?? []
    if (path.startsWith('/v2/checkout/orders') && method === 'POST' && id === undefined) {
      const units = items(body['purchase_units'])
      if (units.length === 0) return paypal.refuse(400, 'Request is not well-formed, syntactically incorrect, or violates schema.')
      if (units.some(unit => !(Number(fields(fields(unit)['amount'])['value']) > 0)))
        return paypal.refuse(422, 'CANNOT_BE_ZERO_OR_NEGATIVE')
      const made = {
        id: run.name('O', 17).slice(2).toUpperCase(),
        intent: body['intent'] ?? 'CAPTURE',
        status: 'CREATED',
        purchase_units: units,
      }
      return json(
        201,
        keep(run, 'paypal', {
          ...made,
          links: [{ rel: 'approve', href: `https://www.sandbox.paypal.com/checkoutnow?token=${made.id}`, method: 'GET' }],
        }),
      )
    }
    const order = known(run, id)
    if (id !== undefined && !order) return paypal.refuse(404, 'The specified resource does not exist.')
    if (order && verb === 'capture') {
      if (order['status'] === 'COMPLETED') return paypal.refuse(422, 'ORDER_ALREADY_CAPTURED')
      const units = items(order['purchase_units']).map(unit => {
        const capture = { id: run.name('C', 17).slice(2).toUpperCase(), status: 'COMPLETED', amount: fields(unit)['amount'] }
        keep(run, 'paypal', capture)
        return { ...fields(unit), payments: { captures: [capture] } }
      })
      return json(201, keep(run, 'paypal', { ...order, status: 'COMPLETED', purchase_units: units }))
    }
    if (order) return json(200, order)
    const refund = /^\/v2\/payments\/captures\/([^/]+)\/refund$/.exec(path)?.[1]
    if (refund === undefined) return undefined
    const capture = known(run, refund)
    if (!capture) return paypal.refuse(404, 'The specified resource does not exist.')
    const [left, amount] = [
      Number(capture['_left'] ?? fields(capture['amount'])['value']),
      Number(fields(body['amount'])['value'] ?? fields(capture['amount'])['value']),
    ]
    if (amount > left) return paypal.refuse(422, 'REFUND_AMOUNT_EXCEEDED')
    keep(run, 'paypal', { ...capture, _left: left - amount })
    return json(201, { id: run.name('R', 17).slice(2).toUpperCase(), status: 'COMPLETED', amount: body['amount'] ?? capture['amount'] })
  },
  refuse: (status, why) =>
    json(status, {
      name: status >= 500 ? 'INTERNAL_SERVER_ERROR' : status === 422 ? 'UNPROCESSABLE_ENTITY' : 'INVALID_REQUEST',
      message: why,
      debug_id: 'lab',
      details: [{ issue: why }],
    }),
  event: (run, type, object) => ({
    id: run.name('WH'),
    event_version: '1.0',
    create_time: run.world.now().toISOString(),
    resource_type: 'capture',
    event_type: type,
    resource: object,
  }),
  sign: (body, secret, seconds, event) => {
    const id = `lab-${seconds}`
    return {
      'paypal-transmission-id': id,
      'paypal-transmission-time': new Date(seconds * 1000).toISOString(),
      'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/lab',
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-transmission-sig': hmac(secret, `${id}|${String(event['id'])}|${JSON.stringify(JSON.parse(body))}`),
    }
  },
}
