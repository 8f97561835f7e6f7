import { expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

test.each([
  [
    "const [rows] = await db.execute('SELECT * FROM `users` WHERE id = ?', [req.body.id])\nawait db.query('DELETE FROM orders WHERE user_id = ?', [rows[0].id])",
    ['read users where id = body.id', 'delete orders where user_id = row(users).id'],
  ],
  ["await db.query('INSERT INTO users SET ?', [req.body])", ['create users data {...body}']],
  [
    "await db.query('UPDATE users SET ? WHERE id = ?', [{ email: req.body.email }, req.query.id])",
    ['update users where id = query.id data {email: body.email}'],
  ],
  [
    'await db.query("SELECT * FROM users WHERE name = \\"" + req.body.name + "\\"")',
    ['read users where name = body.name sql template("SELECT * FROM users WHERE name = \\"", body.name, "\\"")'],
  ],
  [
    "const connection = await db.getConnection()\nawait connection.beginTransaction()\nawait connection.query('DELETE FROM users WHERE id = ?', [req.body.id])\nawait connection.commit()",
    ['delete users in transaction where id = body.id'],
  ],
])('mysql2/promise: %s', async (body, expected) =>
  expect(await queriesIn("import mysql from 'mysql2/promise'\nconst db = mysql.createPool({})", body)).toEqual(expected),
)

test('mysql hands rows to a callback', async () => {
  expect(
    await queriesIn(
      "import mysql from 'mysql'\nconst db = mysql.createConnection({})\ndb.connect(err => { if (err) throw err })",
      "db.query('SELECT * FROM users WHERE id = ?', [req.body.id], (err, rows) => {\n  if (err) throw err\n  db.query('DELETE FROM orders WHERE user_id = ?', [rows[0].id])\n})",
    ),
  ).toEqual(['read users where id = body.id', 'delete orders where user_id = row(users).id'])
})
