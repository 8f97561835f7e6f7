import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string) =>
  findingsIn('money/unmatched-payment', {
    'server.js': `const express = require('express')
const crypto = require('crypto')
const Stripe = require('stripe')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_KEY)
const app = express()
app.use(express.json())
app.post('/api/pay', async (req, res) => {
  const { paymentId, orderId, signature } = req.body
${body}
  res.json({ ok: true })
})
app.listen(3000)`,
  })

const SAYS =
  'high `POST /api/pay` marks the order that `body.orderId` names as paid after asking about the payment in `body.paymentId`: nothing says that this one is for that one.'

test.each([
  [
    'a payment that the service was asked about',
    `  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.status !== 'succeeded') return res.sendStatus(400)
  await prisma.order.update({ where: { id: orderId }, data: { status: 'paid' } })`,
  ],
  [
    'one whose host depends on a setting',
    `  const base = process.env.MODE === 'live' ? 'https://api-m.paypal.com' : 'https://api-m.sandbox.paypal.com'
  const answer = await (await fetch(\`\${base}/v2/checkout/orders/\${paymentId}/capture\`, { method: 'POST' })).json()
  if (answer.status === 'COMPLETED') await prisma.order.update({ where: { id: orderId }, data: { isPaid: true } })`,
  ],
  [
    'a signature',
    `  if (crypto.createHmac('sha256', process.env.KEY).update(paymentId).digest('hex') !== signature) return res.sendStatus(400)
  await prisma.order.update({ where: { id: orderId }, data: { status: 'paid' } })`,
  ],
])('finds %s', async (_, body) => {
  expect((await find(body)).map(one => one.replace(/^\S+ /, ''))).toEqual([SAYS])
})

test.each([
  [
    'an order that is found by its payment',
    `  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.status !== 'succeeded') return res.sendStatus(400)
  await prisma.order.update({ where: { paymentId }, data: { status: 'paid' } })`,
  ],
  [
    'one that the service names',
    `  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.status !== 'succeeded') return res.sendStatus(400)
  await prisma.order.update({ where: { id: intent.metadata.orderId }, data: { status: 'paid' } })`,
  ],
  [
    'a payment that is compared with the order',
    `  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.metadata.orderId !== orderId) return res.sendStatus(400)
  await prisma.order.update({ where: { id: orderId }, data: { status: 'paid' } })`,
  ],
  [
    'an order whose payment is compared',
    `  const order = await prisma.order.findUnique({ where: { id: orderId } })
  if (order.paymentId !== paymentId) return res.sendStatus(400)
  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.status === 'succeeded') await prisma.order.update({ where: { id: orderId }, data: { status: 'paid' } })`,
  ],
  [
    'a payment whose amount is compared',
    `  const order = await prisma.order.findUnique({ where: { id: orderId } })
  const intent = await stripe.paymentIntents.retrieve(paymentId)
  if (intent.amount_received !== order.total * 100) return res.sendStatus(400)
  await prisma.order.update({ where: { id: orderId }, data: { status: 'paid' } })`,
  ],
  [
    'what only begins a payment',
    `  await stripe.paymentIntents.create({ amount: 500, currency: 'usd', metadata: { orderId } })
  await prisma.order.update({ where: { id: orderId }, data: { status: 'pending' } })`,
  ],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})
