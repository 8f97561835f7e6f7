import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const shop = (paid: string, back = '') =>
  findingsIn('money/unrecorded-payment', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "resend": "*" } }',
    'lib/db.ts': "import { PrismaClient } from '@prisma/client'\nexport const prisma = new PrismaClient()",
    'lib/stripe.ts': "import Stripe from 'stripe'\nexport const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)",
    'app/api/checkout/route.ts': `import { stripe } from '../../../lib/stripe'
export async function POST() {
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: 'price_1', quantity: 1 }] })
  return Response.json({ url: session.url })
}`,
    'app/api/back/route.ts': `import { stripe } from '../../../lib/stripe'
import { prisma } from '../../../lib/db'
export async function GET(request) {
  const session = await stripe.checkout.sessions.retrieve(new URL(request.url).searchParams.get('id'))
  ${back}
  return Response.json({ paid: session.payment_status === 'paid' })
}`,
    'app/api/hook/route.ts': `import { Resend } from 'resend'
import { stripe } from '../../../lib/stripe'
import { prisma } from '../../../lib/db'
const mails = new Resend(process.env.RESEND_API_KEY)
export async function POST(request) {
  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)
  if (event.type === 'checkout.session.completed') {
    ${paid}
  }
  return Response.json({ received: true })
}`,
  })

test('finds a payment of which only the log knows', async () => {
  expect(
    await shop("const whole = await stripe.checkout.sessions.retrieve(event.data.object.id)\n    console.log('paid', whole.id)"),
  ).toEqual([
    'app/api/hook/route.ts:9 high `POST /api/hook` is told that somebody has paid, and only writes that into the log: no order is stored and nobody is written to.',
  ])
})

test.each([
  ['an order that is stored', 'await prisma.order.create({ data: { sessionId: event.data.object.id } })'],
  ['a mail to the shop', "await mails.emails.send({ from: 'a@b.c', to: 'shop@b.c', subject: 'Order', text: event.data.object.id })"],
  ['another service that is told', "await fetch(process.env.WAREHOUSE_URL, { method: 'POST', body: event.data.object.id })"],
])('says nothing of %s', async (_name, paid) => {
  expect(await shop(paid)).toEqual([])
})

test('says nothing where the order is stored when the buyer comes back', async () => {
  expect(await shop("console.log('paid')", 'await prisma.order.create({ data: { sessionId: session.id } })')).toEqual([])
})

const functions = (paid: string) =>
  findingsIn('money/unrecorded-payment', {
    'supabase/functions/checkout/index.ts': `import Stripe from 'https://esm.sh/stripe@14'
const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY'))
Deno.serve(async () => {
  const session = await stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: 'price_1', quantity: 1 }] })
  return new Response(session.url)
})`,
    'supabase/functions/hook/index.ts': `import Stripe from 'https://esm.sh/stripe@14'
const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY'))
Deno.serve(async request => {
  const event = await stripe.webhooks.constructEventAsync(await request.text(), request.headers.get('stripe-signature'), Deno.env.get('HOOK_SECRET'))
  if (event.type === '${paid}' || event.type === 'other') {
    console.log('handled', event.id)
  }
  return new Response('ok')
})`,
  })

test('finds it in an edge function, and passes one that is told of something else', async () => {
  expect(await functions('checkout.session.completed')).toEqual([
    'supabase/functions/hook/index.ts:6 high `POST /functions/v1/hook` is told that somebody has paid, and only writes that into the log: no order is stored and nobody is written to.',
  ])
  expect(await functions('account.updated')).toEqual([])
})
