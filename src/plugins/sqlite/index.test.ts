import { describe, expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

describe('sqlite3', () => {
  const of = (body: string) => queriesIn("import sqlite3 from 'sqlite3'\nconst db = new (sqlite3.verbose().Database)('x')", body)

  test.each([
    [
      "db.get('SELECT * FROM users WHERE email = ? AND password = ?', [req.body.email, req.body.password], (err, user) => res.json(user))",
      'read users one where email = body.email & password = body.password',
    ],
    ["db.all('SELECT * FROM users WHERE id = $id', { $id: req.body.id }, () => {})", 'read users where id = body.id'],
    [
      "db.run('INSERT INTO users (email) VALUES (?)', req.body.email, function () { res.json(this.lastID) })",
      'create users data {email: body.email}',
    ],
    [
      "db.prepare('UPDATE users SET email = ? WHERE id = ?').run(req.body.email, req.query.id)",
      'update users where id = query.id data {email: body.email}',
    ],
    ["db.each('SELECT * FROM users', (err, row) => console.log(row))", 'read users'],
  ])('%s', async (code, expected) => expect(await of(code)).toEqual([expected]))

  test('what a callback finds out holds inside it and goes on', async () => {
    expect(
      await of(
        "db.get('SELECT * FROM a WHERE id = ?', [req.body.id], (err, row) => {\n  if (err) return next(err)\n  if (!row) return res.sendStatus(404)\n  db.run('DELETE FROM b WHERE a_id = ?', [row.id])\n})",
      ),
    ).toEqual(['read a one where id = body.id', 'delete b where a_id = row(a).id'])
  })

  test('a promise around it', async () => {
    expect(
      await of(
        "const get = (text, values) => new Promise((resolve, reject) => db.get(text, values, (err, row) => (err ? reject(err) : resolve(row))))\nconst user = await get('SELECT * FROM users WHERE id = ?', [req.body.id])\nawait get('DELETE FROM orders WHERE user_id = ?', [user.id])",
      ),
    ).toEqual(['read users one where id = body.id', 'delete orders one where user_id = row(users).id'])
  })
})

describe('better-sqlite3', () => {
  const of = (body: string) => queriesIn("import Database from 'better-sqlite3'\nconst db = new Database('x')", body)

  test.each([
    ["db.prepare('SELECT id FROM users WHERE id = ?').get(req.body.id)", 'read users(id) one where id = body.id'],
    ["db.prepare('SELECT * FROM users WHERE email = @email').all({ email: req.body.email })", 'read users where email = body.email'],
    [
      "db.prepare('INSERT OR REPLACE INTO users (id, email) VALUES (?, ?)').run(req.body.id, req.body.email)",
      'upsert users data {id: body.id, email: body.email}',
    ],
    [
      'db.exec(`DELETE FROM users WHERE id = ${req.body.id}`)',
      'delete users where id = body.id sql template("DELETE FROM users WHERE id = ", body.id)',
    ],
    [
      "db.transaction(id => { db.prepare('DELETE FROM users WHERE id = ?').run(id) })(req.body.id)",
      'delete users in transaction where id = body.id',
    ],
  ])('%s', async (code, expected) => expect(await of(code)).toEqual([expected]))
})

test('libSQL answers with rows', async () => {
  expect(
    await queriesIn(
      "import { createClient } from '@libsql/client'\nconst db = createClient({ url: 'x' })",
      "const { rows } = await db.execute({ sql: 'SELECT * FROM users WHERE id = ?', args: [req.body.id] })\nawait db.execute({ sql: 'DELETE FROM a WHERE user_id = ?', args: [rows[0].id] })",
    ),
  ).toEqual(['read users where id = body.id', 'delete a where user_id = row(users).id'])
})
