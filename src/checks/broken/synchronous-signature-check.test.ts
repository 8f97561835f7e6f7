import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'
import { edgeWebhook } from '#checks/webhook.fixture'

const ASYNC =
  "await stripe.webhooks.constructEventAsync(await request.text(), request.headers.get('stripe-signature')!, Deno.env.get('STRIPE_WEBHOOK_SECRET')!)"

test('finds the synchronous check in Deno, and passes the asynchronous one', async () => {
  expect(
    (await findingsIn('broken/synchronous-signature-check', edgeWebhook(ASYNC.replace('await ', '').replace('Async', '')))).length,
  ).toBe(1)
  expect(await findingsIn('broken/synchronous-signature-check', edgeWebhook(ASYNC))).toEqual([])
})

test('finds it at the edge, and passes it on Node', async () => {
  const route = (head: string) => ({
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*" } }',
    'app/api/webhooks/stripe/route.ts': `import Stripe from 'stripe'\n${head}\nconst stripe = new Stripe(process.env.STRIPE_SECRET_KEY)\nexport async function POST(request: Request) {\n  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.SECRET)\n  return Response.json({ id: event.id })\n}`,
  })
  expect((await findingsIn('broken/synchronous-signature-check', route("export const runtime = 'edge'"))).length).toBe(1)
  expect(await findingsIn('broken/synchronous-signature-check', route("export const runtime = 'nodejs'"))).toEqual([])
})
