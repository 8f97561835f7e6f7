import { expect, test } from 'vitest'
import { linesOf, problemsIn } from './schema.fixture.js'
import check from './view-bypass.js'

const PEOPLE =
  'create table customers (id uuid primary key, email text, city text); alter table customers enable row level security; create policy p on customers for select using (auth.uid() = id);'

test("finds private columns in a view with its owner's rights", async () => {
  const found = await problemsIn(
    check,
    `${PEOPLE}\ncreate view everyone as select * from customers;\ncreate materialized view mails as select c.email from customers c;`,
  )
  expect(linesOf(found)).toEqual(['2', '3'])
  expect(found[0]?.message).toContain('`email` of `customers`')
})

test('finds accounts of the platform in a view', async () => {
  const found = await problemsIn(check, 'create view members as select id, email from auth.users;')
  expect(found.map(problem => problem.message)).toEqual([
    'The view `members` shows `email` of `auth.users` to anyone, past their row rules.',
  ])
})

test('finds takings that are worked out of hidden rows', async () => {
  const orders =
    'create table orders (id uuid primary key, user_id uuid, total int); alter table orders enable row level security; create policy p on orders for select using (auth.uid() = user_id);'
  const found = await problemsIn(
    check,
    `${orders}\ncreate materialized view takings as select count(*) as orders, sum(total) as total_revenue from orders;\ncreate view busy as select count(*) as orders_today from orders;`,
  )
  expect(linesOf(found)).toEqual(['2 medium'])
  expect(found[0]?.message).toBe('The view `takings` shows anyone `total_revenue`, worked out of rows of `orders` that row rules hide.')
})

test.each([
  ['no private column of the accounts', 'create view v as select id, created_at from auth.users;'],
  ['the rights of the reader', 'create view v with (security_invoker = on) as select * from customers;'],
  ['the rights of the reader, set later', 'create view v as select * from customers; alter view v set (security_invoker = true);'],
  ['no private column', 'create view v as select city, count(*) from customers group by city;'],
  ['a view that asks', 'create view v as select * from customers where id = auth.uid();'],
  ['a view that browsers may not read', 'create view v as select * from customers; revoke all on v from anon, authenticated;'],
  [
    'a view of a schema that browsers may not read',
    'create view v as select * from customers; revoke all on all tables in schema public from anon, authenticated;',
  ],
  ['a view that was moved', 'create view v as select * from customers; alter view v set schema private;'],
  ['a view that was dropped', 'create view v as select * from customers; drop view v;'],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, `${PEOPLE}\n${sql}`)).toEqual([])
})
