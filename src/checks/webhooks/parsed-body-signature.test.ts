import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (before: string, body: string) =>
  (
    await findingsIn('webhooks/parsed-body-signature', {
      'server.js': `const express = require('express')
const crypto = require('crypto')
const Stripe = require('stripe')
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
const app = express()
${before}
app.post('/webhooks/stripe', (req, res) => {
${body}
  res.json({ received: true })
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

const CHECK = "const event = stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET)"
const HMAC =
  "const wanted = crypto.createHmac('sha256', process.env.SECRET).update(JSON.stringify(req.body)).digest('hex')\nif (!crypto.timingSafeEqual(Buffer.from(req.headers['x-signature']), Buffer.from(wanted))) return res.status(401).end()"

test('finds a parsed body, graver where the check throws', async () => {
  expect(await found('app.use(express.json())', CHECK)).toEqual(['high'])
  expect(await found('app.use(express.json())', HMAC)).toEqual(['medium'])
})

test('passes a raw body', async () => {
  expect(await found("app.use('/webhooks/stripe', express.raw({ type: '*/*' }))\napp.use(express.json())", CHECK)).toEqual([])
  expect(
    await found(
      'app.use(express.json({ verify: (req, res, bytes) => { req.rawBody = bytes } }))',
      CHECK.replace('req.body', 'req.rawBody'),
    ),
  ).toEqual([])
})

test.each(['originalUrl', 'path'])('passes a webhook that the JSON parser leaves out by `req.%s`', async name => {
  const found = await findingsIn('webhooks/parsed-body-signature', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "4", "stripe": "1" } }',
    'server.js': `const express = require('express')
const stripe = require('stripe')(process.env.STRIPE_SECRET_KEY)
const app = express()
app.use((req, res, next) => {
  if (req.${name} === '/webhooks/stripe') next()
  else express.json()(req, res, next)
})
app.post('/webhooks/stripe', express.raw({ type: 'application/json' }), (req, res) => {
  stripe.webhooks.constructEvent(req.body, req.headers['stripe-signature'], process.env.STRIPE_WEBHOOK_SECRET)
  res.json({})
})
app.listen(3000)`,
  })
  expect(found).toEqual([])
})
