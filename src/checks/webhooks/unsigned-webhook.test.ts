import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({ 'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }', [path]: text, ...more })

const hook = async (lines: string, path = 'app/api/webhooks/shop/route.ts', more: Record<string, string> = {}) =>
  (
    await findingsIn(
      'webhooks/unsigned-webhook',
      app(
        path,
        `import { createHmac, timingSafeEqual } from 'node:crypto'
import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request: Request) {
${lines}
  return Response.json({ received: true })
}`,
        more,
      ),
    )
  ).map(one => one.split(' ')[1])

const EVENT = "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)\n"

const BODY = 'const event = await request.json()\n'

test('weighs money more than a parcel', async () => {
  expect(await hook(`${BODY}await prisma.payment.create({ data: { amount: event.amount } })`)).toEqual(['critical'])
  expect(await hook(`${BODY}await prisma.order.update({ where: { id: event.id }, data: { status: 'shipped' } })`)).toEqual(['high'])
})

test.each([
  ["a provider's signature", `${EVENT}await prisma.payment.create({ data: { amount: event.amount } })`, undefined],
  ['a secret', `if (request.headers.get('x-secret') !== process.env.HOOK_SECRET) return Response.json({}, { status: 401 })\n${BODY}await prisma.payment.create({ data: { amount: event.amount } })`, undefined],
  ['one that does nothing', `${BODY}console.log(event)`, undefined],
  ['a route where webhooks are set up', `${BODY}await prisma.payment.create({ data: { amount: event.amount } })`, 'app/api/create-webhook/route.ts'],
])('passes %s', async (_, lines, path) => {
  expect(await hook(lines, path)).toEqual([])
})
