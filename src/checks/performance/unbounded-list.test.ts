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
    ['app/api/list/route.ts:9 low `GET /api/list` reads every one of the `message` rows of one `chatId`, without a limit.'],
  ],
  [
    'what is said of one thing',
    'db.review.findMany({ where: { productId: id } })',
    ['app/api/list/route.ts:9 low `GET /api/list` reads every one of the `review` rows of one `productId`, without a limit.'],
  ],
  [
    'a shelf',
    'db.product.findMany({ where: { categoryId: id } })',
    ['app/api/list/route.ts:9 low `GET /api/list` reads every one of the `product` rows, without a limit.'],
  ],
  [
    "the caller's own, on either side",
    'db.order.findMany({ where: id ? { buyerId: userId } : { sellerId: userId } })',
    ["app/api/list/route.ts:9 low `GET /api/list` reads all of the caller's `order` rows, without a limit."],
  ],
  [
    "the caller's own at one tenant",
    'db.order.findMany({ where: { userId, siteId: (await db.site.findFirst()).id } })',
    ["app/api/list/route.ts:9 low `GET /api/list` reads all of the caller's `order` rows, without a limit."],
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

test.each([
  [
    'TypeORM',
    "const { DataSource } = require('typeorm')\nconst rows = new DataSource({}).getRepository('Product')",
    'rows.findAndCount({ take: size })',
  ],
  [
    'a builder of TypeORM',
    "const { DataSource } = require('typeorm')\nconst rows = new DataSource({}).getRepository('Product')",
    "rows.createQueryBuilder('p').take(size).getMany()",
  ],
  ['Knex', "const db = require('knex')({ client: 'pg' })", "db('products').select('*').limit(size)"],
  ['SQL', "const { Pool } = require('pg')\nconst pool = new Pool()", "pool.query('SELECT * FROM products LIMIT $1', [size])"],
  [
    'Mongoose',
    "const mongoose = require('mongoose')\nconst Product = mongoose.model('Product', new mongoose.Schema({ name: String }))",
    'Product.find({}, null, { limit: size })',
  ],
  [
    'MongoDB',
    "const { MongoClient } = require('mongodb')\nconst db = new MongoClient('mongodb://localhost').db()",
    "db.collection('products').find({}, { limit: size }).toArray()",
  ],
  [
    'Supabase',
    "const { createClient } = require('@supabase/supabase-js')\nconst db = createClient(process.env.URL, process.env.KEY)",
    "db.from('products').select('*').limit(size)",
  ],
])('finds a page of any size in %s', async (_, setup, query) => {
  const page = (size: string) =>
    findingsIn('performance/unbounded-list', {
      'server.js': `const express = require('express')
const app = express()
${setup}
app.get('/api/products', async (req, res) => {
  const size = ${size}
  res.json(await ${query})
})
app.listen(3000)`,
    })
  expect(await page('Number(req.query.size) || 10')).toEqual([expect.stringContaining('rows as `query.size` says')])
  expect(await page('Math.min(Number(req.query.size) || 10, 50)')).toEqual([])
})

test('puts a page of any size where its size stands, and before those of the staff', async () => {
  const found = await findingsIn('performance/unbounded-list', {
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { PrismaClient } = require('@prisma/client')
const db = new PrismaClient()
const app = express()
const staff = (req, res, next) => { if (jwt.verify(req.headers.authorization, process.env.KEY).role !== 'admin') return res.sendStatus(403); next() }
app.get('/admin/products', staff, async (req, res) => res.json(await db.product.findMany({ take: Number(req.query.size) })))
app.get('/products', async (req, res) => {
  const take = Number(req.query.size)
  res.json(
    await db.product.findMany({
      where: { live: true },
      orderBy: { id: 'asc' },
      take,
    }),
  )
})
app.listen(3000)`,
  })
  expect(found).toEqual([
    'server.js:14 low `GET /products` and 1 more read as many `product` rows as `query.size` says, with nothing above it.',
  ])
})

test('finds rows that are all read only to be counted, and passes those between two times', async () => {
  const figures = (where: string) =>
    findingsIn('performance/unbounded-list', {
      'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const db = new PrismaClient()
const app = express()
app.get('/figures', async (req, res) => {
  const at = new Date(req.query.at)
  const rows = await db.order.findMany({ ${where} })
  const byDay = new Map()
  for (const row of rows) byDay.set(row.day, (byDay.get(row.day) ?? 0) + 1)
  res.json({ busy: byDay.size > 3 })
})
app.listen(3000)`,
    })
  expect(await figures('')).toEqual(['server.js:7 medium `GET /figures` reads every one of the `order` rows, without a limit.'])
  expect(await figures('where: { at: { gte: req.query.from, lte: req.query.to } }')).toHaveLength(1)
  expect(await figures('where: { at: { gte: at, lte: new Date(at.getTime() + 3600_000) } }')).toEqual([])
})

test('finds lists that a browser reads by either of two owners, and of what people add there', async () => {
  const listed = (add: string) =>
    findingsIn('performance/unbounded-list', {
      'package.json': '{ "dependencies": { "@supabase/supabase-js": "2", "vite": "6", "react": "19", "react-dom": "19" } }',
      'src/main.tsx': `import { createRoot } from 'react-dom/client'
import { quests, trades } from './inbox'
createRoot(document.body).render(<p onClick={() => trades('a') && quests('a', 'b')} />)`,
      'src/inbox.tsx': `import { createClient } from '@supabase/supabase-js'
const supabase = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_ANON_KEY)
export async function trades(me: string) {
  const { data, error } = await supabase.from('orders').select('*').or(\`buyer_id.eq.\${me},seller_id.eq.\${me}\`)
  if (error) throw error
  return data
}
export async function quests(me: string, title: string) {
  const { error } = await supabase.from('quests').insert(${add})
  if (error) throw error
  return supabase.from('quests').select('*')
}`,
    })
  const OWN = "src/inbox.tsx:4 low `trades` reads all of the caller's `orders` rows, without a limit."
  expect(await listed('{ user_id: me, title }')).toEqual([
    'src/inbox.tsx:11 medium `quests` reads every one of the `quests` rows, without a limit.',
    OWN,
  ])
  expect(await listed('{ title }')).toEqual([OWN])
})

test('finds a directory whose rows are advertised, and passes the places of a form', async () => {
  const rows = (name: string, columns: string) =>
    findingsIn('performance/unbounded-list', {
      'schema.sql': `CREATE TABLE ${name} (id serial PRIMARY KEY, ${columns});`,
      'server.js': `const express = require('express')
const { Pool } = require('pg')
const pool = new Pool()
const app = express()
app.get('/', async (req, res) => res.json((await pool.query('SELECT * FROM ${name}')).rows))
app.listen(3000)`,
    })
  const ADVERTISED = 'name text, rating int, description text, image_url text'
  expect(await rows('movies', ADVERTISED)).toEqual([expect.stringContaining('server.js:5 low')])
  expect(await rows('movies', 'name text')).toEqual([])
  expect(await rows('regions', ADVERTISED)).toEqual([])
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
  ['a count for each shelf', "db.product.groupBy({ by: ['categoryId'], _count: true })"],
  ['the staff', "db.user.findMany({ where: { role: 'ADMIN' } })"],
  ['what the caller ordered of one tenant that is asked for', 'db.orderItem.findMany({ where: { storeId: id } })'],
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
