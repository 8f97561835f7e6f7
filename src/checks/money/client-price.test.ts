import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const charge = async (amount: string, before = '') =>
  (
    await findingsIn(
      'money/client-price',
      app(
        'app/api/checkout/route.ts',
        `import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request: Request) {
  const body = await request.json()
  const product = await prisma.product.findUniqueOrThrow({ where: { id: body.id } })
  ${before}
  const intent = await stripe.paymentIntents.create({
    currency: 'eur',
    amount: ${amount},
  })
  return Response.json({ secret: intent.client_secret })
}`,
      ),
    )
  ).map(one => one.split(' ').slice(0, 2).join(' '))

test.each([
  'body.amount',
  'Math.round(body.total * 100)',
  'body.items.reduce((sum, item) => sum + item.price * item.quantity, 0)',
  'product.price * body.quantity + body.shippingCost',
])('finds %s, at its line', async amount => {
  expect(await charge(amount)).toEqual(['app/api/checkout/route.ts:11 critical'])
})

test.each([
  ['a price of the app', 'product.price', ''],
  ['a price times a quantity', 'product.price * body.quantity', ''],
  ['a gift', 'body.donation', ''],
  ['an amount compared with the price', 'body.amount', 'if (body.amount !== product.price) return Response.json({}, { status: 400 })'],
])('passes %s', async (_, amount, before) => {
  expect(await charge(amount, before)).toEqual([])
})

test('passes the id of a price that the payment service knows', async () => {
  const text =
    "import Stripe from 'stripe'\nconst stripe = new Stripe(process.env.KEY)\nexport async function POST(request: Request) {\n  const { priceId } = await request.json()\n  const s = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: priceId, quantity: 1 }] })\n  return Response.json({ url: s.url })\n}"
  expect(await findingsIn('money/client-price', app('app/api/checkout/route.ts', text))).toEqual([])
})

test.each([
  ['new Order(req.body)', 1],
  ['new Order({ ...req.body, user: 1 })', 1],
  ['new Order({ ...req.body, total: prices(req.body.items) })', 0],
  ['new Order({ items: req.body.items, user: 1 })', 0],
  ['new Order({ items: req.body.items, priceQuoted: String(req.body.priceQuoted) })', 1],
  ['new Order({ items: req.body.items, tripFare: req.body.tripFare })', 1],
  ['new Order({ items: req.body.items, priceList: req.body.priceList })', 0],
])('an order stored as it was sent: `%s`', async (order, count) => {
  const found = await findingsIn('money/client-price', {
    'order.js':
      "const mongoose = require('mongoose')\nmodule.exports = mongoose.model('Order', new mongoose.Schema({ user: String, items: [Object], total: Number }))",
    'server.js': `const express = require('express')
const Order = require('./order')
const app = express()
app.use(express.json())
app.post('/orders', async (req, res) => {
  const order = ${order}
  res.json(await order.save())
})
app.listen(3000)`,
  })
  expect(found.length).toBe(count)
})

test('points at the amount, also where the list was put together before', async () => {
  const found = await findingsIn(
    'money/client-price',
    app(
      'app/api/checkout/route.ts',
      `import Stripe from 'stripe'
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request: Request) {
  const { goods } = await request.json()
  const lines = goods.map((one: any) => ({
    quantity: one.quantity,
    price_data: { currency: 'eur', product_data: { name: one.name }, unit_amount: Math.round(one.price * 100) },
  }))
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items: lines })
  return Response.json({ url: session.url })
}`,
    ),
  )
  expect(found.map(line => line.split(' ')[0])).toEqual(['app/api/checkout/route.ts:7'])
})

test('a total that another file stores is told where the route hands it over, and not where it answers', async () => {
  const told = (handed: string) =>
    findingsIn(
      'money/client-price',
      app(
        'app/api/orders/route.ts',
        `import { placed } from '../../../lib/orders'
export async function POST(request: Request) {
  const body = await request.json()
  const { total } = body
  const order = await placed(${handed})
  return Response.json({
    total: order.total,
  })
}`,
        {
          'lib/orders.ts': `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export const placed = (data: { total: number }) => prisma.order.create({ data: { total: data.total } })`,
        },
      ),
    )
  const [apart] = await told('{\n    state: "new",\n    total,\n  }')
  expect(apart).toMatch(/^app\/api\/orders\/route\.ts:7 critical/)
  const [whole] = await told('body')
  expect(whole).toMatch(/^app\/api\/orders\/route\.ts:[45] critical/)
})
