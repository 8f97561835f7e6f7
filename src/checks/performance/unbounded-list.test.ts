import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string) =>
  findingsIn('performance/unbounded-list', {
    'app/api/list/route.ts': `import { NextResponse } from 'next/server'
import { PrismaClient } from '@prisma/client'
import { auth } from '@clerk/nextjs/server'
const db = new PrismaClient()
export async function GET(request: Request) {
  const { userId } = await auth()
  if (!userId) return NextResponse.json({}, { status: 401 })
  const { id } = await request.json()
  const rows = await ${body}
  return NextResponse.json({ rows })
}`,
  })

test.each([
  [
    'everything',
    'db.order.findMany()',
    ['app/api/list/route.ts:9 medium `GET /api/list` reads every one of the `order` rows, without a limit.'],
  ],
  [
    'all that is not deleted',
    'db.order.findMany({ where: { deleted: false } })',
    ['app/api/list/route.ts:9 medium `GET /api/list` reads every one of the `order` rows, without a limit.'],
  ],
  [
    "the caller's own",
    'db.order.findMany({ where: { userId } })',
    ["app/api/list/route.ts:9 low `GET /api/list` reads all of the caller's `order` rows, without a limit."],
  ],
  [
    'a conversation',
    'db.message.findMany({ where: { chatId: id } })',
    ['app/api/list/route.ts:9 low `GET /api/list` reads every one of the `message` rows, without a limit.'],
  ],
])('finds %s', async (_, body, expected) => {
  expect(await find(body)).toEqual(expected)
})

test('finds a page of any size, and passes one that has a ceiling', async () => {
  const page = (take: string) =>
    findingsIn('performance/unbounded-list', {
      'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const db = new PrismaClient()
const app = express()
app.get('/api/products', async (req, res) => {
  const limit = ${take}
  res.json(await db.product.findMany({ take: limit }))
})
app.listen(3000)`,
    })
  const SAYS = 'server.js:7 low `GET /api/products` reads as many `product` rows as `query.limit` says, with nothing above it.'
  expect(await page("parseInt(req.query.limit || '12')")).toEqual([SAYS])
  expect(await page('Number(req.query.limit) || 12')).toEqual([SAYS])
  expect(await page('Math.min(100, Number(req.query.limit) || 12)')).toEqual([])
  expect(await page('req.query.all ? 50 : 12')).toEqual([])
})

test('finds what people enter, whatever it is called, and passes what only staff does', async () => {
  const cars = (guard: string) =>
    findingsIn('performance/unbounded-list', {
      'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { Pool } = require('pg')
const pool = new Pool()
const app = express()
app.use(express.json())
const signedIn = (req, res, next) => { req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET); next() }
const staff = (req, res, next) => { if (req.user.role !== 'admin') return res.sendStatus(403); next() }
app.get('/cars', async (req, res) => res.json((await pool.query('SELECT c.id, (SELECT count(*) FROM bids b WHERE b.car_id = c.id) FROM cars c')).rows))
app.post('/cars', ${guard}, async (req, res) => { await pool.query('INSERT INTO cars (name) VALUES ($1)', [req.body.name]); res.end() })
app.listen(3000)`,
    })
  expect(await cars('signedIn')).toEqual(['server.js:9 medium `GET /cars` reads every one of the `cars` rows, without a limit.'])
  expect(await cars('signedIn, staff')).toEqual([])
})

test.each([
  ['a page', 'db.order.findMany({ take: 50 })'],
  ['what stays small', 'db.category.findMany()'],
  ['settings', 'db.siteSetting.findMany()'],
  ['a cart', 'db.cartItem.findMany({ where: { userId } })'],
  ['the items of one order', 'db.orderItem.findMany({ where: { orderId: id } })'],
  ['a count', 'db.order.count()'],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('finds accounts that are all fetched to look for one', async () => {
  const found = await findingsIn('performance/unbounded-list', {
    'supabase/functions/find/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
Deno.serve(async req => {
  const supabase = createClient(Deno.env.get('SUPABASE_URL'), Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'))
  const { data } = await supabase.auth.admin.listUsers()
  return new Response(JSON.stringify(data.users.some(user => user.email === 'a@example.org')))
})`,
  })
  expect(found).toEqual([expect.stringContaining('supabase/functions/find/index.ts:4 low')])
})

test('passes groups of which there are as many as there are states, and no others', async () => {
  const grouped = (by: string) => find(`db.order.groupBy({ by: [${by}], _count: true })`)
  expect(await grouped("'status', 'paymentMethod'")).toEqual([])
  expect(await grouped("'createdAt'")).toHaveLength(1)
  expect(await grouped("'status', 'customerId'")).toHaveLength(1)
})
