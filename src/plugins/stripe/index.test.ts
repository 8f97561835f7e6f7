import { describe, expect, test } from 'vitest'
import { deeds, readApp, readHandler, route } from '../app.fixture.js'

const STRIPE = `import Stripe from 'stripe'\nconst stripe = new Stripe(process.env.STRIPE_SECRET_KEY)`

test('every call on the client is sent, with its operation and what goes in', async () => {
  const model = await readHandler(
    STRIPE,
    `const session = await stripe.checkout.sessions.create({ line_items: [{ price_data: { unit_amount: req.body.price }, quantity: 1 }] }, { idempotencyKey: req.body.key })
     const customer = await stripe.customers.retrieve(req.body.customer)
     res.json({ url: session.url, email: customer.email })`,
  )
  expect(deeds(model)).toEqual([
    'send stripe checkout.sessions.create {params: {line_items: [{price_data: {unit_amount: body.price}, quantity: 1}]}, options: {idempotencyKey: body.key}}',
    'send stripe customers.retrieve body.customer',
  ])
  expect(JSON.stringify(model.routes[0]!.effects.at(-1))).toContain('"from":"service","path":["url"],"name":"stripe"')
})

describe('a webhook', () => {
  const webhook = (parser: string, check: string, after = ''): Promise<Awaited<ReturnType<typeof readApp>>> =>
    readApp({
      'server.js': `const express = require('express'); const stripe = require('stripe')(process.env.KEY); const app = express(); const audit = require('stripe')('x')
        ${after}
        app.post('/webhook', ${parser}, (req, res) => {
          let event
          ${check}
          audit.refunds.create({ payment_intent: event.data.object.id })
          res.json({ received: true })
        })
        app.listen(1)`,
    })
  const TRY = `try { event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.WHSEC) } catch (e) { return res.status(400).send('no') }`

  test('is signed from the check on, inside try and catch, and its event is one', async () => {
    const model = await webhook(`express.raw({ type: 'application/json' })`, TRY)
    expect(deeds(model)).toEqual([
      'send stripe webhooks.constructEvent {body: raw body, signature: headers.stripe-signature, secret: env(WHSEC)} [signature]',
      'send stripe refunds.create {payment_intent: event(stripe).data.object.id} [signature]',
    ])
    expect(route(model, 'POST', '/webhook')).toMatchObject({ auth: 'signature', kind: 'webhook' })
  })

  test('shows the parsed body where an earlier parser took it', async () => {
    const model = await webhook(`express.raw({ type: '*/*' })`, TRY, 'app.use(express.json())')
    expect(deeds(model)[0]).toContain('{body: body, signature')
  })

  test('is not signed where the check is skipped without a secret', async () => {
    const model = await webhook(
      `express.raw({ type: '*/*' })`,
      `if (process.env.WHSEC) { event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.WHSEC) } else { event = JSON.parse(req.body) }`,
    )
    expect(deeds(model).at(-1)).not.toContain('[signature]')
  })

  test('is not signed where the error of the check is swallowed', async () => {
    const model = await webhook(
      `express.raw({ type: '*/*' })`,
      `try { event = stripe.webhooks.constructEvent(req.body, 'x', 'y') } catch (e) { event = req.body }`,
    )
    expect(deeds(model).at(-1)).not.toContain('[signature]')
  })
})

test('the variant and the body are told in an edge function', async () => {
  const model = await readApp({
    'supabase/functions/hook/index.ts': `import Stripe from 'https://esm.sh/stripe@14.21.0?target=deno'
      const stripe = new Stripe(Deno.env.get('KEY')!)
      Deno.serve(async req => {
        const event = await stripe.webhooks.constructEventAsync(await req.text(), req.headers.get('stripe-signature')!, Deno.env.get('WHSEC')!)
        const again = stripe.webhooks.constructEvent(JSON.stringify(await req.json()), 'a', 'b')
        return new Response('ok')
      })`,
  })
  expect(deeds(model)).toEqual([
    'send stripe webhooks.constructEventAsync {body: raw body, signature: headers.stripe-signature, secret: env(WHSEC)} [weak signature]',
    'send stripe webhooks.constructEvent {body: body, signature: "a", secret: "b"} [weak signature]',
  ])
})

test('other payment services have the same shape', async () => {
  const model = await readHandler(
    `import Razorpay from 'razorpay'\nimport { Paddle } from '@paddle/paddle-node-sdk'\nimport { createCheckout } from '@lemonsqueezy/lemonsqueezy.js'\nconst rp = new Razorpay({ key_id: 'a' }); const paddle = new Paddle('k')`,
    `const order = await rp.orders.create({ amount: req.body.amount })
     await createCheckout(1, 2, { custom_price: req.body.price })
     if (!Razorpay.validateWebhookSignature(req.body, req.headers['x-razorpay-signature'], process.env.S)) return res.status(400).end()
     await rp.payments.refund(order.id)
     const event = paddle.webhooks.unmarshal(req.body, process.env.P, req.headers['paddle-signature'])
     res.json({ id: event.eventId })`,
  )
  expect(deeds(model)).toEqual([
    'send razorpay orders.create {amount: body.amount}',
    expect.stringMatching(/^send lemonsqueezy createCheckout .*custom_price: body.price/),
    'send razorpay validateWebhookSignature {body: body, signature: headers.x-razorpay-signature, secret: env(S)} [signature]',
    'send razorpay payments.refund service(razorpay).id [signature]',
    expect.stringMatching(/^send paddle webhooks.unmarshal .*\[signature\]$/),
  ])
})
