import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serve, type Loopback } from '../loopback.fixture.js'
import type { Delivery } from './events.js'
import { stripe as factory } from './index.js'

const SECRET = 'whsec_lab_test'
let lab: Loopback
let stripe: Stripe

beforeAll(async () => {
  lab = await serve(factory, 'api.stripe.com', { STRIPE_SECRET_KEY: 'sk_test_lab', STRIPE_WEBHOOK_SECRET: SECRET })
  stripe = new Stripe('sk_test_lab', { host: '127.0.0.1', port: lab.port, protocol: 'http', maxNetworkRetries: 0, telemetry: false })
})
beforeEach(() => lab.control('reset'))
afterAll(() => lab.close())

const session = (amount = 1500, quantity = 2) =>
  stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://app.test/ok?s={CHECKOUT_SESSION_ID}',
    line_items: [{ quantity, price_data: { currency: 'usd', unit_amount: amount, product_data: { name: 'Shoe' } } }],
    metadata: { order: '17', flag: 'true' },
  })

const refusal = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error(`not refused: ${String(error)}`)
  return { type: error.type, code: error.code, status: error.statusCode, param: error.param }
}

describe('checkout', () => {
  it('adds up line items, keeps metadata as text, and expands lines only when asked', async () => {
    const made = await session()
    expect(made).toMatchObject({ amount_total: 3000, status: 'open', payment_status: 'unpaid', metadata: { order: '17', flag: 'true' } })
    expect(made.line_items).toBeUndefined()
    const read = await stripe.checkout.sessions.retrieve(made.id, { expand: ['line_items.data.price.product'] })
    expect(read.line_items?.data[0]).toMatchObject({ quantity: 2, amount_total: 3000, price: { product: { name: 'Shoe' } } })
    expect((await stripe.checkout.sessions.listLineItems(made.id)).data).toHaveLength(1)
  })

  it('refuses what Stripe refuses', async () => {
    expect(await refusal(session(1500, 0))).toMatchObject({ status: 400, param: 'line_items[0][quantity]' })
    expect(await refusal(session(1500, -3))).toMatchObject({ code: 'parameter_invalid_integer' })
    expect(await refusal(session(-5, 1))).toMatchObject({ param: 'line_items[0][price_data][unit_amount]' })
    expect(await refusal(session(10.5, 1))).toMatchObject({ code: 'parameter_invalid_integer' })
    expect(await refusal(session(10, 1))).toMatchObject({ code: 'amount_too_small' })
    expect(await refusal(stripe.checkout.sessions.retrieve('cs_test_madeup'))).toMatchObject({ status: 404, code: 'resource_missing' })
  })

  it('takes coupons until they are used up', async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once', max_redemptions: 1 })
    const create = () =>
      stripe.checkout.sessions.create({
        mode: 'payment',
        success_url: 'https://app.test',
        line_items: [{ price: 'price_lab_item', quantity: 1 }],
        discounts: [{ coupon: coupon.id }],
      })
    expect((await create()).amount_total).toBe(1000)
    expect(await refusal(create())).toMatchObject({ code: 'coupon_expired' })
  })

  it('is paid once, and what follows can be believed', async () => {
    const made = await session()
    const deliveries = (await lab.control('pay', { session: made.id })) as Delivery[]
    expect(deliveries.map(each => each.type)).toEqual(['checkout.session.completed', 'payment_intent.succeeded', 'charge.succeeded'])
    const [first] = deliveries
    const event = stripe.webhooks.constructEvent(first!.body, first!.headers['stripe-signature']!, SECRET)
    expect(event.data.object).toMatchObject({ id: made.id, payment_status: 'paid', amount_total: 3000 })
    await expect(lab.control('pay', { session: made.id })).rejects.toThrow('complete')
    const read = await stripe.checkout.sessions.retrieve(made.id, { expand: ['payment_intent.latest_charge'] })
    expect(read.payment_intent).toMatchObject({ status: 'succeeded', latest_charge: { amount: 3000 } })
  })

  it('makes a subscription with a paid invoice', async () => {
    const made = await stripe.checkout.sessions.create({
      mode: 'subscription',
      success_url: 'https://app.test',
      line_items: [{ price: 'price_lab_base', quantity: 1 }],
    })
    await lab.control('pay', { session: made.id })
    const read = await stripe.checkout.sessions.retrieve(made.id, { expand: ['subscription', 'customer'] })
    expect(read.subscription).toMatchObject({ status: 'active', items: { data: [{ price: { id: 'price_lab_base' } }] } })
    expect(read.customer).toMatchObject({ object: 'customer' })
    expect((await stripe.invoices.list({ customer: (read.customer as Stripe.Customer).id })).data[0]).toMatchObject({
      status: 'paid',
      total: 800,
    })
    const refused = stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://a.test',
      line_items: [{ price: 'price_lab_base', quantity: 1 }],
    })
    expect((await refusal(refused)).status).toBe(400)
  })
})

