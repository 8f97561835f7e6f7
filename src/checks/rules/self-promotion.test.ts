import { expect, test } from 'vitest'
import { linesOf, problemsIn } from './schema.fixture.js'
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

test('finds vouchers that their holders make or renew themselves', async () => {
  const vouchers =
    'create table vouchers (id uuid primary key, user_id uuid, code text, value int, status text, expires_at date); alter table vouchers enable row level security;'
  const found = await problemsIn(
    check,
    `${vouchers}\ncreate policy "Get" on vouchers for insert with check (auth.uid() = user_id);\ncreate policy "Use" on vouchers for update using (auth.uid() = user_id);`,
  )
  expect(linesOf(found)).toEqual(['2 critical', '3 high'])
  expect(found[0]?.message).toContain('lets users give themselves a row of `vouchers`, `value`, `status`, `expires_at` included')
  expect(await problemsIn(check, `${vouchers} create policy "Staff" on vouchers for all using (is_admin());`)).toEqual([])
})

test('finds what a business owes the platform in the row that it keeps itself', async () => {
  const cafes =
    'create table restaurants (id uuid primary key, user_id uuid, name text, commission_rate numeric, total_commission_paid numeric);'
  const own =
    'alter table restaurants enable row level security;\ncreate policy "Own" on restaurants for update using (auth.uid() = user_id);'
  expect(await problemsIn(check, `${cafes} ${own}`)).toMatchObject([
    { severity: 'high', data: { columns: ['commission_rate', 'total_commission_paid'] } },
  ])
  // A shop that lists what it is open for decides that itself.
  expect(await problemsIn(check, `create table restaurants (id uuid, user_id uuid, name text, opens time, status text); ${own}`)).toEqual(
    [],
  )
})

test('finds the commission of an order in the hands of the shop that owes it', async () => {
  const orders = (columns: string, who: string, does = 'update') =>
    problemsIn(
      check,
      `create table shops (id uuid primary key, user_id uuid); create table orders (id uuid primary key, shop_id uuid references shops(id), ${columns}); alter table orders enable row level security; create policy "Shop" on orders for ${does} using (exists (select 1 from ${who}));`,
    )
  const own = 'shops s where s.id = orders.shop_id and s.user_id = auth.uid()'
  expect(await orders('total int, commission_amount int', own)).toMatchObject([
    { severity: 'high', data: { columns: ['commission_amount'] } },
  ])
  const [deleted] = await orders('total int, commission_amount int', own, 'delete')
  expect(deleted?.message).toBe(
    'The policy "Shop" lets users delete their own rows in `orders`, which say what they owe by `commission_amount`.',
  )
  // What a shop takes for itself is its own affair, and staff may do what they do.
  expect(await orders('total int, status text', own)).toEqual([])
  expect(await orders('total int, commission_amount int', 'admins a where a.user_id = auth.uid()')).toEqual([])
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

test('finds a reward that users write for themselves', async () => {
  const referrals = (columns: string, condition: string) =>
    problemsIn(
      check,
      `create table referrals (id int, referrer_id uuid, code text, ${columns}); alter table referrals enable row level security; create policy "Own" on referrals for insert with check (${condition});`,
    )
  const [found] = await referrals('reward_amount int, status text', 'auth.uid() = referrer_id')
  expect(found).toMatchObject({ severity: 'high' })
  expect(found?.message).toBe('The policy "Own" lets users give themselves a row of `referrals`, `reward_amount` included.')
  expect(await referrals('status text', 'auth.uid() = referrer_id')).toEqual([])
  expect(await referrals('reward_amount int, status text', 'auth.uid() = referrer_id and reward_amount = 0')).toEqual([])
})
