import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({ 'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }', [path]: text, ...more })

const hook = async (lines: string, path = 'app/api/webhooks/shop/route.ts', more: Record<string, string> = {}) =>
  (
    await findingsIn(
      'broken/skipped-signature',
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
const COMPARE = "const wanted = createHmac('sha256', process.env.HOOK_SECRET).update(raw).digest('hex')\nif (request.headers.get('x-signature') !== wanted) return Response.json({}, { status: 401 })"

test('finds a check under a setting', async () => {
  expect(await hook(`const raw = await request.text()\nif (process.env.HOOK_SECRET) {\n${COMPARE}\n}\n${DEED}`)).toEqual(['critical'])
})

test('passes a request that is refused without the setting', async () => {
  expect(await hook(`const raw = await request.text()\nif (!process.env.HOOK_SECRET) return Response.json({}, { status: 500 })\n${COMPARE}\n${DEED}`)).toEqual([])
})
