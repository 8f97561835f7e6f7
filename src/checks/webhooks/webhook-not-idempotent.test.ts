import { expect, test } from 'vitest'
import { hookOf } from '#checks/webhook.fixture'

const hook = hookOf('webhooks/webhook-not-idempotent')

const EVENT =
  "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)\n"

test('finds what is done again, the gravest first', async () => {
  expect(
    await hook(`${EVENT}await prisma.user.update({ where: { id: event.data.object.id }, data: { credits: { increment: 10 } } })`),
  ).toEqual(['high'])
  expect(await hook(`${EVENT}await prisma.order.create({ data: { total: event.data.object.amount } })`)).toEqual(['high'])
})

test('finds an event that is only looked up', async () => {
  const lines = `${EVENT}const known = await prisma.order.findFirst({ where: { sessionId: event.data.object.id } })\nif (!known) await prisma.order.create({ data: { sessionId: event.data.object.id } })`
  const schema = (unique: string) => ({
    'prisma/schema.prisma': `model Order {\n  id String @id @default(cuid())\n  sessionId String${unique}\n}`,
  })
  expect(await hook(lines, undefined, schema(''))).toEqual(['medium'])
  expect(await hook(lines, undefined, schema(' @unique'))).toEqual([])
})

test.each([
  ['a state that is set', `${EVENT}await prisma.order.update({ where: { id: event.data.object.id }, data: { status: 'paid' } })`, {}],
  [
    'a row with a unique column',
    `${EVENT}await prisma.order.create({ data: { sessionId: event.data.object.id } })`,
    { 'prisma/schema.prisma': 'model Order {\n  id String @id @default(cuid())\n  sessionId String @unique\n}' },
  ],
  [
    'an event that was kept',
    `${EVENT}await prisma.webhookEvent.create({ data: { id: event.id } })\nawait prisma.user.update({ where: { id: event.data.object.id }, data: { credits: { increment: 10 } } })`,
    { 'prisma/schema.prisma': 'model WebhookEvent {\n  id String @id\n}' },
  ],
])('passes %s', async (_, lines, more) => {
  expect(await hook(lines, undefined, more)).toEqual([])
})

test('an event that is looked up, and noted when all is done, is not done again where it comes later', async () => {
  const noted = (noting: string) =>
    hook(
      `${EVENT}const seen = await prisma.seenEvent.findFirst({ where: { ref: event.id } })\nif (seen) return Response.json({})\nawait prisma.payment.create({ data: { amount: event.data.object.amount } })\n${noting}`,
      undefined,
      { 'prisma/schema.prisma': 'model SeenEvent {\n  id String @id @default(cuid())\n  ref String\n}' },
    )
  expect(await noted('await prisma.seenEvent.create({ data: { ref: event.id } })')).toEqual(['medium'])
  expect(await noted('')).toEqual(['high'])
})