describe('payment intents and refunds', () => {
  const paid = (amount = 5000) => stripe.paymentIntents.create({ amount, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' })

  it('goes through its states and refuses the wrong ones', async () => {
    const made = await stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      capture_method: 'manual',
      payment_method: 'pm_card_visa',
    })
    expect(made.status).toBe('requires_confirmation')
    expect((await stripe.paymentIntents.confirm(made.id)).status).toBe('requires_capture')
    expect(await refusal(stripe.paymentIntents.capture(made.id, { amount_to_capture: 9000 }))).toMatchObject({ code: 'amount_too_large' })
    expect(await stripe.paymentIntents.capture(made.id, { amount_to_capture: 4000 })).toMatchObject({
      status: 'succeeded',
      amount_received: 4000,
    })
    expect(await refusal(stripe.paymentIntents.cancel(made.id))).toMatchObject({ code: 'payment_intent_unexpected_state' })
    const declined = stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclined',
    })
    expect(await refusal(declined)).toMatchObject({ type: 'StripeCardError', status: 402, code: 'card_declined' })
    expect(await refusal(stripe.paymentIntents.create({ amount: -1, currency: 'usd' }))).toMatchObject({ param: 'amount' })
  })

  it('gives back no more than was taken', async () => {
    const made = await paid()
    await stripe.refunds.create({ payment_intent: made.id, amount: 3000 })
    expect(await refusal(stripe.refunds.create({ payment_intent: made.id, amount: 3000 }))).toMatchObject({ param: 'amount', status: 400 })
    expect((await stripe.refunds.create({ payment_intent: made.id })).amount).toBe(2000)
    expect(await refusal(stripe.refunds.create({ payment_intent: made.id }))).toMatchObject({ code: 'charge_already_refunded' })
    expect((await stripe.refunds.list({ payment_intent: made.id })).data.map(each => each.amount)).toEqual([2000, 3000])
  })

  it('refunds an intent that rows of the app name', async () => {
    await lab.control('plant', { id: 'pi_planted', object: 'payment_intent', amount: 1200 })
    expect(await stripe.refunds.create({ payment_intent: 'pi_planted' })).toMatchObject({ amount: 1200, status: 'succeeded' })
    expect(await refusal(stripe.refunds.create({ payment_intent: 'pi_other' }))).toMatchObject({ status: 404 })
  })
})

