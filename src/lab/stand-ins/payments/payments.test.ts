import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { serve } from '../loopback.fixture.js'
import { payments } from './index.js'
import type { PaymentDelivery } from './state.js'

const mac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
const SECRETS = {
  PADDLE_WEBHOOK_SECRET: 'p',
  LEMONSQUEEZY_WEBHOOK_SECRET: 'l',
  RAZORPAY_WEBHOOK_SECRET: 'r',
  MERCADOPAGO_WEBHOOK_SECRET: 'm',
}

/** Each as the provider documents it: whether a delivery may be believed. */
const BELIEVED: Readonly<Record<string, (delivery: PaymentDelivery) => boolean>> = {
  paddle({ headers, body }) {
    const [, ts, h1] = /ts=(\d+);h1=(\w+)/.exec(headers['paddle-signature'] ?? '') ?? []
    return h1 === mac('p', `${ts}:${body}`)
  },
  lemonsqueezy: ({ headers, body }) => headers['x-signature'] === mac('l', body),
  razorpay: ({ headers, body }) => headers['x-razorpay-signature'] === mac('r', body),
  mercadopago({ headers, body }) {
    const [, ts, v1] = /ts=(\d+),v1=(\w+)/.exec(headers['x-signature'] ?? '') ?? []
    const { id } = (JSON.parse(body) as { data: { id: string } }).data
    return v1 === mac('m', `id:${id};request-id:${headers['x-request-id']};ts:${ts};`)
  },
}

it.each(Object.entries(BELIEVED))('signs the webhooks of %s', async (provider, believed) => {
  const lab = await serve(payments, 'api.paddle.com', SECRETS)
  const ask = (signing: string) =>
    lab.control('event', { provider, type: 'payment.done', object: { id: 'x1' }, signing }) as Promise<PaymentDelivery>
  expect(believed(await ask('right'))).toBe(true)
  expect(believed(await ask('wrong-secret'))).toBe(false)
  expect(believed(await ask('none'))).toBe(false)
  // MercadoPago signs the id, not the body.
  expect(believed(await ask('altered'))).toBe(provider === 'mercadopago')
  await lab.close()
})

it('makes orders at PayPal, takes them once, gives back no more, and knows its own webhooks', async () => {
  const lab = await serve(payments, 'api-m.sandbox.paypal.com')
  const post = async (path: string, body: object = {}) => {
    const answer = await fetch(lab.url + path, {
      method: 'POST',
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const order = (value: string) =>
    post('/v2/checkout/orders', { intent: 'CAPTURE', purchase_units: [{ amount: { currency_code: 'USD', value } }] })
  expect((await order('-5')).status).toBe(422)
  const { id } = (await order('20.00')).body
  const taken = await post(`/v2/checkout/orders/${String(id)}/capture`)
  expect(taken.body).toMatchObject({ status: 'COMPLETED' })
  expect((await post(`/v2/checkout/orders/${String(id)}/capture`)).status).toBe(422)
  const capture = (taken.body as { purchase_units: [{ payments: { captures: [{ id: string }] } }] }).purchase_units[0].payments.captures[0]
    .id
  const refund = (value: string) => post(`/v2/payments/captures/${capture}/refund`, { amount: { value } })
  expect([(await refund('15')).status, (await refund('15')).status]).toEqual([201, 422])
  const verify = async (signing: string) => {
    const { headers, body } = (await lab.control('event', {
      provider: 'paypal',
      type: 'PAYMENT.CAPTURE.COMPLETED',
      object: { id: capture },
      signing,
    })) as PaymentDelivery
    const asked = {
      transmission_id: headers['paypal-transmission-id'],
      transmission_sig: headers['paypal-transmission-sig'],
      webhook_event: JSON.parse(body) as object,
    }
    return (await post('/v1/notifications/verify-webhook-signature', asked)).body['verification_status']
  }
  expect([await verify('right'), await verify('wrong-secret'), await verify('altered'), await verify('none')]).toEqual([
    'SUCCESS',
    'FAILURE',
    'FAILURE',
    'FAILURE',
  ])
  await lab.close()
})

it('makes transactions, checkouts, orders and preferences', async () => {
  const create = async (host: string, path: string, body: object) => {
    const lab = await serve(payments, host)
    const answer = await fetch(lab.url + path, {
      method: 'POST',
      headers: { authorization: 'x', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await lab.close()
    return answer.json()
  }
  const items = [{ quantity: 2, price: { unit_price: { amount: '500', currency_code: 'USD' } } }]
  expect(await create('api.paddle.com', '/transactions', { items })).toMatchObject({
    data: { status: 'ready', details: { totals: { total: '1000' } } },
  })
  expect(await create('api.lemonsqueezy.com', '/v1/checkouts', { data: { attributes: { custom_price: 5 } } })).toMatchObject({
    data: { type: 'checkouts', attributes: { custom_price: 5 } },
  })
  expect(await create('api.razorpay.com', '/v1/orders', { amount: 500, currency: 'INR' })).toMatchObject({ entity: 'order', amount: 500 })
  expect(await create('api.razorpay.com', '/v1/orders', { amount: -1 })).toMatchObject({ error: { code: 'BAD_REQUEST_ERROR' } })
  expect(await create('api.mercadopago.com', '/checkout/preferences', { items: [{ unit_price: 5 }] })).toMatchObject({
    init_point: expect.stringContaining('pref_id') as string,
  })
})
