import { json } from '../answer.js'
import { fields, items } from '../fields.js'
import { hmac } from './hmac.js'
import { keep, known, type Provider } from './state.js'

export const mercadopago: Provider = {
  name: 'mercadopago',
  host: /^api\.mercadopago\.com$/,
  secret: /MERCADO.*(WEBHOOK|SECRET)/,
  answer({ method, path, headers }, body, run) {
    if (!headers['authorization']) return mercadopago.refuse(401, 'invalid access token')
    if (method === 'POST' && path === '/checkout/preferences') {
      if (items(body['items']).length === 0) return mercadopago.refuse(400, 'items needed')
      if (items(body['items']).some(each => !(Number(fields(each)['unit_price']) >= 0)))
        return mercadopago.refuse(400, 'unit_price invalid')
      const id = run.uuid()
      const url = `https://www.mercadopago.test/checkout/v1/redirect?pref_id=${id}`
      return json(
        201,
        keep(run, 'mercadopago', { ...body, id, init_point: url, sandbox_init_point: url, date_created: run.world.now().toISOString() }),
      )
    }
    const id = /^\/(?:v1\/payments|checkout\/preferences|merchant_orders)\/([^/]+)$/.exec(path)?.[1]
    if (method === 'POST' && path === '/v1/payments') {
      return json(
        201,
        keep(run, 'mercadopago', {
          ...body,
          id: String(1_000_000 + run.state.things.size),
          status: 'approved',
          status_detail: 'accredited',
        }),
      )
    }
    if (id === undefined) return undefined
    const thing = known(run, id)
    return thing ? json(200, thing) : mercadopago.refuse(404, 'Payment not found')
  },
  refuse: (status, why) => json(status, { message: why, error: status >= 500 ? 'internal_error' : 'bad_request', status, cause: [] }),
  event: (run, type, object) => ({
    id: run.seconds(),
    live_mode: false,
    type: type.split('.')[0],
    action: type,
    date_created: run.world.now().toISOString(),
    api_version: 'v1',
    data: { id: String(object['id'] ?? '') },
  }),
  sign(_body, secret, seconds, event) {
    const id = String(fields(event['data'])['id']).toLowerCase()
    const request = `lab-${seconds}`
    return { 'x-request-id': request, 'x-signature': `ts=${seconds},v1=${hmac(secret, `id:${id};request-id:${request};ts:${seconds};`)}` }
  },
}
