import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'

const read = (body: string) =>
  readApp(
    {
      'src/index.ts': `import { Hono } from 'hono'\nconst app = new Hono<{ Bindings: { DB: D1Database } }>()
async function orderOf(db: D1Database, id: string) { return db.prepare('SELECT id, total FROM orders WHERE id = ?').bind(id).first() }
app.post('/orders/:id', async c => { const body = await c.req.json()\n${body} })\nexport default app`,
    },
    { hono: '4' },
  )

test.each([
  [`return c.json(await orderOf(c.env.DB, c.req.param('id')))`, ['read orders(id, total) one where id = params.id']],
  [
    `const { results } = await c.env.DB.prepare('SELECT id FROM orders WHERE buyer = ?1').bind(body.buyer).all()\nreturn c.json(results)`,
    ['read orders(id) where buyer = body.buyer'],
  ],
  [
    `const db = c.env.DB\nawait db.prepare('INSERT INTO orders (id, total) VALUES (?, ?)').bind(body.id, body.total).run()`,
    ['create orders data {id: body.id, total: body.total}'],
  ],
  [
    `await c.env.DB.batch([c.env.DB.prepare('UPDATE stock SET left = left - 1 WHERE id = ?').bind(body.id), c.env.DB.prepare('DELETE FROM carts WHERE id = ?').bind(body.cart)])`,
    ['update stock in transaction where id = body.id data {left: ?}', 'delete carts in transaction where id = body.cart'],
  ],
])('%s', async (body, expected) => {
  const found = queriesOf(await read(body))
  expect(found.map(one => one.replace(/\{left: .*\}/, '{left: ?}'))).toEqual(expected)
})

test('what an answer holds is the row, or the one column asked for', async () => {
  const model = await read(
    `return c.json({ total: await c.env.DB.prepare('SELECT total FROM orders WHERE id = ?').bind(c.req.param('id')).first('total') })`,
  )
  expect(model.routes[0]!.effects.at(-1)).toMatchObject({
    kind: 'respond',
    body: { entries: [['total', { from: 'row', name: 'orders', path: ['total'] }]] },
  })
})
