import { expect, test } from 'vitest'
import { app, find, SCHEMA } from './open-endpoint.fixture.js'

test('weighs an account that the app makes by itself less than one that the caller chooses', async () => {
  const schema = { 'prisma/schema.prisma': SCHEMA.replace('email String', 'email String\n role String') }
  const made = (role: string) =>
    find({
      ...app(
        `app.post('/prepare', async (req, res) => { await prisma.user.create({ data: { email: 'first@shop.example', role: ${role} } }); res.json({}) })`,
      ),
      ...schema,
    })
  expect(await made("'admin'")).toEqual([
    'src/server.ts:6 medium `POST /prepare` creates `User` rows for anyone: nothing asks who is calling.',
  ])
  expect(await made('req.body.role')).toEqual([
    'src/server.ts:6 critical `POST /prepare` sets `role` in `User` for anyone: nothing asks who is calling.',
  ])
})

test('what a payment service knows of a row is told like the row; whether something is paid is not', async () => {
  const asked = (shown: string) =>
    find({
      'package.json': '{ "dependencies": { "next": "15.0.0" } }',
      'prisma/schema.prisma': SCHEMA.replace('total Int', 'total Int\n methodId String'),
      'app/api/method-status/route.ts': `import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request) {
  const { id } = await request.json()
  const order = await prisma.order.findUnique({ where: { id } })
  const method = await stripe.accounts.retrieve(order.methodId)
  return Response.json({ shown: ${shown} })
}`,
    })
  expect(await asked('method.requirements?.currently_due ?? []')).toEqual([
    'app/api/method-status/route.ts:5 high `POST /api/method-status` answers with rows of `Order` for anyone: nothing asks who is calling.',
  ])
  expect(await asked('method.payment_status')).toEqual([])
})

test('payments of everybody, as the payment service lists them; those of one, and their number, are not', async () => {
  const asked = (input: string, shown: string) =>
    find({
      'package.json': '{ "dependencies": { "next": "15.0.0" } }',
      'app/api/sales/route.ts': `import Stripe from 'stripe'
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function GET() {
  const paid = await stripe.paymentIntents.list(${input})
  const byPayer = new Map()
  for (const one of paid.data) byPayer.set(one.receipt_email, one.amount)
  return Response.json({ shown: ${shown} })
}`,
    })
  const told = [
    "app/api/sales/route.ts:3 critical `GET /api/sales` answers with everybody's payments at Stripe for anyone: nothing asks who is calling.",
  ]
  expect(await asked('{ limit: 100 }', 'paid.data')).toEqual(told)
  expect(await asked('{ limit: 100 }', 'Array.from(byPayer.values())')).toEqual(told)
  expect(await asked('{ customer: process.env.OWN_CUSTOMER }', 'paid.data')).toEqual([])
  expect(await asked('{ limit: 100 }', 'paid.data.length')).toEqual([])
})
