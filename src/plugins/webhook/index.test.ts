import { expect, test } from 'vitest'
import { deeds, readApp, readHandler, route } from '../app.fixture.js'

const MAIL = `import { Resend } from 'resend'\nconst resend = new Resend('k')`

test('svix throws unless the signature is right', async () => {
  const model = await readHandler(
    `import { Webhook } from 'svix'\n${MAIL}`,
    `const hook = new Webhook(process.env.SECRET)
     let event
     try { event = hook.verify(req.rawBody, req.headers) } catch { return res.status(400).end() }
     await resend.emails.send({ to: event.data.email })
     res.end()`,
  )
  expect(deeds(model)).toEqual([
    'send svix verify {body: raw body, signature: headers, secret: env(SECRET)} [signature]',
    'send mail emails.send {to: event(svix).data.email} [signature]',
  ])
})

test('clerk verifies a request, and a wrapped handler runs only when it is signed', async () => {
  const model = await readApp(
    {
      'app/api/clerk/route.ts': `import { verifyWebhook } from '@clerk/nextjs/webhooks'\n${MAIL}\nexport async function POST(req) { const event = await verifyWebhook(req); await resend.emails.send({ to: event.data.id }); return Response.json({}) }`,
      'app/api/job/route.ts': `import { verifySignatureAppRouter } from '@upstash/qstash/nextjs'\n${MAIL}\nasync function handler(req) { await resend.emails.send({ to: 'a' }); return Response.json({}) }\nexport const POST = verifySignatureAppRouter(handler)`,
    },
    { next: '15.0.0' },
  )
  expect(route(model, 'POST', '/api/clerk').auth).toBe('signature')
  expect(route(model, 'POST', '/api/job').auth).toBe('signature')
  expect(deeds(model).filter(text => text.startsWith('send mail'))).toEqual([
    'send mail emails.send {to: event(clerk).data.id} [signature]',
    'send mail emails.send {to: "a"} [signature]',
  ])
})

test('an answer of yes or no guards only where it is looked at', async () => {
  const model = await readHandler(
    `import twilio from 'twilio'\nconst client = twilio('a', 'b')`,
    `if (twilio.validateRequest(process.env.T, req.headers['x-twilio-signature'], 'u', req.body)) await client.messages.create({ to: req.body.From })
     await client.messages.create({ to: req.body.To })
     res.end()`,
  )
  expect(deeds(model).slice(1)).toEqual(['send sms messages.create {to: body.From} [signature]', 'send sms messages.create {to: body.To}'])
})
