import { json } from '../answer.js'
import { fields, items, numeric } from '../fields.js'
import { hmac } from './hmac.js'
import { keep, known, type Provider } from './state.js'

const KINDS: Readonly<Record<string, string>> = {
  transactions: 'txn',
  customers: 'ctm',
  subscriptions: 'sub',
  prices: 'pri',
  products: 'pro',
  adjustments: 'adj',
  discounts: 'dsc',
}

export const paddle: Provider = {
  name: 'paddle',
  host: /^(sandbox-)?api\.paddle\.com$/,
  secret: /PADDLE.*(WEBHOOK|NOTIFICATION|SECRET)/,
  answer({ method, path }, body, run) {
    const [, kind = '', id, verb] = /^\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?/.exec(path) ?? []
    const prefix = KINDS[kind]
    if (prefix === undefined) return undefined
    const meta = { request_id: run.uuid() }
    if (method === 'POST' && id === undefined) {
      const total = items(body['items']).reduce<number>((sum, each) => {
        const item = fields(each)
        return sum + Number(fields(fields(item['price'])['unit_price'])['amount'] ?? 2000) * (numeric(item['quantity']) ?? 1)
      }, 0)
      const made = {
        id: run.name(prefix, 26).toLowerCase(),
        status: kind === 'transactions' ? 'ready' : 'active',
        ...body,
        created_at: run.world.now().toISOString(),
      }
      const details =
        kind === 'transactions'
          ? { details: { totals: { total: String(total), currency_code: 'USD' } }, checkout: { url: `https://pay.paddle.test/${made.id}` } }
          : {}
      return json(201, { data: keep(run, 'paddle', { ...made, ...details }), meta })
    }
    if (id === undefined)
      return json(200, { data: [], meta: { ...meta, pagination: { per_page: 50, has_more: false, estimated_total: 0 } } })
    const thing = known(run, id)
    if (!thing) return paddle.refuse(404, `Entity ${id} not found`)
    const changed = verb === 'cancel' ? { ...thing, status: 'canceled' } : { ...thing, ...body }
    return json(200, { data: method === 'GET' ? thing : keep(run, 'paddle', changed), meta })
  },
  refuse: (status, why) =>
    json(status, {
      error: { type: status >= 500 ? 'api_error' : 'request_error', code: status === 404 ? 'not_found' : 'internal_error', detail: why },
      meta: {},
    }),
  event: (run, type, object) => ({
    event_id: run.name('evt', 26).toLowerCase(),
    event_type: type,
    occurred_at: run.world.now().toISOString(),
    notification_id: run.name('ntf'),
    data: object,
  }),
  sign: (body, secret, seconds) => ({ 'paddle-signature': `ts=${seconds};h1=${hmac(secret, `${seconds}:${body}`)}` }),
}
