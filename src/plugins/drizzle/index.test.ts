import { describe, expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesIn, queriesOf } from '../queries.fixture.js'

const SETUP = `
import { drizzle } from 'drizzle-orm/node-postgres'
import { pgTable, text, integer } from 'drizzle-orm/pg-core'
import { eq, ne, and, or, inArray, ilike, isNull, desc, sql, count } from 'drizzle-orm'
export const users = pgTable('users', { id: text('id'), email: text('email'), passwordHash: text('password_hash') })
export const orders = pgTable('shop_orders', { id: text('id'), userId: text('user_id'), total: integer('total') })
const db = drizzle(process.env.DATABASE_URL, { schema: { users, orders } })
`
const of = (body: string) => queriesIn(SETUP, body)

describe('select', () => {
  test.each([
    ['db.select().from(orders).where(eq(orders.id, req.body.id))', 'read shop_orders where id = body.id'],
    ['db.select({ id: orders.id }).from(orders).limit(10)', 'read shop_orders(id) limited'],
    [
      'db.select().from(orders).where(and(eq(orders.userId, req.query.u), isNull(orders.total))).limit(1)',
      'read shop_orders one where userId = query.u & total is null constant()',
    ],
    [
      'db.select().from(orders).where(or(eq(orders.userId, req.query.u), ne(orders.id, req.body.id)))',
      'read shop_orders where userId or = query.u & id or != body.id',
    ],
    [
      'db.select().from(orders).where(inArray(orders.id, req.body.ids)).orderBy(desc(orders.total))',
      'read shop_orders where id in body.ids',
    ],
    ['db.select().from(users).where(ilike(users.email, `%${req.query.q}%`))', 'read users where email like template("%", query.q, "%")'],
    ['db.select({ n: count() }).from(orders)', 'read shop_orders() one'],
    ['db.select({ total: orders.total, n: count() }).from(orders).groupBy(orders.total)', 'read shop_orders(total) limited'],
    [
      'db.select().from(orders).where(eq(orders.userId, req.query.u)).where(eq(orders.total, req.body.total))',
      'read shop_orders where total = body.total',
    ],
    ['db.$count(orders, eq(orders.userId, req.body.u))', 'read shop_orders() one where userId = body.u'],
    [
      'db.select().from(orders).innerJoin(users, eq(orders.userId, users.id)).where(eq(users.email, req.body.email))',
      'read shop_orders where users.email = body.email',
    ],
    ['db.select().from(orders).where(sql`${orders.userId} = ${req.body.u}`)', 'read shop_orders where user_id = body.u'],
    [
      'db.select().from(orders).where(sql.raw(`total > ${req.body.min}`))',
      'read shop_orders where total > body.min sql template("total > ", body.min)',
    ],
  ])('%s', async (code, expected) => {
    expect(await of(`await ${code}`)).toEqual([expected])
  })

  test('conditions gathered in a list', async () => {
    expect(
      await of(
        'const all = [eq(orders.userId, req.body.u)]\nif (req.query.q) all.push(ilike(orders.id, req.query.q))\nres.json(await db.select().from(orders).where(and(...all)))',
      ),
    ).toEqual(['read shop_orders where userId = body.u & id like query.q'])
  })

  test('rows know what they are', async () => {
    expect(
      await of(
        'const [row] = await db.select({ order: orders, mail: users.email }).from(orders).leftJoin(users, eq(users.id, orders.userId))\nawait db.delete(users).where(and(eq(users.email, row.mail), eq(users.id, row.order.userId)))',
      ),
    ).toEqual(['read shop_orders', 'delete users where email = row(users).email & id = row(shop_orders).userId'])
  })
})

