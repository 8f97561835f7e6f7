import { expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

test.each([
  ["db('orders').where({ id: req.body.id }).first()", 'read orders one where id = body.id'],
  [
    "db('orders').select('id', 'total').where('total', '>', req.query.min).limit(5)",
    'read orders(id, total) limited where total > query.min',
  ],
  ["db('orders').where('user_id', req.query.u).orWhere('open', true)", 'read orders where user_id = query.u & open or = true'],
  ["db.select('id').from('orders').whereIn('id', req.body.ids)", 'read orders(id) where id in body.ids'],
  ["db('orders').insert(req.body).returning('*')", 'create orders returning data body'],
  [
    "db('orders').where({ id: req.query.id }).update({ total: req.body.total })",
    'update orders where id = query.id data {total: body.total}',
  ],
  ["db('orders').where('id', req.query.id).del()", 'delete orders where id = query.id'],
  ["db('orders').whereRaw(`name = '${req.query.q}'`)", `read orders sql template("name = '", query.q, "'")`],
  ["db.raw('SELECT * FROM orders WHERE id = ?', [req.body.id])", 'read orders where id = body.id'],
  [
    "db.transaction(async trx => { await trx('orders').where('id', req.body.id).del() })",
    'delete orders in transaction where id = body.id',
  ],
])('%s', async (code, expected) =>
  expect(await queriesIn("import knex from 'knex'\nconst db = knex({ client: 'pg' })", `await ${code}`)).toEqual([expected]),
)
