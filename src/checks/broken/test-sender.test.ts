import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('broken/test-sender', files)
const route = (mail: string): string => `import { Resend } from 'resend'
const resend = new Resend(process.env.RESEND_API_KEY)
export async function POST(request: Request) {
  const { email } = await request.json()
  await resend.emails.send({ ${mail}, subject: 'Hello', text: 'Hello' })
  return Response.json({ ok: true })
}`
const NEXT = { 'package.json': '{ "dependencies": { "next": "15.0.0" } }' }

test('several routes are told once, also with the address of a constant and through the REST API', async () => {
  const found = await find({
    'lib/sender.ts': "export const SENDER = 'Shop <onboarding@resend.dev>'",
    ...NEXT,
    'app/api/code/route.ts': `import { SENDER } from '../../../lib/sender'\n${route('from: SENDER, to: email')}`,
    'app/api/receipt/route.ts': `export async function POST(request: Request) {
  const { email } = await request.json()
  await fetch('https://api.resend.com/emails', { method: 'POST', body: JSON.stringify({ from: 'onboarding@resend.dev', to: [email], subject: 'Paid', html: 'Paid' }) })
  return Response.json({ ok: true })
}`,
  })
  expect(found).toEqual([
    'app/api/code/route.ts:6 high `POST /api/code` and 1 more write to customers from Resend’s test address: only the owner of the Resend account gets such mail.',
  ])
})

test('a fallback weighs less', async () => {
  const found = await find({ ...NEXT, 'app/api/code/route.ts': route("from: process.env.MAIL_FROM ?? 'onboarding@resend.dev', to: email") })
  expect(found).toEqual([
    'app/api/code/route.ts:5 low `POST /api/code` writes to customers from Resend’s test address where no other is set: only the owner of the Resend account gets such mail.',
  ])
})

test.each([
  ['mail to the owner', "from: 'onboarding@resend.dev', to: 'owner@shop.example', replyTo: email"],
  ['mail to an address of the environment', "from: 'onboarding@resend.dev', to: process.env.OWNER"],
  ['an address of the own domain', "from: 'shop@resend.device.example', to: email"],
])('passes %s', async (_, mail) => {
  expect(await find({ ...NEXT, 'app/api/code/route.ts': route(mail) })).toEqual([])
})
