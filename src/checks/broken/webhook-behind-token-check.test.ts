import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'
import { edgeWebhook } from '#checks/webhook.fixture'

const ASYNC =
  "await stripe.webhooks.constructEventAsync(await request.text(), request.headers.get('stripe-signature')!, Deno.env.get('STRIPE_WEBHOOK_SECRET')!)"

const found = async (...args: Parameters<typeof edgeWebhook>) =>
  (await findingsIn('broken/webhook-behind-token-check', edgeWebhook(...args))).length

test('finds a webhook that nothing lets in', async () => {
  expect(await found(ASYNC, 'project_id = "shop"')).toBe(1)
  expect(await found(ASYNC, '[functions.stripe-webhook]\nverify_jwt = true')).toBe(1)
})

test('passes one that is let in, in the file or when it is deployed', async () => {
  expect(await found(ASYNC)).toBe(0)
  expect(
    await found(ASYNC, 'project_id = "shop"', {
      'package.json': '{ "name": "shop", "scripts": { "deploy": "supabase functions deploy --no-verify-jwt" } }',
    }),
  ).toBe(0)
})
