import { expect, test } from 'vitest'
import { hookOf } from '#checks/webhook.fixture'

const hook = hookOf('broken/commented-signature')

const EVENT =
  "const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)\n"

const DEED = 'await prisma.payment.create({ data: { amount: event.amount } })'

test('finds a check that is a comment', async () => {
  expect(
    await hook(`// const event = stripe.webhooks.constructEvent(raw, signature, secret)\nconst event = await request.json()\n${DEED}`),
  ).toEqual(['critical'])
})

test('passes a comment beside a check that runs', async () => {
  expect(await hook(`// stripe.webhooks.constructEvent(raw, signature, secret) throws when it is forged\n${EVENT}${DEED}`)).toEqual([])
})
