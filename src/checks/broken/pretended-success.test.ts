import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (path: string, lines: string) =>
  (
    await findingsIn(
      'broken/pretended-success',
      app(
        path,
        `import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nexport async function POST(request: Request) {\n  const body = await request.json()\n${lines}\n}`,
      ),
    )
  ).length

test('finds a route that only says so', async () => {
  expect(
    await found('app/api/send-invite/route.ts', '// in production this would send an email\nreturn Response.json({ success: true })'),
  ).toBe(1)
})

test('finds a password that was never reset', async () => {
  const lines = (comment: string) =>
    `if (body.password.length < 8) return Response.json({ success: false }, { status: 400 })\n${comment}\nreturn Response.json({ success: true })`
  expect(await found('app/api/auth/reset-password/route.ts', lines('// In production, validate the token and find the user'))).toBe(1)
  expect(
    await found(
      'app/api/auth/reset-password/route.ts',
      lines('await prisma.user.update({ where: { token: body.token }, data: { password: body.password } })'),
    ),
  ).toBe(0)
})

test('finds what is given back as if it had been stored', async () => {
  const given = (comment: string, answer: string) => found('app/api/bookings/route.ts', `${comment}\n${answer}`)
  expect(await given('// const booking = await Booking.create({ ...body })', 'return Response.json(body)')).toBe(1)
  expect(await given("// await supabase.from('bookings').insert(body)", 'return Response.json(body)')).toBe(1)
  expect(await given('// await Booking.findOneAndUpdate({ id: body.id }, body)', 'return Response.json(body)')).toBe(1)
  expect(await given('// const rows = await prisma.booking.findMany()', 'return Response.json(body)')).toBe(0)
  expect(await given('// mock for now', 'return Response.json({ id: 1, title: body.title }, { status: 201 })')).toBe(1)
  expect(await given('', 'return Response.json(body)')).toBe(0)
  expect(await given('// mock for now', 'return Response.json({ total: body.price * 2 })')).toBe(0)
})

test('finds a subscription that only the database ends', async () => {
  const schema = { 'prisma/schema.prisma': 'model User {\n  id String @id\n  plan String\n  stripeSubscriptionId String?\n}' }
  const text = (lines: string) =>
    `import Stripe from 'stripe'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nconst stripe = new Stripe(process.env.KEY)\nexport async function POST(request: Request) {\n  const { id } = await request.json()\n${lines}\n  await prisma.user.update({ where: { id }, data: { plan: 'free' } })\n  return Response.json({ success: true })\n}`
  expect((await findingsIn('broken/pretended-success', app('app/api/cancel-plan/route.ts', text(''), schema))).length).toBe(1)
  expect(
    await findingsIn(
      'broken/pretended-success',
      app('app/api/cancel-plan/route.ts', text("await stripe.subscriptions.cancel('sub_1')"), schema),
    ),
  ).toEqual([])
})

test.each([
  ['a route with nothing to hide', 'app/api/send-invite/route.ts', 'return Response.json({ success: true })'],
  [
    'an answer above which only a look is commented out',
    'app/api/checkout/coupon/route.ts',
    "// const session = await getSession()\n// const supabase = await createClient()\nreturn Response.json({ success: body.code === 'SPRING', percent: 10, message: 'Processed' })",
  ],
  ['a check that has nothing to do', 'app/api/checkout/validate/route.ts', '// TODO: more rules\nreturn Response.json({ success: true })'],
  [
    'work that is done',
    'app/api/send-invite/route.ts',
    '// TODO: nicer text\nawait prisma.invite.create({ data: { email: body.email } })\nreturn Response.json({ success: true })',
  ],
])('passes %s', async (_, path, lines) => {
  expect(await found(path, lines)).toBe(0)
})

const SUBSCRIPTIONS = 'model Subscription {\n  id String @id\n  status String\n  COLUMN String?\n}'

const cancelled = async (column: string, lines = '') =>
  (
    await findingsIn(
      'broken/pretended-success',
      app(
        'app/api/subscription/cancel/route.ts',
        `import Stripe from 'stripe'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nconst stripe = new Stripe(process.env.KEY)\nexport async function POST(request: Request) {\n  const { id } = await request.json()\n${lines}\n  await prisma.subscription.update({ where: { id }, data: { status: 'cancelled' } })\n  return Response.json({ success: true })\n}`,
        { 'prisma/schema.prisma': SUBSCRIPTIONS.replace('COLUMN', column) },
      ),
    )
  ).length

test('finds a row that keeps the id of a provider and is cancelled alone', async () => {
  expect(await cancelled('stripeSubscriptionId')).toBe(1)
  expect(await cancelled('paypal_subscription_id')).toBe(1)
})

test.each([
  ['a row that no provider knows of', 'parentId', ''],
  [
    'a call to the service over plain HTTP',
    'paypalSubscriptionId',
    'await fetch(`https://api-m.paypal.com/v1/billing/subscriptions/${id}/cancel`, { method: "POST" })',
  ],
  ['a call of its library', 'stripeSubscriptionId', 'await stripe.subscriptions.update(id, { cancel_at_period_end: true })'],
])('passes %s', async (_, column, lines) => {
  expect(await cancelled(column, lines)).toBe(0)
})

const codes = async (lines: string) =>
  (
    await findingsIn('broken/pretended-success', {
      'package.json': '{ "name": "shop", "dependencies": { "express": "*", "twilio": "*" } }',
      'server.js': `const express = require('express')\nconst app = express()\napp.use(express.json())\nconst codes = {}
app.post('/api/login-otp', async (req, res) => {
  const otp = Math.floor(100000 + Math.random() * 900000)
  codes[req.body.mobile] = otp
  ${lines}
  res.json({ success: true, message: 'OTP sent' })
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

test('finds a one-time code that is only logged', async () => {
  expect(await codes('console.log(`Sending OTP ${otp} to ${req.body.mobile}`)')).toEqual(['high'])
  expect(await codes("if (process.env.NODE_ENV !== 'production') console.log(`Sending OTP ${otp}`)")).toEqual([])
  expect(
    await codes(
      "console.log(`Sending OTP ${otp}`)\nawait require('twilio')(process.env.SID, process.env.TOKEN).messages.create({ to: req.body.mobile, body: `OTP ${otp}` })",
    ),
  ).toEqual([])
})

test('finds an order that is promised for later, and a message that nobody keeps', async () => {
  const soon = "return Response.json({ success: true, message: 'Placing orders is coming soon' }, { status: 201 })"
  expect(await found('app/api/orders/route.ts', soon)).toBe(1)
  expect(
    await found('app/api/messages/route.ts', '// only logged for now\nconsole.log(body.name)\nreturn Response.json({ success: true })'),
  ).toBe(1)
  expect(await found('app/api/orders/route.ts', soon.replace('201', '501'))).toBe(0)
  expect(await found('app/api/theme/route.ts', '// only kept in the browser for now\nreturn Response.json({ success: true })')).toBe(0)
})
