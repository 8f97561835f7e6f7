import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf } from '../tenants.fixture.js'
import { delivered } from './delivered.js'

const hook = (guard: string, work: string): string => `
import { createHmac } from 'node:crypto'
export async function POST(request) {
  const text = await request.text()
  ${guard}
  const event = JSON.parse(text)
  ${work}
  return Response.json({ received: true })
}`
const SIGNED = `const mac = createHmac('sha256', process.env.STRIPE_WEBHOOK_SECRET).update(text).digest('hex')
  if (request.headers.get('x-signature') !== mac) return Response.json({ error: 'Invalid signature' }, { status: 401 })`
const PRESENT = `if (!request.headers.get('x-signature')) return Response.json({ error: 'Invalid signature' }, { status: 401 })`
const INSERT = `await pool.query("insert into products (name, price) values ('Lamp', 20)")`
const ONCE = `await pool.query("insert into products (id, name, price) values (900001, 'Lamp', 20) on conflict (id) do nothing")`

test('events, unsigned and twice', async () => {
  const found = await verdicts(
    delivered,
    appOf({
      'api/webhooks/open': hook('', INSERT),
      'api/webhooks/present': hook(PRESENT, INSERT),
      'api/webhooks/signed': hook(SIGNED, INSERT),
      'api/webhooks/once': hook('', ONCE),
      'api/webhooks/broken': hook('', `throw new Error('broken')`),
    }),
    [
      ...['open', 'present', 'signed', 'broken'].map(name => ['webhooks/unsigned-webhook', `POST /api/webhooks/${name}`] as const),
      ...['open', 'once', 'broken'].map(name => ['webhooks/webhook-not-idempotent', `POST /api/webhooks/${name}`] as const),
    ],
  )
  expect(found.filter(line => !/present|once unsigned/.test(line))).toEqual([
    'inconclusive POST /api/webhooks/broken twice',
    'inconclusive POST /api/webhooks/broken unsigned',
    'proved POST /api/webhooks/open twice',
    'proved POST /api/webhooks/open unsigned',
    'refuted POST /api/webhooks/once twice',
    'refuted POST /api/webhooks/signed unsigned',
  ])
  expect(found).not.toContain('refuted POST /api/webhooks/present unsigned')
})

const MAIL = `await fetch('https://api.resend.com/emails', { method: 'POST', headers: { authorization: 'Bearer re_test', 'content-type': 'application/json' },
    body: JSON.stringify({ from: 'shop@example.com', to: ['a@example.com'], subject: 'Paid', html: '<p>Paid</p>' }) })`
const FIRST = `const { rowCount } = await pool.query("insert into products (id, name, price) values (900001, 'Lamp', 20) on conflict (id) do nothing")`

test('a letter that is sent again is no row that changed once, and the other way round', async () => {
  const names = ['letters', 'letter', 'rows']
  const found = await verdicts(
    delivered,
    appOf({
      'api/webhooks/letters': hook('', `${FIRST}\n  ${MAIL}`),
      'api/webhooks/letter': hook('', `${FIRST}\n  if (rowCount === 1) ${MAIL}`),
      'api/webhooks/rows': hook('', INSERT),
    }),
    names.map(
      name =>
        ['webhooks/webhook-not-idempotent', `POST /api/webhooks/${name}`, { message: 'sends a mail again when the same event' }] as const,
    ),
  )
  expect(found.filter(line => line.endsWith('twice'))).toEqual([
    'inconclusive POST /api/webhooks/rows twice',
    'proved POST /api/webhooks/letters twice',
    'refuted POST /api/webhooks/letter twice',
  ])
})
