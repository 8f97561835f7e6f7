import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (execute: string) =>
  findingsIn('ai/tool-without-owner-check', {
    'app/api/chat/route.ts': `import 'next/server'; import { openai } from '@ai-sdk/openai'
import { generateText, tool } from 'ai'
import { auth } from '@clerk/nextjs/server'
import { PrismaClient } from '@prisma/client'
import Stripe from 'stripe'
const db = new PrismaClient()
const stripe = new Stripe('k')
export async function POST(request: Request) {
  const { userId } = await auth()
  if (!userId) return new Response('no', { status: 401 })
  const { text } = await generateText({ model: openai('gpt-4o'), prompt: await request.text(), tools: { it: tool({
    execute: async ({ id, sku }) => { ${execute} },
  }) } })
  return Response.json({ text })
}`,
  })

test.each([
  ['a look-up', 'return db.order.findUnique({ where: { id } })', 'high', 'reads whichever row of `order`'],
  [
    'a refund',
    'const order = await db.order.findUnique({ where: { id } }); await stripe.refunds.create({ payment_intent: order.intent })',
    'critical',
    'moves money for whichever row of `order`',
  ],
  ['a deletion', 'await db.order.delete({ where: { id } })', 'critical', 'deletes whichever row of `order`'],
])('finds %s', async (_, execute, severity, says) => {
  const found = await find(execute)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(`app/api/chat/route.ts:12 ${severity}`)
  expect(found[0]).toContain(says)
})

test.each([
  ['an owner in the filter', 'return db.order.findFirst({ where: { id, userId } })'],
  [
    'an owner that is compared',
    "const order = await db.order.findUnique({ where: { id } }); if (order.userId !== userId) return 'no'; await stripe.refunds.create({ payment_intent: order.intent })",
  ],
  [
    'an owner that is compared before the row is handed on',
    "const order = await db.order.findUnique({ where: { id } }); if (order?.userId !== userId) return 'no'; return order",
  ],
  [
    'a change by the id of a row that was found to be theirs',
    "const order = await db.order.findFirst({ where: { id, userId } }); if (!order) return 'no'; await db.order.update({ where: { id }, data: { status: 'cancelled' } })",
  ],
  ['what everybody may see', 'return db.product.findUnique({ where: { sku } })'],
  ["a row of the caller's own making", 'return db.ticket.create({ data: { userId, order: id } })'],
])('passes %s', async (_, execute) => {
  expect(await find(execute)).toEqual([])
})
