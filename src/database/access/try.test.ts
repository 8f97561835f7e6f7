import { expect, test } from 'vitest'
import { A, ADMIN, B, cellOf, cellsOf, matrixOf, SELLER } from './access.fixture.js'
import { faultsOf } from './faults.js'

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

test("what a call adds without naming anything of A's is the caller's own affair", async () => {
  const matrix = await matrixOf(`${ORDERS}
    create function begin_order(note text) returns void language sql security definer as $$ insert into orders (user_id, total) values (auth.uid(), 1) $$;
    create function order_for(user_id uuid) returns void language sql security definer as $$ insert into orders (user_id, total) values (user_id, 1) $$;`)
  expect(cellOf(matrix, 'begin_order', 'execute', 'b').outcome).toBe('own')
  expect(cellOf(matrix, 'order_for', 'execute', 'b')).toMatchObject({ outcome: 'allowed', why: 'it changed public.orders' })
})

test('what a view shows with the rights of its reader is told of its tables alone', async () => {
  const shown = (options: string) => `${ORDERS} alter table orders enable row level security; alter table orders add column phone text;
    create policy p on orders for select to authenticated using (true); create view book ${options} as select * from orders;`
  const told = async (options: string) => faultsOf(await matrixOf(shown(options))).map(fault => fault.object.name)
  expect(await told('with (security_invoker = on)')).toEqual(['orders'])
  expect(await told('')).toContain('book')
})

test('who may change only some of no one’s rows may well own those', async () => {
  const tiers = `create table venues (id int primary key, name text); create table venue_owners (venue_id int references venues, person uuid references auth.users);
    create table tiers (id int primary key, venue_id int references venues, price int); alter table tiers enable row level security; create policy shown on tiers for select using (true);
    insert into venues values (1, 'One'), (2, 'Two'); insert into venue_owners values (1, '${B}'); insert into tiers values (1, 1, 5), (2, 2, 6);`
  const told = async (rule: string) =>
    faultsOf(await matrixOf(`${tiers} create policy p on tiers for update to authenticated using (${rule});`)).filter(
      fault => fault.object.name === 'tiers',
    )
  expect(await told('exists (select from venue_owners o where o.venue_id = tiers.venue_id and o.person = auth.uid())')).toEqual([])
  expect((await told('auth.uid() is not null')).map(fault => fault.kind)).toEqual(['cross-tenant-write'])
})

const SOCIAL = `create table follows (follower uuid references auth.users, followed uuid references auth.users, primary key (follower, followed));
  create table posts (id uuid primary key default gen_random_uuid(), author uuid not null references auth.users, body text, phone text, like_count int not null default 0);
  create table ratings (post_id uuid references posts, rater uuid references auth.users, stars int, primary key (post_id, rater));
  create table totals (post_id uuid primary key references posts, stars int not null);
  create table notices (id uuid primary key default gen_random_uuid(), recipient uuid not null references auth.users, actor uuid, body text);
  insert into follows values ('${A}', '${B}'), ('${B}', '${A}'), ('${A}', '${SELLER}');
  insert into posts (author, body, phone) values ('${A}', 'words of hers alone', '+1 555 0101'), ('${A}', 'and more words of hers', '+1 555 0101'), ('${B}', 'his', null);
  insert into totals select id, 0 from posts where author = '${A}';
  alter table follows enable row level security; alter table posts enable row level security; alter table totals enable row level security;
  alter table ratings enable row level security; alter table notices enable row level security;`
const definer = 'language sql security definer as'

test.each([
  [
    'blocking somebody',
    'f(target_user_id uuid) returns void',
    `delete from follows where (follower = auth.uid() and followed = target_user_id) or (follower = target_user_id and followed = auth.uid())`,
  ],
  [
    'rating what is hers, with the counters and the notice that follow',
    'f(post_id uuid) returns void',
    `insert into ratings values (f.post_id, auth.uid(), 5); update totals set stars = stars + 5 where totals.post_id = f.post_id;
    insert into notices (recipient, actor, body) select author, auth.uid(), 'rated' from posts where id = f.post_id; update posts set like_count = like_count + 1 where id = f.post_id`,
  ],
  ['showing who follows whom', 'f() returns setof uuid', 'select follower from follows'],
])('%s is the own affair of the caller', async (_, signature, body) => {
  expect(cellOf(await matrixOf(`${SOCIAL} create function ${signature} ${definer} $$ ${body} $$;`), 'f', 'execute', 'b').outcome).toBe(
    'own',
  )
})

test.each([
  [
    "taking another's follows away",
    'f(target_user_id uuid) returns void',
    'delete from follows where follower = target_user_id',
    'it changed public.follows',
  ],
  ['rewriting what is hers', 'f(post_id uuid) returns void', `update posts set body = 'x' where id = f.post_id`, 'it changed public.posts'],
  [
    'a post as if from her',
    'f(user_id uuid) returns void',
    `insert into posts (author, body) values (f.user_id, 'x')`,
    'it changed public.posts',
  ],
  ['handing out whole rows', 'f() returns setof text', 'select to_jsonb(p)::text from posts p', "it returned `id` of A's `posts`"],
])('%s is not', async (_, signature, body, why) => {
  const matrix = await matrixOf(`${SOCIAL} create function ${signature} ${definer} $$ ${body} $$;`)
  expect(cellOf(matrix, 'f', 'execute', 'b')).toMatchObject({ outcome: 'allowed', why })
})

