import { expect, test } from 'vitest'
import type { Finding } from '#triage/finding'
import { findingsExamined } from '../examined.fixture.js'

const ID = 'broken/rejected-statement'
const CLIENT =
  "import { NextResponse } from 'next/server'\n" +
  "import { createClient } from '@supabase/supabase-js'\nconst db = createClient(process.env.URL!, process.env.SUPABASE_SERVICE_ROLE_KEY!)\n"

const SCHEMA = `create type kind as enum ('gift', 'normal');
create table orders (id uuid primary key default gen_random_uuid(), code text not null, status text not null default 'new' check (status in ('new', 'paid')),
  kind kind, price numeric not null, total numeric(10,2) generated always as (price * 2) stored, user_id uuid, unique (user_id, code), check (price > 0 or status = 'new'));
create table items (id uuid primary key, order_id uuid references orders, name text);
create table notes (id serial primary key, slug text not null, title text not null);
create function slugged() returns trigger language plpgsql as $$ begin new.slug := lower(new.title); return new; end $$;
create trigger slugged before insert on notes for each row execute function slugged();
create function refund(order_id uuid, amount numeric default 0) returns void language sql as 'select';
create table places (id uuid primary key, at geography(point));`

/** A route for each statement, so that a message tells which it is about. */
async function messages(statements: readonly string[], more: readonly (readonly [string, string])[] = []): Promise<string[]> {
  const routes = statements.map((statement, index): [string, string] => [
    `app/api/r${index}/route.ts`,
    `${CLIENT}export async function POST(request: Request) {\n  const body = await request.json()\n  ${statement}\n  return NextResponse.json({})\n}\n`,
  ])
  const found: readonly Finding[] = await findingsExamined(ID, new Map([['supabase/migrations/0001.sql', SCHEMA], ...routes, ...more]))
  return found.map(finding => finding.message.replace(/^`POST \/api\/r(\d+)`/, (_, index: string) => statements[Number(index)]!)).sort()
}

test('what the schema always refuses is found', async () => {
  const expected: readonly (readonly [string, ...string[]])[] = [
    [
      "await db.from('orders').insert({ code: body.code, price: body.price, status: 'shipped' })",
      'writes `shipped` to `orders.status`, which the schema forbids',
    ],
    [
      "await db.from('orders').update({ status: body.ok ? 'paid' : 'failed' }).eq('id', body.id)",
      'writes `failed` to `orders.status`, which the schema forbids',
    ],
    [
      "await db.from('orders').insert({ code: body.code })",
      'adds rows to `orders` without `price`, which must not be empty and has no default',
    ],
    [
      "await db.from('orders').insert({ code: body.code, price: body.price, kind: 'big' })",
      'writes `big` to `orders.kind`, whose type has no such value',
    ],
    [
      "await db.from('orders').insert({ code: body.code, price: 5, total: 10 })",
      'writes `orders.total`, which the database computes itself',
    ],
    [
      "await db.from('orders').upsert({ code: 'a', price: 5 }, { onConflict: 'code' })",
      'updates rows of `orders` that are already there by `code`, but no unique key covers just that',
    ],
    ["await db.from('orders').update({ paid: true }).eq('id', body.id)", 'writes `orders.paid`, a column that no migration creates'],
    ["await db.from('orders').select('id').eq('kind', 'odd')", 'looks for `odd` in `orders.kind`, whose type has no such value'],
    ["await db.from('order').select('id')", 'reads `order`, a table that no migration creates'],
    ["await db.rpc('charge', { order_id: body.id })", 'calls `charge()`, a function that no migration creates'],
    ["await db.rpc('refund', { order: body.id })", 'calls `refund()` with arguments that it does not have'],
    [
      "await db.from('orders').insert({ status: 'sent', price: body.price })",
      'adds rows to `orders` without `code`, which must not be empty and has no default',
      'writes `sent` to `orders.status`, which the schema forbids',
    ],
    ["await db.from('orders').insert({ code: 'x', price: -1, status: 'paid' })", 'writes `-1` to `orders.price`, which the schema forbids'],
  ]
  expect(await messages(expected.map(([statement]) => statement))).toEqual(
    expected.flatMap(([statement, ...said]) => said.map(text => `${statement} ${text}.`)).sort(),
  )
})

test('what may work is left alone', async () => {
  const types =
    'export type Database = { public: { Tables: { wishes: { Row: { id: string; text: string | null }; Insert: { id?: string } } }; Functions: { wish: { Args: { a: string }; Returns: undefined } } } }'
  const statements = [
    "await db.from('orders').insert({ code: body.code, price: body.price, status: 'paid' })",
    "await db.from('orders').insert({ ...body })",
    "await db.from('orders').insert({ ...body, kind: 'gift' })",
    "await db.from('orders').update({ status: body.status }).eq('id', body.id)",
    "await db.from('orders').upsert({ code: 'a', price: 5, user_id: body.user }, { onConflict: 'user_id,code' })",
    "await db.from('orders').select('id, total, price::text, status').eq('kind', 'gift')",
    // Whether a price of the request is above zero is not known.
    "await db.from('orders').insert({ code: 'x', price: body.price, status: 'paid' })",
    'await db.from(body.table).insert({ status: 1 })',
    "await db.from('notes').insert({ title: body.title })",
    "await db.from('orders').select('id, items(id, name, order_id), lines:items!inner(name)')",
    "await db.rpc('refund', { order_id: body.id })",
    // Known to the types that were generated from the real database.
    "await db.from('wishes').select('id, text')",
    "await db.rpc('wish', { a: 'b' })",
    // Its migration failed here for want of an extension.
    "await db.from('places').select('id')",
  ]
  expect(await messages(statements, [['src/database.types.ts', types]])).toEqual([])
})

test('a statement written by hand is planned by the database', async () => {
  const found = await findingsExamined(
    ID,
    new Map([
      ['migrations/001_init.sql', 'create table carts (id serial primary key, total integer not null);'],
      [
        'server.js',
        "import express from 'express'\nimport pg from 'pg'\nconst pool = new pg.Pool()\nconst app = express()\n" +
          ['select sum from carts where id = $1', 'select total from carts where id = $1', 'select count(*) from carts where id = ANY($1)']
            .map((sql, n) => `app.get('/carts/${n}/:id', async (req, res) => res.json(await pool.query('${sql}', [req.params.id])))\n`)
            .join('') +
          'app.listen(3000)\n',
      ],
    ]),
  )
  expect(found.map(finding => finding.evidence?.[0]?.steps)).toEqual([
    [{ kind: 'statement', actor: 'system', sql: 'select sum from carts where id = $1', error: 'column "sum" does not exist' }],
  ])
})
