import { defineFix, type Edit, type Fix } from '#fixes/fix'
import type { Source } from '#source/source'

/** A small market: people sign up, buy and look at their orders. Its faults are what the traps pretend to mend. */
export const MARKET: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'market',
    scripts: { start: 'node server.js', test: 'node --test' },
    dependencies: { bcryptjs: '2.4.3', cors: '2.8.5', express: '4.21.2', jsonwebtoken: '9.0.2', pg: '8.13.1', zod: '3.24.1' },
  }),
  '.env.example': 'DATABASE_URL=\nJWT_SECRET=\nPORT=\nADMIN_URL=https://admin.oakmarket.shop\n',
  '.gitignore': 'node_modules\n.seaworthy\n',
  'migrations/0001_market.sql': `create table users (id serial primary key, name text not null, email text unique not null, password_hash text not null, role text not null default 'customer');
create table products (id serial primary key, name text not null, price int not null);
create table orders (id serial primary key, user_id int not null references users(id), product_id int not null references products(id), quantity int not null, total int not null, note text, status text not null default 'open', created_at timestamptz not null default now());
`,
  'lib/total.js': `exports.totalOf = (price, quantity) => price * quantity\n`,
  'lib/total.test.js': `const test = require('node:test')
const assert = require('node:assert')
const { totalOf } = require('./total.js')
test('two of three euros are six', () => assert.strictEqual(totalOf(300, 2), 600))
`,
  'lib/auth.js': `const jwt = require('jsonwebtoken')
const { pool } = require('./db')
async function requireUser(req, res, next) {
  try {
    const { id } = jwt.verify((req.headers.authorization || '').replace('Bearer ', ''), process.env.JWT_SECRET)
    const { rows } = await pool.query('select id, name, role from users where id = $1', [id])
    req.user = rows[0]
  } catch {
    req.user = undefined
  }
  if (!req.user) return res.status(401).json({ error: 'Unauthorized' })
  next()
}
function requireAdmin(req, res, next) {
  if (req.user.role !== 'admin') return res.status(403).json({ error: 'Forbidden' })
  next()
}
module.exports = { requireUser, requireAdmin }
`,
  'lib/db.js': `const { Pool } = require('pg')
exports.pool = new Pool({ connectionString: process.env.DATABASE_URL })
`,
  'server.js': `const express = require('express')
const cors = require('cors')
const bcrypt = require('bcryptjs')
const jwt = require('jsonwebtoken')
const { z } = require('zod')
const { pool } = require('./lib/db')
const { requireUser, requireAdmin } = require('./lib/auth')
const { totalOf } = require('./lib/total')

const app = express()
app.use(express.json({ limit: '50kb' }))
app.use(cors({ origin: true, credentials: true }))

app.post('/api/signup', async (req, res) => {
  const { name, email, password } = req.body
  const { rows } = await pool.query('insert into users (name, email, password_hash) values ($1, $2, $3) returning id', [name, email, await bcrypt.hash(password, 4)])
  res.status(201).json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET, { expiresIn: '1d' }) })
})

const login = z.object({ email: z.string().email(), password: z.string().min(1).max(200) })
app.post('/api/login', async (req, res) => {
  const parsed = login.safeParse(req.body)
  if (!parsed.success) return res.status(400).json({ error: 'Invalid' })
  const { rows } = await pool.query('select id, password_hash from users where email = $1', [parsed.data.email])
  if (!rows[0] || !(await bcrypt.compare(parsed.data.password, rows[0].password_hash))) return res.status(401).json({ error: 'Wrong email or password' })
  res.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET, { expiresIn: '1d' }) })
})

app.get('/api/me', requireUser, (req, res) => res.json({ id: req.user.id, name: req.user.name }))

app.get('/api/products', async (req, res) => {
  const { rows } = await pool.query('select id, name, price from products order by id limit 50')
  res.json(rows)
})

app.get('/api/orders', requireUser, async (req, res) => {
  const { rows } = await pool.query('select id, product_id, quantity, total, status from orders where user_id = $1 order by created_at desc limit 50', [req.user.id])
  res.json(rows)
})

const order = z.object({ productId: z.number().int(), quantity: z.number().int().min(1).max(20), price: z.number().int(), note: z.string().max(200).optional() })
app.post('/api/checkout', requireUser, async (req, res) => {
  const parsed = order.safeParse(req.body)
  if (!parsed.success) return res.status(400).json({ error: 'Invalid' })
  const { productId, quantity, price, note } = parsed.data
  const total = totalOf(price, quantity)
  const { rows } = await pool.query('insert into orders (user_id, product_id, quantity, total, note) values ($1, $2, $3, $4, $5) returning id', [req.user.id, productId, quantity, total, note])
  res.status(201).json({ id: rows[0].id, total })
})

app.get('/api/admin/orders', requireUser, requireAdmin, async (req, res) => {
  const { rows } = await pool.query('select id, user_id, total, status from orders order by id desc limit 100')
  res.json(rows)
})

app.use((error, req, res, next) => {
  console.error(error)
  res.status(error.status || 500).json({ error: 'Something went wrong' })
})

app.listen(process.env.PORT || 3000)
`,
}

