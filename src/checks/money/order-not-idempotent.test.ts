import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (lines: string, schema = '') =>
  (
    await findingsIn(
      'money/order-not-idempotent',
      app(
        'app/api/orders/route.ts',
        `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function POST(request: Request) {
  const body = await request.json()
${lines}
  return Response.json({ ok: true })
}`,
        schema ? { 'prisma/schema.prisma': schema } : {},
      ),
    )
  ).map(one => one.split(' ')[1])

test('weighs an order that spends something more', async () => {
  expect(await found("await prisma.order.create({ data: { status: 'open' } })")).toEqual(['medium'])
  expect(
    await found(
      "await prisma.user.update({ where: { id: body.id }, data: { credits: { decrement: 5 } } })\nawait prisma.order.create({ data: { status: 'open' } })",
    ),
  ).toEqual(['high'])
})

test('an order that is paid for on a page of the payment service is a draft until then', async () => {
  expect(
    await found(
      "const { default: Stripe } = await import('stripe')\nawait prisma.order.create({ data: { status: 'pending' } })\nawait new Stripe('x').checkout.sessions.create({ mode: 'payment' })",
    ),
  ).toEqual(['medium'])
})

test('passes an order with a key of the client', async () => {
  expect(
    await found(
      'await prisma.order.create({ data: { checkoutKey: body.key } })',
      'model Order {\n  id String @id @default(cuid())\n  checkoutKey String @unique\n}',
    ),
  ).toEqual([])
})

test('passes an order out of a cart that is emptied with it', async () => {
  expect(
    await found(
      "await prisma.$transaction(async tx => {\n  await tx.order.create({ data: { status: 'open' } })\n  await tx.cartItem.deleteMany({ where: { cartId: body.cart } })\n})",
    ),
  ).toEqual([])
})
