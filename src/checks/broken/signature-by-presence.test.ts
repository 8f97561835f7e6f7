import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({ 'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }', [path]: text, ...more })

const hook = async (lines: string, path = 'app/api/webhooks/shop/route.ts', more: Record<string, string> = {}) =>
  (
    await findingsIn(
      'broken/signature-by-presence',
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

const DEED = "const event = JSON.parse(raw)\nawait prisma.payment.create({ data: { amount: event.amount } })"

test('finds a header that only has to be there', async () => {
  expect(await hook(`const raw = await request.text()\nconst signature = request.headers.get('x-signature')\nif (!signature) return Response.json({}, { status: 401 })\n${DEED}`)).toEqual(['critical'])
})

test('passes a header that is compared as well', async () => {
  expect(await hook(`const raw = await request.text()\nconst signature = request.headers.get('x-signature')\nif (!signature) return Response.json({}, { status: 401 })\nif (signature !== createHmac('sha256', process.env.SECRET).update(raw).digest('hex')) return Response.json({}, { status: 401 })\n${DEED}`)).toEqual([])
})