describe('the account', () => {
  it('answers the same for the same idempotency key, and refuses another body under it', async () => {
    const create = (email: string) => stripe.customers.create({ email }, { idempotencyKey: 'k1' })
    const first = await create('a@b.test')
    expect((await create('a@b.test')).id).toBe(first.id)
    expect(await refusal(create('c@d.test'))).toMatchObject({ type: 'StripeIdempotencyError', status: 400 })
    expect((await stripe.customers.list()).data).toHaveLength(1)
  })

  it('pages lists', async () => {
    for (let count = 0; count < 7; count += 1) await stripe.customers.create({ email: `u${count}@b.test` })
    const emails: (string | null)[] = []
    for await (const each of stripe.customers.list({ limit: 3 })) emails.push(each.email)
    expect(emails).toEqual(['u6@b.test', 'u5@b.test', 'u4@b.test', 'u3@b.test', 'u2@b.test', 'u1@b.test', 'u0@b.test'])
    expect(await refusal(stripe.customers.list({ limit: 500 }))).toMatchObject({ param: 'limit' })
  })

  it('has prices for a page that is built from them', async () => {
    const prices = await stripe.prices.list({ active: true, type: 'recurring', expand: ['data.product'] })
    expect(prices.data.map(each => [(each.product as Stripe.Product).name, each.unit_amount, each.recurring?.interval])).toEqual([
      ['Plus', 1200, 'month'],
      ['Base', 800, 'month'],
    ])
    expect((await stripe.prices.retrieve('price_1ABCdef')).unit_amount).toBe(2000)
    expect(await refusal(stripe.prices.retrieve('nonsense'))).toMatchObject({ status: 404 })
  })

  it('connects accounts and moves money no further than the charge', async () => {
    const account = await stripe.accounts.create({ type: 'express' })
    expect(
      (
        await stripe.accountLinks.create({
          account: account.id,
          type: 'account_onboarding',
          refresh_url: 'https://a.test',
          return_url: 'https://a.test',
        })
      ).url,
    ).toContain(account.id)
    const paid = await stripe.paymentIntents.create({ amount: 5000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' })
    const send = (amount: number) =>
      stripe.transfers.create({ amount, currency: 'usd', destination: account.id, source_transaction: String(paid.latest_charge) })
    expect((await send(4000)).destination).toBe(account.id)
    expect((await refusal(send(2000))).status).toBe(400)
    expect((await stripe.balance.retrieve()).available[0]?.currency).toBe('usd')
  })
})

describe('webhooks', () => {
  const verify = ({ body, headers }: Delivery) => stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', SECRET)
  const ask = (signing: string) =>
    lab.control('event', { type: 'invoice.paid', object: { amount_paid: 900 }, signing }) as Promise<Delivery>

  it('are believed when they are right and only then', async () => {
    expect(verify(await ask('right'))).toMatchObject({ type: 'invoice.paid', data: { object: { amount_paid: 900 } } })
    for (const signing of ['wrong-secret', 'stale', 'altered', 'none']) {
      const delivery = await ask(signing)
      expect(() => verify(delivery), signing).toThrow(Stripe.errors.StripeSignatureVerificationError)
    }
  })

  it.each([
    ['checkout.session.completed', { object: 'checkout.session', payment_status: 'paid', amount_total: 2000 }],
    ['payment_intent.succeeded', { object: 'payment_intent', status: 'succeeded', amount_received: 2000 }],
    ['customer.subscription.deleted', { object: 'subscription', status: 'canceled' }],
    ['invoice.payment_failed', { object: 'invoice', status: 'open', amount_paid: 0 }],
  ])('tell of something ordinary where nobody describes it: %s', async (type, object) => {
    const told = verify((await lab.control('event', { type, object: { metadata: { order: 'o1' } } })) as Delivery)
    expect(told.data.object).toMatchObject({ ...object, metadata: { order: 'o1' } })
  })

  it('can be delivered again', async () => {
    const first = await ask('right')
    const again = (await lab.control('event', { id: first.id })) as Delivery
    expect(verify(again).id).toBe(first.id)
  })
})

describe('mischief', () => {
  it('fails as Stripe fails, is slow, and never answers', async () => {
    await lab.control('mischief', 'error')
    expect(await refusal(stripe.balance.retrieve())).toMatchObject({ type: 'StripeAPIError', status: 500 })
    await lab.control('mischief', { kind: 'slow', milliseconds: 150 })
    const start = Date.now()
    await stripe.balance.retrieve()
    expect(Date.now() - start).toBeGreaterThanOrEqual(145)
    await lab.control('mischief', 'timeout')
    expect(await refusal(stripe.balance.retrieve({}, { timeout: 120 }))).toMatchObject({ type: 'StripeConnectionError' })
    await lab.control('mischief', 'none')
    expect((await stripe.balance.retrieve()).object).toBe('balance')
  })

  it('goes back to what was remembered', async () => {
    const kept = await stripe.customers.create({ email: 'kept@b.test' })
    await lab.control('snapshot')
    await stripe.customers.create({ email: 'lost@b.test' })
    await lab.control('reset')
    expect((await stripe.customers.list()).data.map(each => each.id)).toEqual([kept.id])
  })
})
