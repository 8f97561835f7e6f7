import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (files: Record<string, string>) => findingsIn('access/open-endpoint', files)
const SCHEMA =
  'model User {\nid String @id\n email String\n}\nmodel Order {\nid String @id\n userId String\n total Int\n}\nmodel Product {\nid String @id\n name String\n}\nmodel Lead {\nid String @id\n email String\n}'
const app = (routes: string) => ({
  'prisma/schema.prisma': SCHEMA,
  'src/server.ts': `import express from 'express'\nimport { PrismaClient } from '@prisma/client'\nconst app = express()\nconst prisma = new PrismaClient()\napp.use(express.json())\n${routes}\napp.listen(3000)`,
})

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
