import { json } from '../answer.js'
import { fields } from '../fields.js'
import { hmac } from './hmac.js'
import { keep, known, type Provider } from './state.js'

export const lemonsqueezy: Provider = {
  name: 'lemonsqueezy',
  host: /^api\.lemonsqueezy\.com$/,
  secret: /LEMON.*(WEBHOOK|SIGNING|SECRET)/,
  answer({ method, path }, body, run) {
    const [, kind = '', id] = /^\/v1\/([\w-]+)(?:\/([^/]+))?/.exec(path) ?? []
    if (kind === '') return undefined
    if (method === 'POST') {
      const given = fields(body['data'])
      const number = run.uuid()
      const attributes = {
        ...fields(given['attributes']),
        url: `https://lab.lemonsqueezy.test/checkout/${number}`,
        status: 'active',
        test_mode: true,
      }
      return json(201, {
        data: keep(run, 'lemonsqueezy', { type: kind, id: number, attributes, relationships: given['relationships'] ?? {} }),
      })
    }
    if (id === undefined) return json(200, { data: [], meta: { page: { currentPage: 1, lastPage: 1, total: 0 } } })
    const thing = known(run, id)
    if (!thing) return lemonsqueezy.refuse(404, 'Not Found')
    if (method === 'GET') return json(200, { data: thing })
    const attributes = {
      ...fields(thing['attributes']),
      ...fields(fields(body['data'])['attributes']),
      ...(method === 'DELETE' ? { status: 'cancelled' } : {}),
    }
    return json(200, { data: keep(run, 'lemonsqueezy', { ...thing, attributes }) })
  },
  refuse: (status, why) => json(status, { errors: [{ status: String(status), title: why, detail: why }] }),
  event: (_run, type, object) => ({
    meta: { event_name: type, test_mode: true, custom_data: object['custom_data'] ?? {} },
    data: object['data'] ?? object,
  }),
  sign: (body, secret, _seconds, event) => ({
    'x-signature': hmac(secret, body),
    'x-event-name': String(fields(event['meta'])['event_name']),
  }),
}
