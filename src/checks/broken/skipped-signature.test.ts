import { expect, test } from 'vitest'
import { hookOf } from '#checks/webhook.fixture'

const hook = hookOf('broken/skipped-signature')

const DEED = 'const event = JSON.parse(raw)\nawait prisma.payment.create({ data: { amount: event.amount } })'
const COMPARE =
  "const wanted = createHmac('sha256', process.env.HOOK_SECRET).update(raw).digest('hex')\nif (request.headers.get('x-signature') !== wanted) return Response.json({}, { status: 401 })"

test('finds a check under a setting', async () => {
  expect(await hook(`const raw = await request.text()\nif (process.env.HOOK_SECRET) {\n${COMPARE}\n}\n${DEED}`)).toEqual(['critical'])
})

test('passes a request that is refused without the setting', async () => {
  expect(
    await hook(
      `const raw = await request.text()\nif (!process.env.HOOK_SECRET) return Response.json({}, { status: 500 })\n${COMPARE}\n${DEED}`,
    ),
  ).toEqual([])
})

test('finds it where the whole hook waits for another setting too', async () => {
  expect(
    await hook(
      `if (!process.env.SHOP_SECRET_KEY) return Response.json({ received: true })\nconst raw = await request.text()\nif (process.env.HOOK_SECRET) {\n${COMPARE}\n}\n${DEED}`,
    ),
  ).toEqual(['critical'])
})
