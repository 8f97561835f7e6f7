import { describe, expect, test } from 'vitest'
import { findingsExamined } from '../examined.fixture.js'

const CLIENT = "import { createClient } from '@supabase/supabase-js'\nconst db = createClient(process.env.URL!, process.env.SUPABASE_SERVICE_ROLE_KEY!)\n"

const messages = async (sql: string, body: string, more: readonly (readonly [string, string])[] = []): Promise<string[]> =>
  (
    await findingsExamined(
      'broken/rejected-statement',
      new Map([
        ['supabase/migrations/0001.sql', sql],
        ['app/api/x/route.ts', `${CLIENT}export async function POST(request: Request) {\n  const body = await request.json()\n  ${body}\n  return Response.json({})\n}\n`],
        ...more,
      ]),
    )
  ).map(finding => finding.message)

const ORDERS = `create type kind as enum ('gift', 'normal');
create table orders (id uuid primary key default gen_random_uuid(), code text not null, status text not null default 'new' check (status in ('new', 'paid')),
  kind kind, total numeric(10,2) generated always as (price * 2) stored, price numeric not null, user_id uuid, unique (user_id, code), check (price > 0 or status = 'new'));`

describe('what the schema always refuses', () => {
  test.each([
    ["await db.from('orders').insert({ code: body.code, price: body.price, status: 'shipped' })", ['writes `shipped` to `orders.status`, which the schema forbids']],
    ["await db.from('orders').update({ status: body.ok ? 'paid' : 'failed' }).eq('id', body.id)", ['writes `failed` to `orders.status`']],
    ["await db.from('orders').insert({ code: body.code })", ['adds rows to `orders` without `price`']],
    ["await db.from('orders').insert({ code: body.code, price: body.price, kind: 'big' })", ['writes `big` to `orders.kind`, whose type has no such value']],
    ["await db.from('orders').insert({ code: body.code, price: 5, total: 10 })", ['writes `orders.total`, which the database computes itself']],
    ["await db.from('orders').upsert({ code: 'a', price: 5 }, { onConflict: 'code' })", ['by `code`, but no unique key covers just that']],
    ["await db.from('orders').update({ paid: true }).eq('id', body.id)", ['writes `orders.paid`, a column that no migration creates']],
    ["await db.from('orders').select('id').eq('kind', 'odd')", ['looks for `odd` in `orders.kind`']],
    ["await db.from('order').select('id')", ['reads `order`, a table that no migration creates']],
    ["await db.rpc('charge', { order_id: body.id })", ['calls `charge()`']],
    ["await db.from('orders').insert({ status: 'sent', price: body.price })", ['without `code`', 'writes `sent`']],
  ])('%s', async (body, expected) => {
    const found = await messages(ORDERS, body)
    for (const part of expected) expect(found.some(message => message.includes(part)), found.join('\n')).toBe(true)
    expect(found).toHaveLength(expected.length)
  })
})

describe('what may work is left alone', () => {
  test.each([
    "await db.from('orders').insert({ code: body.code, price: body.price, status: 'paid' })",
    "await db.from('orders').insert({ ...body })",
    "await db.from('orders').insert({ ...body, kind: 'gift' })",
    "await db.from('orders').update({ status: body.status }).eq('id', body.id)",
    "await db.from('orders').upsert({ code: 'a', price: 5, user_id: body.user }, { onConflict: 'user_id,code' })",
    "await db.from('orders').select('id, total, price::text, status').eq('kind', 'gift')",
    // Whether a price of the request is above zero is not known.
    "await db.from('orders').insert({ code: 'x', price: body.price, status: 'paid' })",
    "await db.from(body.table).insert({ status: 'odd' })",
    "await db.schema('other').from('things').select('id')",
  ])('%s', async body => expect(await messages(ORDERS, body)).toEqual([]))

  test('what a trigger fills in', async () => {
    const sql = `create table notes (id serial primary key, slug text not null, title text not null);
create function slugged() returns trigger language plpgsql as $$ begin new.slug := lower(new.title); return new; end $$;
create trigger slugged before insert on notes for each row execute function slugged();`
    expect(await messages(sql, "await db.from('notes').insert({ title: body.title })")).toEqual([])
  })

  test('a table that the generated types know', async () => {
    const types = `export type Database = { public: { Tables: { wishes: { Row: { id: string; text: string | null }; Insert: { id?: string } } }; Functions: { wish: { Args: { a: string }; Returns: undefined } } } }`
    const body = "await db.from('wishes').select('id, text')\n  await db.rpc('wish', { a: 'b' })"
    expect(await messages(ORDERS, body, [['src/database.types.ts', types]])).toEqual([])
  })

  test('a table whose migration failed', async () => {
    const sql = `${ORDERS}\ncreate table places (id uuid primary key, at geography(point));`
    expect(await messages(sql, "await db.from('places').select('id')")).toEqual([])
  })

  test('columns of related rows', async () => {
    const sql = `${ORDERS}\ncreate table items (id uuid primary key, order_id uuid references orders, name text);`
    expect(await messages(sql, "await db.from('orders').select('id, items(id, name, order_id), lines:items!inner(name)')")).toEqual([])
  })
})

test('a statement written by hand is planned by the database', async () => {
  const files = (sql: string) =>
    new Map([
      ['migrations/001_init.sql', 'create table carts (id serial primary key, total integer not null);'],
      ['server.js', `import express from 'express'\nimport pg from 'pg'\nconst pool = new pg.Pool()\nconst app = express()\napp.get('/carts/:id', async (req, res) => {\n  const found = await pool.query('${sql}', [req.params.id])\n  res.json(found.rows)\n})\napp.listen(3000)\n`],
    ])
  expect((await findingsExamined('broken/rejected-statement', files('select sum from carts where id = $1'))).map(finding => finding.evidence?.[0]?.steps)).toEqual([
    [{ kind: 'statement', actor: 'system', sql: 'select sum from carts where id = $1', error: 'column "sum" does not exist' }],
  ])
  expect(await findingsExamined('broken/rejected-statement', files('select total from carts where id = $1'))).toEqual([])
})