test.each([
  [
    'db.query.orders.findFirst({ where: eq(orders.id, req.body.id), columns: { id: true } })',
    'read shop_orders(id) one where id = body.id',
  ],
  [
    'db.query.users.findMany({ where: (u, { eq }) => eq(u.id, req.body.id), columns: { passwordHash: false }, limit: 5 })',
    'read users(id, email) limited without passwordHash where id = body.id',
  ],
  ['db.query.orders.findMany({ with: { user: { with: { address: { columns: { city: true } } } } } })', 'read shop_orders with user'],
  ['db.insert(orders).values(req.body).returning()', 'create shop_orders returning data body'],
  ['db.insert(orders).values({ ...req.body, userId: 1 }).onConflictDoNothing()', 'create shop_orders data {userId: 1, ...body}'],
  [
    'db.insert(users).values({ id: req.body.id }).onConflictDoUpdate({ target: users.id, set: { email: req.body.email } })',
    'upsert users data {id: body.id} | {email: body.email}',
  ],
  [
    'db.update(orders).set({ total: req.body.total }).where(eq(orders.id, req.query.id))',
    'update shop_orders where id = query.id data {total: body.total}',
  ],
  ['db.delete(orders).where(eq(orders.id, req.query.id))', 'delete shop_orders where id = query.id'],
  ['db.transaction(async tx => { await tx.delete(orders).where(eq(orders.id, 1)) })', 'delete shop_orders in transaction where id = 1'],
  ['db.execute(sql`delete from ${orders} where ${orders.userId} = ${req.body.u}`)', 'delete shop_orders where user_id = body.u'],
  [
    "db.execute(sql.raw(`select * from users where email = '${req.body.email}'`))",
    `read users where email = body.email sql template("select * from users where email = '", body.email, "'")`,
  ],
])('%s', async (code, expected) => expect(await of(`await ${code}`)).toEqual([expected]))

test('a storage class in another file, its schema in a third', async () => {
  const model = await readApp({
    'server/index.ts': `import express from 'express'\nimport { storage } from './storage'\nconst app = express()\napp.get('/orders/:id', async (req, res) => { const order = await storage.getOrder(req.params.id); if (!order) return res.sendStatus(404); res.json(order) })\napp.listen(1)`,
    'server/storage.ts': `import { orders } from '../shared/schema'\nimport { eq } from 'drizzle-orm'\nimport { drizzle } from 'drizzle-orm/better-sqlite3'\nexport class Storage {\n  private db = drizzle('x')\n  async getOrder(id: string) {\n    const [order] = await this.db\n      .select()\n      .from(orders)\n      .where(eq(orders.id, id))\n    return order\n  }\n}\nexport const storage = new Storage()`,
    'shared/schema.ts': `import { sqliteTable, text } from 'drizzle-orm/sqlite-core'\nexport const orders = sqliteTable('orders', { id: text('id') })`,
  })
  expect(queriesOf(model)).toEqual(['read orders where id = params.id'])
  const effects = model.routes[0]!.effects
  expect(effects[0]!.at).toEqual({ file: 'server/storage.ts', line: 8 })
  expect(effects.at(-1)).toMatchObject({ kind: 'respond', body: { kind: 'origin', from: 'row', name: 'orders' } })
})

test('a session row found by the token in the cookie is the caller', async () => {
  const model = await readApp({
    'server.ts': `import express from 'express'\nimport { pgTable, text } from 'drizzle-orm/pg-core'\nimport { eq } from 'drizzle-orm'\nimport { drizzle } from 'drizzle-orm/neon-http'
const sessions = pgTable('sessions', { token: text('token'), userId: text('user_id') })
const notes = pgTable('notes', { userId: text('user_id') })
const db = drizzle('x')
const app = express()
app.get('/notes', async (req, res) => {
  const rows = await db.select().from(sessions).where(eq(sessions.token, req.cookies.sid)).limit(1)
  if (rows.length === 0) return res.status(401).end()
  res.json(await db.select().from(notes).where(eq(notes.userId, rows[0].userId)))
})
app.listen(1)`,
  })
  expect(model.routes[0]!.auth).toBe('session')
})

test('what the database itself counts on is known as such', async () => {
  const model = await readApp({
    'server.ts': `import express from 'express'\nimport { pgTable, text, integer } from 'drizzle-orm/pg-core'\nimport { eq, sql } from 'drizzle-orm'\nimport { drizzle } from 'drizzle-orm/node-postgres'
const users = pgTable('users', { id: text('id'), credits: integer('credits'), seen: integer('seen') })
const db = drizzle('x')
const app = express()
app.post('/credits', async (req, res) => {
  await db.update(users).set({ credits: sql\`\${users.credits} + \${req.body.amount}\`, seen: sql\`now()\` }).where(eq(users.id, req.body.id))
  res.end()
})
app.listen(1)`,
  })
  const update = model.routes[0]!.effects.find(effect => effect.kind === 'query')
  expect(update).toMatchObject({
    data: {
      entries: [
        ['credits', { kind: 'object', entries: [['increment', { kind: 'origin', from: 'body', path: ['amount'] }]] }],
        ['seen', {}],
      ],
    },
  })
})
