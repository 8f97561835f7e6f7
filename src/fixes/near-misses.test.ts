import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('money/order-not-idempotent', () => {
  const shop = (call: string): Files => ({
    'package.json':
      '{ "name": "shop", "type": "module", "dependencies": { "express": "*", "stripe": "*", "pg": "*", "jsonwebtoken": "*" } }',
    'server.js': `import express from 'express'
import Stripe from 'stripe'
import pg from 'pg'
import jwt from 'jsonwebtoken'

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
const pool = new pg.Pool()
const app = express()
app.use(express.json())

app.post('/api/orders/:id/pay', async (req, res) => {
  const user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
  const { rows } = await pool.query('select * from orders where id = $1 and user_id = $2', [req.params.id, user.id])
  const order = rows[0]
  const paid = await stripe.${call}
  res.json({ status: paid.status })
})

app.listen(3000)
`,
  })
  const charge = (metadata: string): string =>
    `charges.create({ amount: order.total_cents, confirm: true, currency: 'eur', metadata: { ${metadata} } })`

  test.each(['order.id', 'String(order.id)', 'order.id.toString()'])('names the order of `%s`, not the function around it', async id => {
    const [text] = await after('money/order-not-idempotent', shop(charge(`orderId: ${id}`)))
    expect(text).toContain('{ idempotencyKey: `order-charges-${order.id}` }')
  })

  test.each([
    ['a value that it does not understand', charge('orderId: `shop-${order.id}`')],
    ['the number of somebody', charge('id: user.id')],
    [
      'a refund, of which an order may have several',
      'refunds.create({ charge: order.charge_id, amount: 500, metadata: { orderId: order.id } })',
    ],
  ])('makes no key of %s', async (_, call) => {
    expect(await after('money/order-not-idempotent', shop(call))).toEqual([])
  })
})

describe('errors/sensitive-data-returned', () => {
  const login = (compared: string): Files => ({
    'package.json': '{ "name": "a", "type": "module", "dependencies": { "express": "*", "mongoose": "*", "bcryptjs": "*" } }',
    'User.js': `import mongoose from 'mongoose'
const schema = new mongoose.Schema({ email: { type: String, unique: true }, name: String, password: { type: String, required: true } })
export default mongoose.model('User', schema)
`,
    'server.js': `import express from 'express'
import bcrypt from 'bcryptjs'
import User from './User.js'
const app = express()
app.use(express.json())
app.post('/api/login', async (req, res) => {
  const user = await User.findOne({ email: String(req.body.email) })
  if (!user) return res.status(401).json({ error: 'No' })
  ${compared}
  res.json(user)
})
app.listen(3000)
`,
  })

  test.each([
    'if (!(await bcrypt.compare(String(req.body.password), user.password))) return res.status(401).end()',
    'if (!(await user.matchPassword(req.body.password))) return res.status(401).end()',
    'const { password } = user\n  if (!(await bcrypt.compare(req.body.password, password))) return res.status(401).end()',
    'if (!(await verifyUser(user, req.body.password))) return res.status(401).end()',
  ])('reads a password that is compared: %s', async compared => {
    expect((await after('errors/sensitive-data-returned', login(compared))).filter(text => text.includes(".select('-password')"))).toEqual(
      [],
    )
  })

  const orders = (populated: string): Files => ({
    'package.json': '{ "name": "a", "type": "module", "dependencies": { "express": "*", "mongoose": "*" } }',
    'models.js': `import mongoose from 'mongoose'
const { ObjectId } = mongoose.Schema.Types
export const User = mongoose.model('User', new mongoose.Schema({ email: String, password: { type: String, required: true } }))
export const Book = mongoose.model('Book', new mongoose.Schema({ title: String }))
export const Order = mongoose.model('Order', new mongoose.Schema({ book: { type: ObjectId, ref: 'Book' }, user: { type: ObjectId, ref: 'User' }, seller: { type: ObjectId, ref: 'User' } }))
`,
    'server.js': `import express from 'express'
import { Order } from './models.js'
const app = express()
app.get('/api/orders/:id', async (req, res) => {
  const order = await Order.findById(req.params.id)${populated}
  res.json(order)
})
app.listen(3000)
`,
  })

  test.each([
    [".populate('user')", ".populate('user', '-password')"],
    [".populate('book user seller')", ".populate('book').populate('user seller', '-password')"],
    [".populate('book').populate('seller')", ".populate('book').populate('seller', '-password')"],
    [".populate({ path: 'user' })", ".populate({ path: 'user', select: '-password' })"],
  ])('leaves it out of documents that are taken along: %s', async (populated, mended) => {
    const [first] = await after('errors/sensitive-data-returned', orders(populated))
    expect(first).toContain(mended)
  })

  test('leaves out what only the request says', async () => {
    const told = await after('errors/sensitive-data-returned', login('if (!req.body.password) return res.status(401).end()'))
    expect(told.filter(text => text.includes(".select('-password')"))).toHaveLength(1)
  })
})

