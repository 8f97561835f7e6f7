import { expect, test } from 'vitest'
import { problemsIn } from './schema.fixture.js'
import check from './self-promotion.js'

const PROFILES =
  'create table profiles (id uuid primary key references auth.users (id), bio text, role text, balance int); alter table profiles enable row level security;'
const OWN = 'create policy "Own" on profiles for update using (auth.uid() = id);'

test('finds columns that decide, in a row that its owner may change', async () => {
  const found = await problemsIn(check, `${PROFILES}\n${OWN}`)
  expect(found).toMatchObject([{ at: { line: 2 }, severity: 'critical', certainty: 'likely', data: { columns: ['role', 'balance'] } }])
})

test('is certain where the role is looked at', async () => {
  const found = await problemsIn(
    check,
    `${PROFILES}\n${OWN}\ncreate function is_admin() returns bool language sql as $$ select exists (select 1 from profiles where id = auth.uid() and role = 'admin') $$;`,
  )
  expect(found).toMatchObject([{ certainty: 'certain' }])
})

test('finds rows of rights that users may give themselves', async () => {
  const found = await problemsIn(
    check,
    'create table user_roles (user_id uuid, role text); alter table user_roles enable row level security;\ncreate policy "Own" on user_roles for insert with check (auth.uid() = user_id);',
  )
  expect(found).toMatchObject([{ at: { line: 2 }, severity: 'critical' }])
})

test('finds an order that its buyer may mark as paid', async () => {
  const found = await problemsIn(
    check,
    'create table orders (id uuid primary key, user_id uuid, total int, payment_status text); alter table orders enable row level security;\ncreate policy "Own" on orders for all using (auth.uid() = user_id);',
  )
  expect(found).toMatchObject([{ severity: 'high', data: { columns: ['total', 'payment_status'] } }])
})

test.each([
  ['granted columns', `${PROFILES} ${OWN} revoke update on profiles from authenticated; grant update (bio) on profiles to authenticated;`],
  [
    'a condition that pins them',
    `${PROFILES} create policy "Own" on profiles for update using (auth.uid() = id) with check (auth.uid() = id and role = 'customer' and balance = 0);`,
  ],
  [
    'a trigger that looks at them',
    `${PROFILES} ${OWN} create function keep() returns trigger language plpgsql as $$ begin new.role := old.role; new.balance := old.balance; return new; end $$; create trigger keep before update on profiles for each row execute function keep();`,
  ],
  ['an admin policy', `${PROFILES} create policy "Admins" on profiles for update using (is_admin(auth.uid()));`],
  [
    "a price that is the seller's own",
    'create table products (id int, seller_id uuid, price int, status text); alter table products enable row level security; create policy p on products for update using (auth.uid() = seller_id);',
  ],
  [
    'no such columns',
    'create table profiles (id uuid primary key, bio text); alter table profiles enable row level security; create policy p on profiles for update using (auth.uid() = id);',
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})
