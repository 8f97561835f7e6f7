import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('limits/rate-limit-missing', files)
const route = (body: string, imports = ''): string => `import { NextResponse } from 'next/server'
import { PrismaClient } from '@prisma/client'
${imports}
const db = new PrismaClient()
export async function POST(request: Request) {
  const body = await request.json()
${body}
  return NextResponse.json({ ok: true })
}`

test('names what is invited', async () => {
  const found = await find({
    'app/api/checkout/route.ts': route(
      "  await new Stripe('k').checkout.sessions.create({ line_items: [] })",
      "import Stripe from 'stripe'",
    ),
    'app/api/contact/route.ts': route('  await db.contact.create({ data: { text: body.text } })'),
    'app/api/signup/route.ts': route('  await db.user.create({ data: { email: body.email, passwordHash: await hash(body.password) } })'),
  })
  expect(found).toEqual([
    'app/api/checkout/route.ts:5 medium `POST /api/checkout` opens payments as often as anyone asks, which invites people who try stolen cards.',
    'app/api/contact/route.ts:5 low `POST /api/contact` stores whatever anyone sends, as often as they like.',
    'app/api/signup/route.ts:5 low `POST /api/signup` opens accounts as often as anyone asks.',
  ])
})

test('passes a counter of the app, whether it answers or throws', async () => {
  const found = await find({
    'lib/limit.ts': `export class Busy extends Error { constructor(public status: number) { super('busy') } }
const seen = new Map()
export function limit(key: string) {
  const count = (seen.get(key) ?? 0) + 1
  seen.set(key, count)
  if (count > 5) throw new Busy(429)
}`,
    'app/api/contact/route.ts': route(
      '  limit(request.headers.get("x-real-ip"))\n  await db.contact.create({ data: { text: body.text } })',
      "import { limit } from '../../../lib/limit'",
    ),
    'app/api/lead/route.ts': route(
      '  if (await busy(body.email)) return NextResponse.json({}, { status: 429 })\n  await db.lead.create({ data: { text: body.text } })',
    ),
  })
  expect(found).toEqual([])
})

test('passes signed webhooks, and what staff does', async () => {
  const found = await find({
    'app/api/webhooks/stripe/route.ts': `import 'next/server'; import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const stripe = new Stripe('k')
const db = new PrismaClient()
export async function POST(request: Request) {
  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)
  await db.payment.create({ data: { id: event.data.object.id } })
  return new Response('ok')
}`,
  })
  expect(found).toEqual([])
})

test('says once what many routes lack', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [
      `app/api/feedback${index}/lead/route.ts`,
      route('  await db.lead.create({ data: { text: body.text } })'),
    ]),
  )
  expect(await find(files)).toEqual([
    'app/api/feedback0/lead/route.ts:5 low `POST /api/feedback0/lead`, with 5 more, stores whatever anyone sends, as often as they like.',
  ])
})

test('finds an order that a guest may guess, a code that is worth money, and six digits', async () => {
  const found = await find({
    'app/api/track/route.ts': route(
      '  const order = await db.order.findUnique({ where: { number: body.number } })\n  if (!order || order.email !== body.email) return NextResponse.json({}, { status: 404 })\n  return NextResponse.json(order)',
    ),
    'app/api/discount/route.ts': route(
      '  const coupon = await db.coupon.findUnique({ where: { code: body.code } })\n  return NextResponse.json({ off: coupon?.percent })',
    ),
    'app/api/totp/route.ts': route(
      '  const user = await db.user.findUnique({ where: { email: body.email } })\n  if (!totp.check(body.code, user.totpSecret)) return NextResponse.json({}, { status: 403 })',
      "import { totp } from 'otplib'",
    ),
  })
  expect(found.map(one => one.split(' ').slice(0, 5).join(' '))).toEqual([
    'app/api/discount/route.ts:5 low `POST /api/discount` lets',
    'app/api/totp/route.ts:5 medium `POST /api/totp` lets',
    'app/api/track/route.ts:5 low `POST /api/track` shows',
  ])
})

test('finds a sign-in that looks the password up in the database', async () => {
  const found = await find({
    'app/api/enter/route.ts': route(
      '  const staff = await db.staff.findFirst({ where: { email: body.email, password: body.password } })\n  if (!staff) return NextResponse.json({}, { status: 401 })',
    ),
  })
  expect(found).toEqual(['app/api/enter/route.ts:5 medium `POST /api/enter` lets anyone try passwords or codes without end.'])
})

test('a code that was mailed is tried like a password; one that names a thing is looked up', async () => {
  const asked = (table: string) =>
    find({
      'app/api/confirm/route.ts': route(`  const row = await db.${table}.findFirst({ where: { email: body.email, code: body.code } })
  if (!row) return NextResponse.json({}, { status: 400 })`),
    })
  expect(await asked('emailVerification')).toEqual([
    'app/api/confirm/route.ts:5 medium `POST /api/confirm` lets anyone try passwords or codes without end.',
  ])
  expect(await asked('branch')).toEqual([])
})
