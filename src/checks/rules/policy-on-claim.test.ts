import { expect, test } from 'vitest'
import check from './policy-on-claim.js'
import { linesOf, ORDERS, problemsIn } from './schema.fixture.js'

test('finds rights that follow what users write of themselves', async () => {
  expect(
    linesOf(await problemsIn(check, `${ORDERS}\ncreate policy p on orders using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');`)),
  ).toEqual(['2 critical'])
})

test('finds the same where accounts are kept', async () => {
  const of = (column: string) =>
    problemsIn(
      check,
      `${ORDERS}\ncreate policy p on orders using (exists (select 1 from auth.users where users.id = auth.uid() and users.${column} ->> 'is_admin' = 'true'));`,
    )
  expect(linesOf(await of('raw_user_meta_data'))).toEqual(['2 high'])
  expect(linesOf(await of('raw_app_meta_data'))).toEqual([])
  const either =
    "(auth.jwt() -> 'user_metadata' ->> 'role') = 'admin' or exists (select 1 from auth.users where raw_user_meta_data ->> 'role' = 'admin')"
  expect(linesOf(await problemsIn(check, `${ORDERS}\ncreate policy p on orders using (${either});`))).toEqual(['2 critical'])
})

test('finds rows that follow an e-mail address', async () => {
  expect(
    linesOf(
      await problemsIn(
        check,
        "create table orders (id uuid, email text); alter table orders enable row level security;\ncreate policy p on orders for select using (email = auth.jwt() ->> 'email');",
      ),
    ),
  ).toEqual(['2 medium'])
})

test('finds a role that new users choose at sign-up', async () => {
  const sql =
    "create function on_sign_up() returns trigger language plpgsql security definer set search_path = '' as $$ begin insert into public.profiles (id, role) values (new.id, coalesce(new.raw_user_meta_data ->> 'role', 'customer')); return new; end $$;"
  expect(linesOf(await problemsIn(check, sql))).toEqual(['1 critical'])
})

test.each([
  ['what only the server writes', `${ORDERS} create policy p on orders using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');`],
  ['one address that is known', `${ORDERS} create policy p on orders using (auth.jwt() ->> 'email' = 'owner@shop.example');`],
  [
    'a name taken at sign-up',
    "create function f() returns trigger language plpgsql as $$ begin insert into profiles (id, name) values (new.id, new.raw_user_meta_data ->> 'name'); return new; end $$;",
  ],
  [
    'a role of a list',
    "create function f() returns trigger language plpgsql as $$ begin insert into profiles (id, role) values (new.id, case when new.raw_user_meta_data ->> 'role' = 'seller' then 'seller' else 'buyer' end); return new; end $$;",
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})
