import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const SCHEMA = (order: string) =>
  `datasource db {\n  provider = "postgresql"\n}\nmodel Order {\n  id String @id\n  total Int\n  status String\n${order}\n}`

const found = async (lines: string, order = '') =>
  (
    await findingsIn('money/replayed-payment', {
      'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*" } }',
      'prisma/schema.prisma': SCHEMA(order),
      'app/api/confirm/route.ts': `import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request) {
  const { id } = await request.json()
  const session = await stripe.checkout.sessions.retrieve(id)
  if (session.payment_status !== 'paid') return Response.json({}, { status: 402 })
${lines}
  return Response.json({ done: true })
}`,
    })
  ).map(one => one.replace(/^[^ ]* /, ''))

test('finds an order that each sending of a paid session makes anew', async () => {
  expect(await found('await prisma.order.create({ data: { total: session.amount_total, status: "paid" } })')).toEqual([
    'high `POST /api/confirm` creates a row of `Order` each time the same paid session is sent to it.',
  ])
})

test('finds a procedure of the database that makes it', async () => {
  const edge = (body: string, args: string) =>
    findingsIn('money/replayed-payment', {
      'package.json': '{ "name": "shop", "dependencies": { "@supabase/supabase-js": "*" } }',
      'supabase/migrations/1.sql': `create table bookings (id uuid primary key, total int, session_id text);\ncreate function book(total int, session_id text default null) returns uuid language sql as $$ ${body} $$;`,
      'supabase/functions/confirm/index.ts': `import Stripe from 'npm:stripe@17'
import { createClient } from 'npm:@supabase/supabase-js@2'
const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY')!)
Deno.serve(async request => {
  const { id } = await request.json()
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  const session = await stripe.checkout.sessions.retrieve(id)
  if (session.payment_status !== 'paid') throw new Error('Not paid')
  const { data, error } = await admin.rpc('book', { ${args} })
  if (error) throw error
  return new Response(JSON.stringify(data))
})`,
    })
  const insert = 'insert into bookings (id, total) values (gen_random_uuid(), total) returning id;'
  expect(await edge(insert, 'total: session.amount_total')).toHaveLength(1)
  expect(await edge(insert, 'total: session.amount_total, session_id: id')).toEqual([])
  expect(await edge('select id from bookings limit 1;', 'total: 1')).toEqual([])
})

test.each([
  [
    'a key that is taken once',
    'await prisma.order.create({ data: { sessionId: id, total: 1, status: "paid" } })',
    '  sessionId String @unique',
  ],
  [
    'an order that is looked for first',
    'const old = await prisma.order.findFirst({ where: { sessionId: id } })\nif (old) return Response.json(old)\nawait prisma.order.create({ data: { sessionId: id, total: 1, status: "paid" } })',
    '  sessionId String',
  ],
  ['an order that was there', 'await prisma.order.update({ where: { id: session.metadata.order }, data: { status: "paid" } })', ''],
])('passes %s', async (_, lines, order) => {
  expect(await found(lines, order)).toEqual([])
})
