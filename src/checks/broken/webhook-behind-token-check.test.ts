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

test('finds the secret of a timer where the platform wants a token', async () => {
  const timed = (read: string, env = 'CRON_SECRET', config = '[functions.remind]\nverify_jwt = true') =>
    findingsIn('broken/webhook-behind-token-check', {
      'package.json': '{ "name": "shop", "dependencies": { "@supabase/supabase-js": "*" } }',
      'supabase/config.toml': config,
      'supabase/functions/remind/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
Deno.serve(async request => {
  const secret = Deno.env.get('${env}')
  if (!secret || ${read}) return new Response('Unauthorized', { status: 401 })
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  await admin.from('carts').delete().lt('created_at', new Date().toISOString())
  return new Response('ok')
})`,
    })
  const header = "request.headers.get('Authorization') !== `Bearer ${secret}`"
  expect(await timed(header)).toHaveLength(1)
  expect(await timed(`!request.headers.get('Authorization') || ${header}`)).toHaveLength(1)
  expect(await timed("request.headers.get('x-cron-secret') !== secret")).toEqual([])
  expect(await timed(header, 'SUPABASE_SERVICE_ROLE_KEY')).toEqual([])
  expect(await timed(header, 'CRON_SECRET', '[functions.remind]\nverify_jwt = false')).toEqual([])
})
