import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '#database/engine/database'
import { openDatabase } from '#database/engine/open'
import { plantRows } from './plant.js'
import type { Planted } from './planted.js'

const SCHEMA = `
create type order_status as enum ('pending', 'paid', 'shipped');
create domain postal as text check (value ~ '^[0-9]{5}$');
create table users (
  id uuid primary key default gen_random_uuid(), email text not null unique, password_hash text not null,
  role text not null default 'customer' check (role in ('customer', 'seller', 'admin')), created_at timestamptz not null default now()
);
create table profiles (id uuid primary key references users (id) on delete cascade, city text, zip postal);
create function make_profile() returns trigger language plpgsql as $$ begin insert into profiles (id, city) values (new.id, 'made'); return new; end $$;
create trigger on_user after insert on users for each row execute function make_profile();
create table products (
  id int generated always as identity primary key, seller_id uuid not null references users (id),
  name varchar(40) not null check (char_length(name) >= 3), sku char(8) not null unique check (sku ~ '^[A-Z]{3}-\\d{4}$'),
  price numeric(8, 2) not null check (price > 0 and price < 1000), tags text[] not null default '{}', parent_id int references products (id),
  search tsvector generated always as (to_tsvector('simple', name)) stored
);
create table orders (
  id serial primary key, user_id uuid not null references users (id), status order_status not null default 'pending',
  number text not null, starts_at date not null, ends_at date not null, coupon text,
  created_at timestamptz not null default now(), check (ends_at >= starts_at), check (coupon is null or length(coupon) > 2)
);
create unique index one_number on orders (lower(number));
create table order_items (
  order_id int not null references orders (id) on delete cascade, product_id int not null references products (id),
  quantity int not null check (quantity between 1 and 5), created_at timestamptz not null default now(), primary key (order_id, product_id)
);
create table impossible (id int primary key, n int not null check (n > 5 and n < 3));
create table chickens (id int primary key, egg_id int);
create table eggs (id int primary key, chicken_id int not null references chickens (id));
alter table chickens add foreign key (egg_id) references eggs (id);
`

let database: Database
let planted: Planted
const one = async (sql: string) => Object.values((await database.query(sql)).rows[0] ?? {})[0]

beforeAll(async () => {
  database = await openDatabase('pglite')
  await database.run(SCHEMA)
  planted = await plantRows(database, {
    seed: 7,
    passwordHash: '$2b$10$abc',
    counts: { orders: 3000, order_items: 6000, users: 400, products: 100 },
  })
}, 120_000)
afterAll(() => database.close())

test('puts the people in, with what the app reads as their role', async () => {
  expect(planted.people.map(({ actor, role }) => `${actor} ${role}`)).toEqual(['a customer', 'b customer', 'seller seller', 'admin admin'])
  expect(await one("select count(*)::int from users where password_hash = '$2b$10$abc'")).toBe(4)
  expect(
    await one('select count(*)::int from users u left join profiles p on p.id = u.id where u.role <> $$customer$$ and p.id is null'),
  ).toBe(0)
})

test('every person owns rows, also those that belong to what they own', async () => {
  const items = planted.tables.find(table => table.name === 'order_items')!
  expect(Object.keys(items.owned)).toEqual(['a', 'b', 'seller', 'admin'])
  const [key] = items.owned.a!
  const a = planted.people.find(person => person.actor === 'a')!
  expect(await one(`select user_id::text from orders where id = ${String(key!['order_id'])}`)).toBe(a.id)
})

test('fills tables to the size asked for', () => {
  const counts = Object.fromEntries(planted.tables.map(table => [table.name, table.count]))
  expect(counts['orders']).toBeGreaterThanOrEqual(2900)
  expect(counts['order_items']).toBeGreaterThanOrEqual(5500)
  expect(counts['eggs']).toBeGreaterThan(0)
})

test('rows are unevenly spread, and parts come after their whole', async () => {
  expect(await one('select max(n)::int from (select count(*) as n from orders group by user_id) t')).toBeGreaterThan(20)
  expect(await one('select count(*)::int from order_items i join orders o on o.id = i.order_id where i.created_at < o.created_at')).toBe(0)
  expect(await one('select count(distinct status)::int from orders')).toBe(3)
  expect(await one('select count(*)::int from products where parent_id is not null')).toBeGreaterThan(0)
})

test('says which table takes no row, and why', () => {
  const failed = planted.tables.filter(table => table.failed !== undefined).map(table => table.name)
  expect(failed).toEqual(['impossible'])
})

test('the same seed gives the same rows', async () => {
  const digest = (db: Database) =>
    db.query(
      'select md5(string_agg(md5(t::text), $$,$$ order by t::text)) as d from (select user_id, status, number, created_at from orders) t',
    )
  const again = await openDatabase('pglite')
  try {
    await again.run(SCHEMA)
    await plantRows(again, { seed: 7, passwordHash: '$2b$10$abc', counts: { orders: 3000, order_items: 6000, users: 400, products: 100 } })
    expect((await digest(again)).rows).toEqual((await digest(database)).rows)
  } finally {
    await again.close()
  }
}, 120_000)
