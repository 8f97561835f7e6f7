import { expect, test } from 'vitest'
import { hookOf } from '#checks/webhook.fixture'

const hook = hookOf('broken/signature-by-presence')

const DEED = 'const event = JSON.parse(raw)\nawait prisma.payment.create({ data: { amount: event.amount } })'

test('finds a header that only has to be there', async () => {
  expect(
    await hook(
      `const raw = await request.text()\nconst signature = request.headers.get('x-signature')\nif (!signature) return Response.json({}, { status: 401 })\n${DEED}`,
    ),
  ).toEqual(['critical'])
})

test('passes a header that is compared as well', async () => {
  expect(
    await hook(
      `const raw = await request.text()\nconst signature = request.headers.get('x-signature')\nif (!signature) return Response.json({}, { status: 401 })\nif (signature !== createHmac('sha256', process.env.SECRET).update(raw).digest('hex')) return Response.json({}, { status: 401 })\n${DEED}`,
    ),
  ).toEqual([])
})
