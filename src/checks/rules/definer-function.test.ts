import { expect, test } from 'vitest'
import check from './definer-function.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const body = (text: string, head = 'p_id uuid', options = "security definer set search_path = ''") =>
  `create function act(${head}) returns void language plpgsql ${options} as $$ begin ${text} end $$;`

test('finds writes that ask nobody, graver where money or people are concerned', async () => {
  expect(linesOf(await problemsIn(check, body("update orders set status = 'paid' where id = p_id;")))).toEqual(['1 high'])
  expect(linesOf(await problemsIn(check, body('delete from cache where expired;', '')))).toEqual(['1 medium'])
})

test('is not taken in by a comment that speaks of the check', async () => {
  expect(linesOf(await problemsIn(check, body('-- TODO: compare with auth.uid()\n delete from orders where id = p_id;')))).toEqual([
    '1 high',
  ])
})

const ORDERS =
  'create table orders (id uuid primary key, shop_id uuid, email text, total numeric); alter table orders enable row level security; create policy p on orders for select using (auth.uid() = shop_id);'
const shows = (text: string, head = 'p_shop_id uuid') =>
  `${ORDERS}\ncreate function act(${head}) returns table (a numeric) language sql security definer set search_path = '' as $$ ${text} $$;`

test('finds one that shows the takings, or the mails, of whom the caller names', async () => {
  const sums = await problemsIn(check, shows('select sum(o.total) from public.orders o where o.shop_id = p_shop_id;'))
  expect(linesOf(sums)).toEqual(['2 high'])
  expect(sums[0]?.message).toBe('`act()` shows any browser sums over `orders` of whomever it names, past the row rules.')
  expect(linesOf(await problemsIn(check, shows('select o.email from orders o where o.shop_id = p_shop_id;')))).toEqual(['2 high'])
})

test.each([
  ['the own takings', shows('select sum(total) from orders where shop_id = auth.uid() and p_shop_id = auth.uid();')],
  ['a count', shows('select count(*) from orders where shop_id = p_shop_id;')],
  ['an order that its number opens', shows('select total, email from orders where id = p_order;', 'p_order uuid')],
  ['one found by its mail, which is not shown', shows('select id from orders where email = p_customer;', 'p_customer text')],
])('passes one that reads: %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})

test('finds a search_path left to the caller', async () => {
  expect(linesOf(await problemsIn(check, body('perform 1;', '', 'security definer')))).toEqual(['1 medium'])
  expect(
    linesOf(
      await problemsIn(
        check,
        'create function on_sign_up() returns trigger language plpgsql security definer as $$ begin insert into profiles values (new.id); return new; end $$;',
      ),
    ),
  ).toEqual(['1 low'])
})

test.each([
  ['one that asks who calls', body('delete from orders where id = p_id and user_id = auth.uid();')],
  ['one that asks for a role', body("if not has_role('admin') then raise exception 'no'; end if; delete from orders;")],
  ['one that reads', body('perform 1 from orders;')],
  ['one that browsers may not call', `${body('delete from orders;')} revoke all on function act(uuid) from public, anon, authenticated;`],
  ['one that counts', body('update posts set view_count = view_count + 1 where id = p_id;')],
  ['one that takes a token', body('delete from invites where token = p_token;', 'p_token text')],
  ["one with the caller's rights", body('delete from orders;', '', '')],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})