const SHOP = `create table listings (id uuid primary key default gen_random_uuid(), seller_id uuid not null references auth.users, buyer_id uuid references auth.users, title text);
  create table reviews (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users, rating int not null, score int not null default 0);
  create table stars (review_id uuid references reviews, rater uuid references auth.users);
  create table people (id uuid primary key references auth.users, last_name text, display_name text, last_seen_at int not null default 0);
  create table notes (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users, body text, display_name text);
  create table waitlist (id uuid primary key default gen_random_uuid(), email text unique);
  create table wards (id uuid primary key default gen_random_uuid(), email text);
  insert into listings (seller_id, buyer_id, title) values ('${A}', null, 'Mug'), ('${SELLER}', '${A}', 'Cup'), ('${A}', '${SELLER}', 'Jug');
  insert into reviews (user_id, rating) values ('${A}', 5), ('${B}', 3);
  insert into people values ('${A}', 'Archer', 'Ann the archer', 0), ('${B}', 'Baker', 'Bob the baker', 0);
  insert into notes (user_id, body, display_name) values ('${A}', 'words of hers alone', 'Ann the archer'), ('${B}', 'his', 'Bob the baker');
  alter table listings enable row level security; alter table reviews enable row level security; alter table stars enable row level security;
  alter table people enable row level security; alter table notes enable row level security; alter table waitlist enable row level security; alter table wards enable row level security;
  create policy join_in on waitlist for insert with check (true);`

const joins = 'insert into waitlist (email) values (p_email)'

test.each([
  ['a wait-list', 'f(p_email text) returns void', 'language sql as', joins],
  ['a purchase', 'f(listing_id uuid) returns void', definer, 'update listings set buyer_id = auth.uid() where id = listing_id'],
  ['having been seen', 'f(person_id uuid) returns void', definer, 'update people set last_seen_at = last_seen_at + 5 where id = person_id'],
  ['a vote', 'f(review_id uuid) returns void', definer, 'update reviews set score = score + 1 where id = review_id'],
  [
    'a rating, and what follows from it',
    'f(review_id uuid) returns void',
    definer,
    'insert into stars values (f.review_id, auth.uid()); update reviews set score = score + 4 where id = f.review_id',
  ],
  ['a name that is shown', 'f(note_id uuid) returns text', definer, 'select display_name from notes where id = note_id'],
  ['a word of nobody in particular', 'f() returns setof text', definer, 'select body from notes'],
])('%s is what the function is for', async (_, signature, rights, body) => {
  const matrix = await matrixOf(`${SHOP} create function ${signature} ${rights} $$ ${body} $$;`)
  expect(cellOf(matrix, 'f', 'execute', 'b').outcome).toBe('own')
})

test.each([
  ['taking hers', 'f(review_id uuid) returns void', 'update reviews set user_id = auth.uid() where id = review_id', 'reviews'],
  ['her own name', 'f(person_id uuid) returns void', `update people set last_name = 'x' where id = person_id`, 'people'],
  ['her own verdict', 'f(review_id uuid) returns void', 'update reviews set rating = 1 where id = review_id', 'reviews'],
  ['what is no form', 'f(p_email text) returns void', 'insert into wards (email) values (p_email)', 'wards'],
  ['taking her off the list', 'f(p_email text) returns void', 'delete from waitlist', 'waitlist'],
  [
    'a sale as if she had sold',
    'f(user_id uuid) returns void',
    `insert into listings (seller_id, title) values (f.user_id, 'x')`,
    'listings',
  ],
])('%s is a change of what is hers', async (_, signature, body, table) => {
  const listed = `insert into waitlist (email) values ('x@example.com');`
  const matrix = await matrixOf(`${SHOP} ${listed} create function ${signature} ${definer} $$ ${body} $$;`)
  expect(cellOf(matrix, 'f', 'execute', 'b')).toMatchObject({ outcome: 'allowed', why: `it changed public.${table}` })
})

test('one text of the row that was asked for is enough', async () => {
  const body = 'f(note_id uuid) returns text language sql security definer as $$ select body from notes where id = note_id $$'
  expect(cellOf(await matrixOf(`${SHOP} create function ${body};`), 'f', 'execute', 'b')).toMatchObject({
    outcome: 'allowed',
    why: "it returned `body` of A's `notes`",
  })
})

test("rows in A's name are hers, whoever her first row names too", async () => {
  // The first row that is aimed at names nobody there: a search by what it holds finds none of hers.
  const table = `create table gifts (id int primary key, giver uuid references auth.users, taker uuid references auth.users);
    insert into gifts values (1, '${A}', '${SELLER}'), (2, '${A}', '${SELLER}'), (3, '${SELLER}', '${A}'); alter table gifts enable row level security;`
  const call = `create function f(user_id uuid) returns void ${definer} $$ insert into gifts values (9, '${ADMIN}', f.user_id) $$;`
  expect(cellOf(await matrixOf(`${table} ${call}`), 'f', 'execute', 'b')).toMatchObject({ outcome: 'allowed' })
  const elsewhere = `create function f(user_id uuid) returns void ${definer} $$ insert into gifts values (9, '${ADMIN}', '${SELLER}') $$;`
  expect(cellOf(await matrixOf(`${table} ${elsewhere}`), 'f', 'execute', 'b').outcome).toBe('own')
})