describe('paths that are no literal', () => {
  const app = (route: string, more = ''): Files => ({
    'package.json': '{ "name": "b", "type": "module", "dependencies": { "express": "*", "pg": "*", "jsonwebtoken": "*" } }',
    'schema.sql': `create table users (id serial primary key, email text not null, role text not null default 'user');
create table orders (id serial primary key, user_id int not null references users(id), total_cents int not null);
`,
    'paths.js':
      "export const api = { orders: { remove: { path: '/api/orders/:id' }, list: { path: '/api/orders' }, login: { path: '/api/login' } } }\n",
    'auth.js': `import jwt from 'jsonwebtoken'
export function requireAuth(req, res, next) {
  try {
    req.user = jwt.verify(req.headers.authorization ?? '', process.env.JWT_SECRET)
    next()
  } catch {
    res.status(401).json({ error: 'Sign in' })
  }
}
${more}`,
    'server.js': `import express from 'express'
import jwt from 'jsonwebtoken'
import pg from 'pg'
import { api } from './paths.js'
import { requireAuth } from './auth.js'
const pool = new pg.Pool()
const app = express()
app.use(express.json())
app.get(api.orders.list.path, requireAuth, async (req, res) => {
  const { rows } = await pool.query('select id from orders where user_id = $1 limit 50', [req.user.id])
  res.json(rows)
})
${route}
app.listen(3000)
`,
  })

  test('a guard stands behind the path', async () => {
    const told = await after(
      'access/open-endpoint',
      app(
        "app.delete(api.orders.remove.path, async (req, res) => {\n  await pool.query('delete from orders where id = $1', [req.params.id])\n  res.end()\n})",
      ),
    )
    expect(told.length).toBeGreaterThan(0)
    for (const text of told) expect(text).toContain('app.delete(api.orders.remove.path, requireAuth, async')
  })

  test('a limiter stands behind the path', async () => {
    const told = await after(
      'limits/rate-limit-missing',
      app(
        "app.post(api.orders.login.path, async (req, res) => {\n  const { rows } = await pool.query('select id from users where email = $1 and password_hash = $2', [req.body.email, req.body.password])\n  if (!rows[0]) return res.status(401).end()\n  res.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) })\n})",
      ),
    )
    expect(told.length).toBeGreaterThan(0)
    for (const text of told) expect(text).toContain('app.post(api.orders.login.path, limiter, async')
  })

  const removal =
    "app.delete('/api/admin/users/:id', requireAuth, async (req, res) => {\n  await pool.query('delete from users where id = $1', [req.params.id])\n  res.end()\n})"

  test.each([
    [
      'of its own',
      app(
        `const isAdmin = user => user.role === 'admin'\napp.get('/me', requireAuth, (req, res) => res.json({ admin: isAdmin(req.user) }))\n${removal}`,
      ),
    ],
    ['of another file', app(removal, "export const isAdmin = user => user.role === 'admin'\n")],
  ])('a question %s is no middleware', async (_, files) => {
    expect((await after('access/open-endpoint', files)).filter(text => text.includes('isAdmin, async'))).toEqual([])
  })

  test.each([
    [
      'a function of three',
      app(removal, "export const isAdmin = (req, res, next) => (req.user.role === 'admin' ? next() : res.status(403).end())\n"),
      'isAdmin',
    ],
    [
      'what a function makes',
      app(
        `const role = name => (req, res, next) => (req.user.role === name ? next() : res.status(403).end())\nconst adminOnly = role('admin')\n${removal}`,
      ),
      'adminOnly',
    ],
  ])('%s is middleware', async (_, files, name) => {
    expect((await after('access/open-endpoint', files)).some(text => text.includes(`requireAuth, ${name}, async`))).toBe(true)
  })
})

describe('input/sql-injection', () => {
  const app = (count: string): Files => ({
    'package.json': '{ "name": "f", "type": "module", "dependencies": { "express": "*", "pg": "*" } }',
    'server.js': `import express from 'express'
import pg from 'pg'
const pool = new pg.Pool()
const app = express()
app.get('/api/orders', async (req, res) => {
  const conditions = []
  if (req.query.status) conditions.push(\`status = '\${req.query.status}'\`)
  const where = conditions.length ? \`where \${conditions.join(' and ')}\` : ''
  ${count}
  const { rows } = await pool.query(\`select id, status from orders \${where} limit 20\`)
  res.json({ total, rows })
})
app.listen(3000)
`,
  })

  test('a condition of two statements is left', async () => {
    expect(await after('input/sql-injection', app('const total = await pool.query(`select count(*) from orders ${where}`)'))).toEqual([])
  })

  test('a statement of fixed text beside it takes no values', async () => {
    const [text] = await after('input/sql-injection', app("const total = await pool.query('select count(*) from orders')"))
    expect(text).toContain('limit 20`, values)')
  })
})

describe('secrets/environment-returned', () => {
  const app = (answer: string): Files => ({
    'package.json': '{ "name": "f", "type": "module", "dependencies": { "express": "*", "pg": "*" } }',
    'server.js': `import express from 'express'
import pg from 'pg'
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 5 })
const app = express()
app.get('/api/debug', (req, res) => res.json({ ${answer} }))
app.listen(3000)
`,
  })

  test.each([
    ['one', 'databaseUrl: process.env.DATABASE_URL, node: process.version', '{ node: process.version }'],
    [
      'two at the front',
      'a: process.env.DATABASE_URL, b: process.env.STRIPE_SECRET_KEY, node: process.version',
      '{ node: process.version }',
    ],
    ['two at the end', 'node: process.version, a: process.env.DATABASE_URL, b: process.env.STRIPE_SECRET_KEY', '{ node: process.version }'],
    ['the outer ones', 'a: process.env.DATABASE_URL, node: process.version, b: process.env.STRIPE_SECRET_KEY', '{ node: process.version }'],
  ])('takes %s out of the answer, and the pool keeps its own', async (_, answer, left) => {
    const [text] = await after('secrets/environment-returned', app(answer))
    expect(text).toContain(`res.json(${left})`)
    expect(text).toContain('connectionString: process.env.DATABASE_URL, max: 5')
  })
})
