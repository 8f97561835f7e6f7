import { expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

test.each([
  ["db.selectFrom('orders').selectAll().where('id', '=', req.body.id).executeTakeFirst()", 'read orders one where id = body.id'],
  [
    "db.selectFrom('orders').select(['id', 'total']).where(eb => eb.or([eb('user_id', '=', req.query.u), eb('open', '=', true)])).execute()",
    'read orders(id, total) where user_id or = query.u & open or = true',
  ],
  ["db.insertInto('orders').values(req.body).returningAll().execute()", 'create orders returning data body'],
  [
    "db.updateTable('orders').set({ total: req.body.total }).where('id', '=', req.query.id).execute()",
    'update orders where id = query.id data {total: body.total}',
  ],
  [
    "db.transaction().execute(async trx => { await trx.deleteFrom('orders').where('id', '=', req.body.id).execute() })",
    'delete orders in transaction where id = body.id',
  ],
  ['sql`delete from orders where id = ${req.body.id}`.execute(db)', 'delete orders where id = body.id'],
])('%s', async (code, expected) =>
  expect(await queriesIn("import { Kysely, sql } from 'kysely'\nconst db = new Kysely({})", `await ${code}`)).toEqual([expected]),
)
