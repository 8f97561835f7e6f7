import { expect, test } from 'vitest'
import { A, B, cellOf, cellsOf, matrixOf } from './access.fixture.js'

const ORDERS = `
create table orders (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users, status text not null default 'pending' check (status in ('pending', 'paid')), total int not null);
insert into orders (user_id, total) values ('${A}', 10), ('${A}', 20), ('${B}', 30);`

test('without row rules everyone with the public key may do all', async () => {
  const matrix = await matrixOf(ORDERS)
  for (const does of ['select', 'insert', 'update', 'delete'] as const)
    expect(cellsOf(matrix, 'orders', does)).toEqual({ anon: 'allowed', a: 'allowed', b: 'allowed', seller: 'allowed', admin: 'allowed' })
  expect(cellOf(matrix, 'orders', 'update', 'anon').columns?.toSorted()).toEqual(['status', 'total', 'user_id'])
  expect(cellOf(matrix, 'orders', 'update', 'anon').why).toBe('row level security is off')
})

test('own rows only: allowed to A, own to others, denied to visitors; she may change her total', async () => {
  const matrix = await matrixOf(
    `${ORDERS} alter table orders enable row level security; create policy mine on orders for all to authenticated using (auth.uid() = user_id);`,
  )
  for (const does of ['select', 'insert', 'update', 'delete'] as const) {
    expect(cellsOf(matrix, 'orders', does)).toEqual({
      anon: 'denied',
      a: 'allowed',
      b: 'own',
      seller: does === 'insert' ? 'own' : 'denied',
      admin: does === 'insert' ? 'own' : 'denied',
    })
  }
  expect(cellOf(matrix, 'orders', 'update', 'a').columns).toEqual(['status', 'total'])
  expect(cellOf(matrix, 'orders', 'insert', 'a').columns).toEqual(['status', 'total'])
  expect(cellOf(matrix, 'orders', 'update', 'a').by).toEqual(['mine'])
  expect(cellOf(matrix, 'orders', 'select', 'anon').by).toEqual(['no policy is for it'])
})

test('rules without policies deny all, and a recursive policy is an error for whoever asks', async () => {
  expect(cellsOf(await matrixOf(`${ORDERS} alter table orders enable row level security;`), 'orders', 'select')).toEqual({
    anon: 'denied',
    a: 'denied',
    b: 'denied',
    seller: 'denied',
    admin: 'denied',
  })
  const matrix = await matrixOf(
    `${ORDERS} alter table orders enable row level security; create policy p on orders using (exists (select from orders o where o.user_id = auth.uid()));`,
  )
  expect(cellOf(matrix, 'orders', 'select', 'a')).toMatchObject({ outcome: 'error', why: expect.stringContaining('infinite recursion') })
})

test('an update that a trigger takes back is denied, and the policy that opens a row is named', async () => {
  const matrix = await matrixOf(`${ORDERS} alter table orders enable row level security;
    create function keep() returns trigger language plpgsql as 'begin new.total := old.total; new.status := old.status; new.user_id := old.user_id; return new; end';
    create trigger keep before update on orders for each row execute function keep();
    create policy "own" on orders for all using (auth.uid() = user_id);
    create policy "staff" on orders for all using (true);`)
  expect(cellOf(matrix, 'orders', 'update', 'b')).toMatchObject({ outcome: 'denied', by: ['every change is undone or refused'] })
  expect(cellOf(matrix, 'orders', 'select', 'b').by).toEqual(['staff'])
  expect(cellOf(matrix, 'orders', 'select', 'a').by).toEqual(['own', 'staff'])
})

test('metadata that users write themselves opens what it opens', async () => {
  const matrix = await matrixOf(`${ORDERS} alter table orders enable row level security;
    create policy admins on orders for select using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');`)
  expect(cellOf(matrix, 'orders', 'select', 'b')).toMatchObject({ outcome: 'allowed', why: expect.stringContaining('user_metadata') })
  const trusted = await matrixOf(`${ORDERS} alter table orders enable row level security;
    create policy admins on orders for select using ((auth.jwt() -> 'app_metadata' ->> 'role') = 'admin');`)
  expect(cellsOf(trusted, 'orders', 'select')).toEqual({ anon: 'denied', a: 'denied', b: 'denied', seller: 'denied', admin: 'allowed' })
})

test('a stored view shows the rows that came after it was made', async () => {
  const matrix =
    await matrixOf(`create table orders (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users, total int not null);
    alter table orders enable row level security;
    create materialized view sums as select user_id, sum(total) as total from orders group by 1;
    create materialized view closed as select user_id from orders; revoke select on closed from anon, authenticated;
    insert into orders (user_id, total) values ('${A}', 10), ('${B}', 30);`)
  expect(cellOf(matrix, 'sums', 'select', 'anon').outcome).toBe('allowed')
  expect(cellOf(matrix, 'closed', 'select', 'anon').outcome).toBe('denied')
})
