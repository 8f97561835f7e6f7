import { expect, it } from 'vitest'
import { STAND_INS } from './all.js'
import { serve, world } from './loopback.fixture.js'
import { unknown } from './unknown/index.js'

const all = STAND_INS.map(create =>
  create(world({ AUTH0_ISSUER_BASE_URL: 'https://login.shop.test', SENTRY_DSN: 'https://k@errors.shop.test/1' })),
)

it.each([
  ['api.stripe.com', 'stripe'],
  ['checkout.stripe.com', 'stripe'],
  ['api-m.paypal.com', 'payments'],
  ['api.openai.com', 'models'],
  ['ai.gateway.lovable.dev', 'models'],
  ['my-app.openai.azure.com', 'models'],
  ['generativelanguage.googleapis.com', 'models'],
  ['api.resend.com', 'mail'],
  ['email.eu-west-1.amazonaws.com', 'mail'],
  ['verify.twilio.com', 'sms'],
  ['bucket.s3.eu-west-1.amazonaws.com', 'storage'],
  ['abc123.r2.cloudflarestorage.com', 'storage'],
  ['o1.ingest.us.sentry.io', 'sentry'],
  ['errors.shop.test', 'sentry'],
  ['identitytoolkit.googleapis.com', 'firebase'],
  ['www.googleapis.com', 'firebase'],
  ['calm-fox-1.upstash.io', 'kv'],
  ['shop.eu.auth0.com', 'oidc'],
  ['login.shop.test', 'oidc'],
  ['cognito-idp.eu-west-1.amazonaws.com', 'oidc'],
  ['eu.posthog.com', 'unknown'],
  ['api.stripe.com.evil.test', 'unknown'],
])('%s is answered by %s', (host, name) => {
  expect(all.find(standIn => standIn.answers(host))?.name).toBe(name)
})

it('has a name for each, and each can fail, forget and be put back', async () => {
  expect(new Set(all.map(standIn => standIn.name)).size).toBe(all.length)
  for (const standIn of all) {
    await standIn.control?.('mischief', 'error')
    const request = { host: 'x', method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) }
    expect((await standIn.answer(request))?.status, standIn.name).toBeGreaterThanOrEqual(500)
    await standIn.control?.('snapshot', undefined)
    await standIn.control?.('reset', undefined)
    await expect(standIn.control?.('nonsense', undefined)).rejects.toThrow('nonsense')
  }
})

it('gives builds their fonts', async () => {
  const lab = await serve(unknown, 'fonts.googleapis.com')
  const css = await (await fetch(`${lab.url}/css2?family=Open+Sans:wght@400;700&family=Inter`)).text()
  expect([...css.matchAll(/font-family:'([^']+)'/g)].map(match => match[1])).toEqual(['Open Sans', 'Inter'])
  expect(css).toContain('src:url(https://fonts.gstatic.com/')
  await lab.close()
})
