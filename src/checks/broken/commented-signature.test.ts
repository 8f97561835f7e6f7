import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({ 'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }', [path]: text, ...more })

const hook = async (lines: string, path = 'app/api/webhooks/shop/route.ts', more: Record<string, string> = {}) =>
  (
    await findingsIn(
      'broken/commented-signature',
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

const DEED = 'await prisma.payment.create({ data: { amount: event.amount } })'

test('finds a check that is a comment', async () => {
  expect(await hook(`// const event = stripe.webhooks.constructEvent(raw, signature, secret)\nconst event = await request.json()\n${DEED}`)).toEqual(['critical'])
})

test('passes a comment beside a check that runs', async () => {
  expect(await hook(`// stripe.webhooks.constructEvent(raw, signature, secret) throws when it is forged\n${EVENT}${DEED}`)).toEqual([])
})
