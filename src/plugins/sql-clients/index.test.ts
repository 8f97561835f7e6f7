import { describe, expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'
import { queriesIn } from '../queries.fixture.js'

describe('pg', () => {
  const of = (body: string) => queriesIn(`import { Pool } from 'pg'\nconst pool = new Pool()`, body)

  test.each([
    [
      "pool.query('SELECT id, total FROM orders WHERE id = $1 AND user_id = $2', [req.body.id, req.query.u])",
      'read orders(id, total) where id = body.id & user_id = query.u',
    ],
    ["pool.query({ text: 'SELECT * FROM orders WHERE id = $1 LIMIT 1', values: [req.body.id] })", 'read orders one where id = body.id'],
    ["pool.query('SELECT count(*) FROM orders')", 'read orders() one'],
    ["pool.query('SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM orders) AS orders')", 'read users() one'],
    [
      "pool.query('INSERT INTO orders (user_id, total) VALUES ($1, $2) RETURNING id', [req.body.u, req.body.total])",
      'create orders(id) returning data {user_id: body.u, total: body.total}',
    ],
    [
      "pool.query('UPDATE orders SET total = $1 WHERE id = $2', [req.body.total, req.query.id])",
      'update orders where id = query.id data {total: body.total}',
    ],
    ["pool.query('DELETE FROM orders WHERE id = $1', [req.query.id])", 'delete orders where id = query.id'],
    [
      "pool.query('SELECT * FROM orders WHERE user_id = $1 OR shared_with = $1', [req.query.u])",
      'read orders where user_id or = query.u & shared_with or = query.u',
    ],
    [
      "pool.query(`SELECT * FROM users WHERE email = '${req.body.email}'`)",
      `read users where email = body.email sql template("SELECT * FROM users WHERE email = '", body.email, "'")`,
    ],
    [
      "pool.query('SELECT * FROM orders WHERE id = ' + req.query.id + ' LIMIT 5')",
      'read orders limited where id = query.id sql template("SELECT * FROM orders WHERE id = ", query.id, " LIMIT 5")',
    ],
    [
      'pool.query(`SELECT * FROM orders ORDER BY ${req.query.sort}`)',
      'read orders sql template("SELECT * FROM orders ORDER BY ", query.sort)',
    ],
    [
      'pool.query(`SELECT * FROM ${req.query.table} WHERE id = $1`, [req.body.id])',
      'read ? where id = body.id sql template("SELECT * FROM ", query.table, " WHERE id = $1")',
    ],
    [
      "pool.query(`SELECT * FROM users WHERE name LIKE '%${req.query.q}%'`)",
      `read users where name like template("%", query.q, "%") sql template("SELECT * FROM users WHERE name LIKE '%", query.q, "%'")`,
    ],
    [
      "pool.query('SELECT * FROM items WHERE order_id IN (SELECT id FROM orders WHERE user_id = $1)', [req.query.u])",
      'read items where order_id in constant() & orders.user_id = query.u',
    ],
  ])('%s', async (code, expected) => expect(await of(`await ${code}`)).toEqual([expected]))

  test('a statement put together over several lines', async () => {
    expect(
      await of(
        "let text = 'SELECT * FROM orders WHERE user_id = $1'\nconst values = [req.query.u]\nif (req.query.q) {\n  values.push(req.query.q)\n  text += ` AND name = $${values.length}`\n}\nawait pool.query(text, values)",
      ),
    ).toEqual(['read orders where user_id = query.u'])
  })

  test('columns named by whoever calls', async () => {
    expect(
      await of(
        'const fields = Object.keys(req.body).map(key => `${key} = ?`)\nconst names = []\nfor (const [key, value] of Object.entries(req.body)) names.push(`${key} = $1`)\nawait pool.query(`UPDATE users SET ${names.join(", ")} WHERE id = $2`, [req.body.v, req.query.id])',
      ),
    ).toEqual([
      'update users where id = query.id data {...entry(keys(body), body.v)} sql template("UPDATE users SET ", keys(body), " = $1 WHERE id = $2")',
    ])
  })

  test('what happens between BEGIN and COMMIT is one transaction', async () => {
    expect(
      await of(
        "const client = await pool.connect()\nawait client.query('BEGIN')\nawait client.query('DELETE FROM a WHERE id = $1', [req.body.id])\nawait client.query('COMMIT')\nawait client.query('DELETE FROM b WHERE id = $1', [req.body.id])",
      ),
    ).toEqual(['delete a in transaction where id = body.id', 'delete b where id = body.id'])
  })

  test('rows come with a callback', async () => {
    expect(
      await of(
        "pool.query('SELECT * FROM users WHERE id = $1', [req.body.id], (err, result) => {\n  if (err) return next(err)\n  pool.query('DELETE FROM orders WHERE user_id = $1', [result.rows[0].id])\n})",
      ),
    ).toEqual(['read users where id = body.id', 'delete orders where user_id = row(users).id'])
  })
})

describe.each([
  ['postgres', "import postgres from 'postgres'\nconst sql = postgres('x')"],
  ['neon', "import { neon } from '@neondatabase/serverless'\nconst sql = neon('x')"],
  ['vercel', "import { sql } from '@vercel/postgres'"],
])('%s', (_name, setup) => {
  test.each([
    ['sql`SELECT * FROM orders WHERE id = ${req.body.id}`', ['read orders where id = body.id']],
    ['sql`INSERT INTO orders (total) VALUES (${req.body.total})`', ['create orders data {total: body.total}']],
    [
      'sql`UPDATE orders SET total = ${req.body.total} WHERE id = ${req.query.id} RETURNING *`',
      ['update orders returning where id = query.id data {total: body.total}'],
    ],
  ])('%s', async (code, expected) => expect(await queriesIn(setup, `await ${code}`)).toEqual(expected))
})

test.each([
  ['sql`INSERT INTO orders ${sql(req.body)}`', 'create orders data {...body}'],
  ["sql`INSERT INTO orders ${sql({ id: req.body.id, total: 1 }, 'id')}`", 'create orders data {id: body.id}'],
  ['sql`SELECT * FROM orders ${req.query.u ? sql`WHERE user_id = ${req.query.u}` : sql``}`', 'read orders'],
  [
    'sql.unsafe(`SELECT * FROM orders WHERE id = ${req.body.id}`)',
    'read orders where id = body.id sql template("SELECT * FROM orders WHERE id = ", body.id)',
  ],
  ['sql.begin(async tx => { await tx`DELETE FROM orders WHERE id = ${req.body.id}` })', 'delete orders in transaction where id = body.id'],
])('postgres.js: %s', async (code, expected) =>
  expect(await queriesIn("import postgres from 'postgres'\nconst sql = postgres('x')", `await ${code}`)).toEqual([expected]),
)

test('a row stands where its statement is written, also when a function of the app’s own runs it', async () => {
  const found = await findingsIn('access/unscoped-query', {
    'schema.sql':
      'create table users (id int primary key, email text); create table orders (id int primary key, user_id int references users(id), total int);',
    'db.js': "import { Pool } from 'pg'\nconst pool = new Pool()\nexport const query = (text, values) => pool.query(text, values)\n",
    'server.js': `import express from 'express'
import jwt from 'jsonwebtoken'
import { query } from './db.js'
const app = express()
const requireUser = (req, res, next) => { try { req.user = jwt.verify(req.cookies.token, process.env.JWT_SECRET); next() } catch { res.sendStatus(401) } }
app.get('/orders/:id', requireUser, async (req, res) => {
  const { rows } = await query('select * from orders where id = $1', [req.params.id])
  res.json(rows[0])
})
app.get('/mine/:id', requireUser, async (req, res) => {
  const { rows } = await query('select * from orders where id = $1', [req.params.id])
  if (rows[0].user_id !== req.user.id) return res.sendStatus(403)
  res.json(rows[0])
})
app.listen(3000)
`,
  })
  expect(found).toEqual(['server.js:7 high `GET /orders/:id` reads the row of `orders` that `params.id` names, whoever it belongs to.'])
})
