import { expect, test } from 'vitest'
import { hookOf } from '#checks/webhook.fixture'

const hook = hookOf('webhooks/unsigned-webhook')

const EVENT =
  "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)\n"

const BODY = 'const event = await request.json()\n'

test('weighs money more than a parcel', async () => {
  expect(await hook(`${BODY}await prisma.payment.create({ data: { amount: event.amount } })`)).toEqual(['critical'])
  expect(await hook(`${BODY}await prisma.order.update({ where: { id: event.id }, data: { status: 'shipped' } })`)).toEqual(['high'])
})

test.each([
  ["a provider's signature", `${EVENT}await prisma.payment.create({ data: { amount: event.amount } })`, undefined],
  [
    'a secret',
    `if (request.headers.get('x-secret') !== process.env.HOOK_SECRET) return Response.json({}, { status: 401 })\n${BODY}await prisma.payment.create({ data: { amount: event.amount } })`,
    undefined,
  ],
  ['one that does nothing', `${BODY}console.log(event)`, undefined],
  [
    'a route where webhooks are set up',
    `${BODY}await prisma.payment.create({ data: { amount: event.amount } })`,
    'app/api/create-webhook/route.ts',
  ],
])('passes %s', async (_, lines, path) => {
  expect(await hook(lines, path)).toEqual([])
})