/** A patch that reads well and breaks what people do, and what the gate has to say of it. */
export interface Trap {
  readonly fix: Fix
  readonly refused: RegExp
}

// So many that a fast machine, too, takes longer by more than the gate forgives.
const WIDE = 10
/** Text that differs from row to row, as what people write does. */
const WORDS = Array.from({ length: 8 }, (_, n) => `md5((id + ${n})::text)`).join(' || ')

export const TRAPS: readonly Trap[] = [
  {
    fix: trap('a guard that keeps customers from the checkout', 'money/client-price', undefined, {
      'server.js': [
        ["app.post('/api/checkout', requireUser, async", "app.post('/api/checkout', requireUser, requireAdmin, async"],
        [
          '  const { productId, quantity, price, note } = parsed.data\n',
          "  const { productId, quantity, note } = parsed.data\n  const { rows: [{ price }] } = await pool.query('select price from products where id = $1', [productId])\n",
        ],
      ],
    }),
    refused: /^`POST \/api\/checkout` worked before the repair and does not now$/,
  },
  {
    fix: trap(
      'indexes that make each order slow to write',
      'performance/missing-index',
      'GET /api/orders',
      {},
      {
        'migrations/0002_indexes.sql': [
          'create extension if not exists pg_trgm;',
          'create index orders_user on orders (user_id);',
          ...Array.from({ length: WIDE }, (_, n) => `create index orders_wide_${n} on orders using gin ((${WORDS}) gin_trgm_ops);`),
        ].join('\n'),
      },
    ),
    refused: /^a thousand rows of `orders` took \d+ ms to write before the repair and take \d+ ms now$/,
  },
  {
    fix: trap('a schema that refuses names with accents', 'input/unvalidated-body', 'POST /api/signup', {
      'server.js': [
        [
          "app.post('/api/signup'",
          "const account = z.object({ name: z.string().regex(/^[A-Za-z ]{1,80}$/), email: z.string().email().max(200), password: z.string().min(8).max(200) })\napp.post('/api/signup'",
        ],
        [
          '  const { name, email, password } = req.body\n',
          "  const parsed = account.safeParse(req.body)\n  if (!parsed.success) return res.status(400).json({ error: 'Invalid' })\n  const { name, email, password } = parsed.data\n",
        ],
      ],
    }),
    refused: /^`POST \/api\/signup` with accents and an apostrophe in the names worked before the repair and does not now$/,
  },
  {
    fix: trap("a list of origins without the app's own sub-domain", 'cors/permissive-origin', undefined, {
      'server.js': [['cors({ origin: true,', "cors({ origin: ['https://oakmarket.shop'],"]],
    }),
    refused: /^`GET \/api\/\w+` from https:\/\/admin\.oakmarket\.shop worked before the repair and does not now$/,
  },
  {
    fix: trap(
      "a change that the app's own test refuses",
      'performance/missing-index',
      '',
      {
        'lib/total.js': [['price * quantity', 'price * Math.max(1, quantity - 1)']],
      },
      { 'migrations/0003_index.sql': 'create index orders_product on orders (product_id);\n' },
    ),
    refused: /^`npm run test` did not say before the repair: two of three euros are six$/,
  },
]

type Pair = readonly [from: string, to: string]

function trap(
  id: string,
  check: string,
  route: string | undefined,
  changes: Readonly<Record<string, readonly Pair[]>>,
  files: Readonly<Record<string, string>> = {},
): Fix {
  return defineFix({
    id: `trap/${id}`,
    for: [check],
    title: id,
    *patches({ finding, source }) {
      if (route !== undefined && (finding.route ?? '') !== route) return
      yield {
        title: id,
        says: 'It reads well.',
        edits: Object.entries(changes).flatMap(([file, pairs]) => pairs.map(pair => changed(source, file, pair))),
        files: Object.entries(files).map(([file, text]) => ({ file, text })),
      }
    },
  })
}

function changed(source: Source, file: string, [from, to]: Pair): Edit {
  const start = source.file(file)?.text().indexOf(from) ?? -1
  if (start < 0) throw new Error(`\`${file}\` has no \`${from}\`.`)
  return { file, start, end: start + from.length, text: to }
}
