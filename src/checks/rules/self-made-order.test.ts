import { expect, test } from 'vitest'
import { linesOf, problemsIn } from './schema.fixture.js'
import check from './self-made-order.js'

const table = (name: string, columns: string, rules = '') =>
  `create table ${name} (id uuid primary key, ${columns}); alter table ${name} enable row level security; ${rules}`
const SEATS = table('trips', 'title text, price numeric', 'create policy "Shown" on trips for select using (true);')
const BOOKINGS = table(
  'bookings',
  'user_id uuid references auth.users (id), trip_id uuid references trips (id), total_price numeric, status text',
)
const OWN = 'create policy "Own" on bookings for insert with check (auth.uid() = user_id);'
const DESKS = table('desks', 'shop_id uuid, is_open boolean', 'create policy "Open ones" on desks for select using (is_open = true);')
const DISHES = table('dishes', 'name text, price numeric', 'create policy "Menu" on dishes for select using (true);')
const GUEST_ORDERS = table(
  'orders',
  'shop_id uuid, desk_id uuid references desks (id), items jsonb, total numeric, commission_amount numeric',
)
const AT_A_DESK =
  'create policy "At an open desk" on orders for insert to anon, authenticated with check (exists (select 1 from desks d where d.id = orders.desk_id and d.is_open = true));'

test('finds a booking that its guest prices and confirms', async () => {
  const found = await problemsIn(check, `${SEATS}\n${BOOKINGS}\n${OWN}`)
  expect(linesOf(found)).toEqual(['3 high'])
  expect(found[0]?.message).toBe('The policy "Own" lets customers add rows to `bookings` with `total_price`, `status` as they like.')
})

test('finds an order that anyone may add, whatever else its condition asks of the row', async () => {
  const found = await problemsIn(check, `${DESKS}\n${DISHES}\n${GUEST_ORDERS}\n${AT_A_DESK}`)
  expect(linesOf(found)).toEqual(['4 high'])
  expect(found[0]?.message).toContain('lets anyone add rows to `orders` with `total`, `commission_amount`')
})

test('finds an order that a guest, or whoever is signed in, adds for themselves', async () => {
  const guests = OWN.replace('auth.uid() = user_id', 'user_id is null or auth.uid() = user_id')
  const found = await problemsIn(check, `${SEATS}\n${BOOKINGS}\n${guests}`)
  expect(found[0]?.message).toContain('lets anyone add rows to `bookings`')
})

const BY_FUNCTION = (body: string, rest = '') =>
  `create function place_order(p_items jsonb, p_total numeric) returns void language plpgsql security definer as $$ begin ${body} end $$; ${rest}`
const STORED = "insert into orders (items, total, status) values (p_items, coalesce(p_total, 0), 'new');"

test('finds a function that stores the sum it is told', async () => {
  expect((await problemsIn(check, BY_FUNCTION(STORED))).map(one => one.message)).toEqual([
    '`place_order()` adds rows to `orders` with the `p_total` that its caller names, past the row rules.',
  ])
})

test.each([
  ['a function that works the sum out', BY_FUNCTION(`select sum(d.price) into p_total from dishes d; ${STORED}`)],
  [
    'a function that browsers may not call',
    BY_FUNCTION(STORED, 'revoke execute on function place_order from public, anon, authenticated;'),
  ],
  ["a function with its caller's rights", BY_FUNCTION(STORED).replace('security definer', '')],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})

test('a status without a price weighs less', async () => {
  const plain = BOOKINGS.replace('total_price numeric, ', '')
  expect(linesOf(await problemsIn(check, `${SEATS}\n${plain}\n${OWN}`))).toEqual(['3 medium'])
})

test.each([
  ['a condition that pins both', `${SEATS} ${BOOKINGS} ${OWN.replace('user_id)', "user_id and status = 'new' and total_price = 0)")}`],
  [
    'a trigger that works them out',
    `${SEATS} ${BOOKINGS} ${OWN} create function work_out() returns trigger language plpgsql as $$ begin select price into new.total_price from trips where id = new.trip_id; new.status := 'new'; return new; end $$; create trigger w before insert on bookings for each row execute function work_out();`,
  ],
  ['an admin policy', `${SEATS} ${BOOKINGS} create policy "Staff" on bookings for insert with check (is_admin());`],
  [
    'an order in the own books, whose price list nobody else sees',
    `${table('products', 'user_id uuid, price numeric', 'create policy p on products for all using (auth.uid() = user_id);')} ${table('orders', 'user_id uuid, product_id uuid references products (id), total numeric', 'create policy o on orders for insert with check (auth.uid() = user_id);')}`,
  ],
  [
    'rows that only who may read the parent can add',
    `${DESKS.replace('using (is_open = true)', 'using (auth.uid() = shop_id)')} ${DISHES} ${GUEST_ORDERS} ${AT_A_DESK}`,
  ],
  ['a right that was taken away', `${SEATS} ${BOOKINGS} ${OWN} revoke insert on bookings from anon, authenticated;`],
  [
    'payments that are nobody’s order',
    `${table('expenses', 'user_id uuid, amount numeric', 'create policy e on expenses for insert with check (auth.uid() = user_id);')}`,
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})

const BEFORE_INSERT = (body: string) =>
  `create function settle() returns trigger language plpgsql as $$ begin ${body} return new; end $$; create trigger settles before insert on bookings for each row execute function settle();`

test('finds a price that a trigger only reads', async () => {
  const derived = BEFORE_INSERT('-- taken from total_price\n new.balance := new.total_price;')
  const found = await problemsIn(check, `${SEATS}\n${BOOKINGS.replace('status', 'balance numeric, status')}\n${OWN}\n${derived}`)
  expect(found[0]?.message).toContain('with `total_price`')
})

test.each([
  ['sets from what is sold', 'select t.price into new.total_price from trips t where t.id = new.trip_id;'],
  [
    'compares with what is sold',
    "if new.total_price <> (select price from trips where id = new.trip_id) then raise exception 'no'; end if;",
  ],
])('passes a price that a trigger %s', async (_, body) => {
  const held = BEFORE_INSERT(`new.status := 'pending'; ${body}`)
  expect(await problemsIn(check, `${SEATS}\n${BOOKINGS}\n${OWN}\n${held}`)).toEqual([])
})
