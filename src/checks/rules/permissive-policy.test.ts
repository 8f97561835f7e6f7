import { expect, test } from 'vitest'
import check from './permissive-policy.js'
import { linesOf, ORDERS, problemsIn } from './schema.fixture.js'

const PEOPLE = 'create table customers (id uuid primary key, email text, phone text); alter table customers enable row level security;'

test.each([
  ['changes by anyone', 'for all using (true)', 'critical'],
  ['changes by anyone, written as a role that has no effect', 'for update using (true) with check (true)', 'critical'],
  ['reading of money by anyone', 'for select using (1 = 1)', 'critical'],
  ['reading of money by anyone signed in', "for select using (auth.role() = 'authenticated')", 'high'],
  ['writing of money by anyone', 'for insert with check (true)', 'high'],
  ['a condition that an OR opens', 'for select using (auth.uid() = user_id or true)', 'critical'],
])('finds %s', async (_, rest, severity) => {
  expect(linesOf(await problemsIn(check, `${ORDERS}\ncreate policy "p" on orders ${rest};`))).toEqual([`2 ${severity}`])
})

test('finds private columns that everyone may read, and names them', async () => {
  const [found] = await problemsIn(
    check,
    `${PEOPLE}\ncreate policy "Public profiles" on customers for select to anon, authenticated using (true);`,
  )
  expect(found).toMatchObject({ severity: 'high', table: 'customers' })
  expect(found?.message).toContain('`email`, `phone` included')
})

const PROFILES = (more: string) =>
  `create table profiles (id uuid primary key, user_id uuid, name text, is_verified boolean, ${more}); alter table profiles enable row level security;`
const VERIFIED = 'create policy "verified" on profiles for select to authenticated using (is_verified = true);'

test.each([
  ['what nobody tells strangers', PROFILES('emergency_contacts text, phone text'), VERIFIED, 'high'],
  ['a telephone number', PROFILES('phone text'), VERIFIED, 'medium'],
  [
    'a telephone number, to everybody',
    PROFILES('phone text'),
    'create policy "verified" on profiles for select using (is_verified);',
    'high',
  ],
])('finds people who are shown for the state they are in: %s', async (_, table, policy, severity) => {
  const [found] = await problemsIn(check, `${table}\n${policy}`)
  expect(found).toMatchObject({ severity, at: { line: 2 } })
  expect(found?.message).toContain('rows of `profiles`, where its condition asks only what state the row is in')
})

test.each([
  ['a name', PROFILES('bio text'), VERIFIED],
  [
    'whose it is',
    PROFILES('phone text'),
    'create policy p on profiles for select to authenticated using (is_verified and user_id = auth.uid());',
  ],
  ['who asks', PROFILES('phone text'), 'create policy p on profiles for select to authenticated using (is_verified and is_staff());'],
  [
    'what is on offer',
    'create table listings (id uuid primary key, owner_id uuid, phone text, status text); alter table listings enable row level security;',
    "create policy p on listings for select using (status = 'active');",
  ],
])('passes people who are shown for %s', async (_, table, policy) => {
  expect(await problemsIn(check, `${table}\n${policy}`)).toEqual([])
})

test('tells the policies of one table together', async () => {
  const found = await problemsIn(
    check,
    `${ORDERS}\ncreate policy a on orders for select using (true);\ncreate policy b on orders for delete using (true);`,
  )
  expect(found).toMatchObject([{ at: { line: 2 }, trail: [{ at: { line: 3 } }] }])
  expect(found[0]?.message).toContain('2 policies let anyone')
})

const VOTES =
  'create table votes (id uuid primary key, poll_id uuid, voter_token text, choice int); alter table votes enable row level security;'

test.each([
  [
    'votes, which everybody gives and counts',
    `${VOTES} create policy p on votes for select using (true); create policy q on votes for insert with check (true);`,
  ],
  ['an owner', `${ORDERS} create policy p on orders using (auth.uid() = user_id);`],
  ['the service role', `${ORDERS} create policy p on orders for all to service_role using (true);`],
  ['the service role by condition', `${ORDERS} create policy p on orders for all using (auth.role() = 'service_role');`],
  ['a function that knows who asks', `${ORDERS} create policy p on orders for select using (is_staff());`],
  [
    'a restrictive policy beside it',
    `${ORDERS} create policy p on orders for select using (true); create policy q on orders as restrictive for select using (auth.uid() = user_id);`,
  ],
  ['a policy that was dropped', `${ORDERS} create policy p on orders for select using (true); drop policy p on orders;`],
  [
    'a public catalogue',
    'create table products (id int, name text, price int); alter table products enable row level security; create policy p on products for select using (true);',
  ],
  [
    'published rows',
    'create table customers (id int, email text, published bool); alter table customers enable row level security; create policy p on customers for select using (published);',
  ],
  [
    'a form',
    'create table contact_messages (id int, email text, message text); alter table contact_messages enable row level security; create policy p on contact_messages for insert with check (true);',
  ],
  [
    'names and pictures',
    'create table profiles (id uuid primary key references auth.users, username text, full_name text, avatar_url text); alter table profiles enable row level security; create policy p on profiles for select using (true);',
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})

test('finds the addresses of those who voted', async () => {
  const sql = VOTES.replace('voter_token', 'voter_email')
  expect(await problemsIn(check, `${sql} create policy p on votes for select using (true);`)).toMatchObject([{ severity: 'high' }])
})

const COUPONS =
  'create table coupons (id int, code text, percent_off int, is_active boolean); alter table coupons enable row level security;'

test('finds codes that anyone may list', async () => {
  expect(await problemsIn(check, `${COUPONS} create policy p on coupons for select using (true);`)).toMatchObject([{ severity: 'medium' }])
})

test('passes offers without a code, and codes that only who is told them finds', async () => {
  const offers = COUPONS.replace('code text, ', '').replaceAll('coupons', 'discounts')
  expect(await problemsIn(check, `${offers} create policy p on discounts for select using (true);`)).toEqual([])
  expect(await problemsIn(check, `${COUPONS} create policy p on coupons for select to service_role using (true);`)).toEqual([])
})
