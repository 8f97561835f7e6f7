import { A, ADMIN, B, SELLER } from './access.fixture.js'

/** One set of policies, and what is wrong with it: `kind table`, nothing where it only looks odd. */
export interface Story {
  readonly name: string
  readonly sql: string
  readonly faults: readonly string[]
}

const rules = (...tables: string[]): string => tables.map(name => `alter table ${name} enable row level security;`).join(' ')

const ORDERS = `create table orders (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users, email text, status text default 'pending' check (status in ('pending', 'paid', 'cancelled')), total int not null);
insert into orders (user_id, email, total) values ('${A}', 'a@example.com', 10), ('${A}', 'a@example.com', 20), ('${B}', 'b@example.com', 30); ${rules('orders')}`
const PROFILES = `create table profiles (id uuid primary key references auth.users, email text, phone text, name text, role text not null default 'user');
insert into profiles (id, email, phone, name, role) values ('${A}', 'a@example.com', '+1 555 0101', 'Ann', 'user'), ('${B}', 'b@example.com', '+1 555 0102', 'Bob', 'user'), ('${ADMIN}', 'admin@example.com', '+1 555 0103', 'Cy', 'admin'); ${rules('profiles')}`
const NOTES = `create table notes (id bigint generated always as identity primary key, user_id uuid not null default auth.uid() references auth.users, body text, shared boolean not null default false);
insert into notes (user_id, body) values ('${A}', 'mine alone'), ('${A}', 'and mine'), ('${B}', 'his'); ${rules('notes')}`
const PRODUCTS = `create table products (id serial primary key, seller_id uuid references auth.users, title text, price int, published boolean default true);
insert into products (seller_id, title, price) values ('${A}', 'Mug', 5), ('${SELLER}', 'Cup', 6); ${rules('products')}`
const TEAMS = `create table teams (id uuid primary key default gen_random_uuid(), name text); create table team_members (team_id uuid references teams, user_id uuid references auth.users, role text default 'member', primary key (team_id, user_id));
create table documents (id uuid primary key default gen_random_uuid(), team_id uuid references teams, owner_id uuid references auth.users, title text);
insert into teams values ('11111111-0000-4000-8000-000000000001', 'One'), ('22222222-0000-4000-8000-000000000002', 'Two');
insert into team_members values ('11111111-0000-4000-8000-000000000001', '${A}', 'owner'), ('22222222-0000-4000-8000-000000000002', '${B}', 'owner');
insert into documents (team_id, owner_id, title) values ('11111111-0000-4000-8000-000000000001', '${A}', 'Plan of one'), ('22222222-0000-4000-8000-000000000002', '${B}', 'Plan of two'); ${rules('teams', 'team_members', 'documents')}`
const ITEMS = `${ORDERS} create table order_items (id serial primary key, order_id uuid references orders, product text, price int);
insert into order_items (order_id, product, price) select id, 'Mug', 5 from orders; ${rules('order_items')}`

export const FAULTY: readonly Story[] = [
  {
    name: 'row rules forgotten',
    sql: ORDERS.replace(rules('orders'), ''),
    faults: ['cross-tenant-read orders', 'cross-tenant-write orders', 'forged-row orders'],
  },
  {
    name: 'policies written, rules never switched on',
    sql: `${NOTES.replace(rules('notes'), '')} create policy mine on notes using (user_id = auth.uid());`,
    faults: ['cross-tenant-read notes', 'cross-tenant-write notes', 'forged-row notes'],
  },
  {
    name: 'true for everyone',
    sql: `${ORDERS} create policy "Users can view own orders" on orders for select using (true);`,
    faults: ['cross-tenant-read orders'],
  },
  {
    name: 'signed in is enough',
    sql: `${ORDERS} create policy p on orders for all to authenticated using (auth.uid() is not null);`,
    faults: ['cross-tenant-read orders', 'cross-tenant-write orders', 'forged-row orders'],
  },
  {
    name: 'a role that is a word of the token',
    sql: `${ORDERS} create policy p on orders for update using (auth.role() = 'authenticated'); create policy s on orders for select using (user_id = auth.uid() or auth.role() = 'authenticated');`,
    faults: ['cross-tenant-read orders', 'cross-tenant-write orders'],
  },
  {
    name: 'an or too many',
    sql: `${NOTES} create policy p on notes for select using (user_id = auth.uid() or user_id is not null);`,
    faults: ['cross-tenant-read notes'],
  },
  {
    name: 'a column compared with itself',
    sql: `${TEAMS} create policy p on documents for select using (exists (select 1 from team_members m where m.user_id = auth.uid() and m.team_id = m.team_id)); create policy q on team_members for select using (user_id = auth.uid());`,
    faults: ['cross-tenant-read documents'],
  },
  {
    name: 'own in name only: the service policy for public',
    sql: `${ORDERS} create policy own on orders for select using (user_id = auth.uid()); create policy "Service role manages orders" on orders for all using (true) with check (true);`,
    faults: ['cross-tenant-read orders', 'cross-tenant-write orders', 'forged-row orders'],
  },
  {
    name: 'the check lets a row go out in the name of someone else',
    sql: `create table reviews (id serial primary key, author_id uuid references auth.users, stars int, body text); insert into reviews (author_id, stars, body) values ('${A}', 1, 'Bad'), ('${B}', 5, 'Good'); ${rules('reviews')} create policy s on reviews for select using (true); create policy u on reviews for update using (author_id = auth.uid()) with check (true);`,
    faults: ['row-handover reviews'],
  },
  {
    name: "a row in whoever's name",
    sql: `${NOTES} create policy s on notes for select using (user_id = auth.uid()); create policy i on notes for insert to authenticated with check (true);`,
    faults: ['forged-row notes'],
  },
  {
    name: 'the own role may be changed',
    sql: `${PROFILES} create policy s on profiles for select using (id = auth.uid()); create policy u on profiles for update using (id = auth.uid());`,
    faults: ['self-promotion profiles'],
  },
  {
    name: 'the own role, through a check that looks at the id alone',
    sql: `${PROFILES} create policy s on profiles for select using (id = auth.uid()); create policy u on profiles for update using (id = auth.uid()) with check (id = auth.uid());`,
    faults: ['self-promotion profiles'],
  },
  {
    name: 'a role for oneself',
    sql: `create table user_roles (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users, role text, unique (user_id, role)); insert into user_roles (user_id, role) values ('${A}', 'user'), ('${B}', 'user'); ${rules('user_roles')} create policy s on user_roles for select using (user_id = auth.uid()); create policy i on user_roles for insert with check (user_id = auth.uid());`,
    faults: ['self-promotion user_roles'],
  },
  {
    name: 'the own total',
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create policy u on orders for update using (user_id = auth.uid());`,
    faults: ['self-promotion orders'],
  },
  {
    name: 'a policy that asks its own table',
    sql: `${TEAMS} create policy m on team_members for select using (exists (select 1 from team_members m where m.user_id = auth.uid() and m.team_id = team_members.team_id));`,
    faults: ['policy-error team_members'],
  },
  {
    name: 'metadata as a badge',
    sql: `${ORDERS} create policy p on orders for select using (user_id = auth.uid() or (auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');`,
    faults: ['cross-tenant-read orders'],
  },
  {
    name: 'a helper that says yes',
    sql: `${ORDERS} create function is_owner(row_owner uuid) returns boolean language sql stable as 'select auth.uid() is not null'; create policy p on orders for select using (is_owner(user_id));`,
    faults: ['cross-tenant-read orders'],
  },
  {
    name: 'items of any order',
    sql: `${ITEMS} create policy o on orders for select using (user_id = auth.uid()); create policy i on order_items for select to authenticated using (order_id is not null);`,
    faults: ['cross-tenant-read order_items'],
  },
  {
    name: "a view with its owner's rights",
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create view order_summary as select id, user_id, email, total from orders; grant select on order_summary to anon, authenticated;`,
    faults: ['cross-tenant-read order_summary', 'cross-tenant-write order_summary'],
  },
  {
    name: 'a function that asks no one',
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create function mark_paid(order_id uuid) returns void language sql security definer as $$ update orders set status = 'paid' where id = order_id $$;`,
    faults: ['open-function mark_paid'],
  },
]

export const ODD: readonly Story[] = [
  {
    name: 'a catalogue for everyone',
    sql: `${PRODUCTS} create policy p on products for select using (true); create policy m on products for all using (seller_id = auth.uid());`,
    faults: [],
  },
  {
    name: 'true, for the service role',
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create policy all_ on orders for all to service_role using (true) with check (true);`,
    faults: [],
  },
  {
    name: 'a check of true, where the row must stay readable',
    sql: `${NOTES} create policy s on notes for select using (user_id = auth.uid()); create policy u on notes for update using (user_id = auth.uid()) with check (true);`,
    faults: [],
  },
  {
    name: 'using alone, which is also the check',
    sql: `${NOTES} create policy p on notes for all using (user_id = auth.uid());`,
    faults: [],
  },
  {
    name: 'true, held by a restrictive policy',
    sql: `${NOTES} create policy p on notes for all using (true); create policy r on notes as restrictive for all using (user_id = (select auth.uid()));`,
    faults: [],
  },
  { name: 'rules on and no policy at all', sql: ORDERS, faults: [] },
  {
    name: 'rules off and no rights',
    sql: `${ORDERS.replace(rules('orders'), '')} revoke all on orders from anon, authenticated;`,
    faults: [],
  },
  {
    name: 'the role pinned by a check that reads the row',
    sql: `${PROFILES} create function my_role() returns text language sql stable security definer as 'select role from profiles where id = auth.uid()'; create policy s on profiles for select using (id = auth.uid()); create policy u on profiles for update using (id = auth.uid()) with check (id = auth.uid() and role = my_role());`,
    faults: [],
  },
  {
    name: 'the role kept by a trigger',
    sql: `${PROFILES} create function keep_role() returns trigger language plpgsql as 'begin if new.role is distinct from old.role then raise exception ''role is not yours to change''; end if; return new; end'; create trigger keep_role before update on profiles for each row execute function keep_role(); create policy s on profiles for select using (id = auth.uid()); create policy u on profiles for update using (id = auth.uid());`,
    faults: [],
  },
  {
    name: 'the role out of reach by column rights',
    sql: `${PROFILES} revoke update on profiles from anon, authenticated; grant update (name) on profiles to authenticated; create policy s on profiles for select using (id = auth.uid()); create policy u on profiles for update using (id = auth.uid());`,
    faults: [],
  },
  {
    name: 'an insert check of true, and a trigger that writes the owner',
    sql: `${NOTES} create function own_it() returns trigger language plpgsql as 'begin new.user_id := auth.uid(); return new; end'; create trigger own_it before insert on notes for each row execute function own_it(); create policy i on notes for insert to authenticated with check (true); create policy s on notes for select using (user_id = auth.uid());`,
    faults: [],
  },
  {
    name: 'an admin by a definer function',
    sql: `${PROFILES} ${ORDERS} create function is_admin() returns boolean language sql stable security definer set search_path = public as $$ select exists (select 1 from profiles where id = auth.uid() and role = 'admin') $$; create policy o on orders for all using (is_admin()); create policy s on profiles for select using (id = auth.uid() or is_admin());`,
    faults: [],
  },
  {
    name: 'a form that strangers fill in',
    sql: `create table contact_messages (id uuid primary key default gen_random_uuid(), email text not null, message text); insert into contact_messages (email, message) values ('x@example.com', 'Hello'); ${rules('contact_messages')} create policy i on contact_messages for insert to anon, authenticated with check (true);`,
    faults: [],
  },
  {
    name: 'members of a team, over a definer function',
    sql: `${TEAMS} create function my_teams() returns setof uuid language sql stable security definer set search_path = public as 'select team_id from team_members where user_id = auth.uid()'; create policy d on documents for all using (team_id in (select my_teams())); create policy m on team_members for select using (team_id in (select my_teams()));`,
    faults: [],
  },
  {
    name: 'items through their order',
    sql: `${ITEMS} create policy o on orders for select using (user_id = auth.uid()); create policy i on order_items for select using (exists (select 1 from orders where orders.id = order_items.order_id));`,
    faults: [],
  },
  {
    name: 'shared when the owner says so',
    sql: `${NOTES} update notes set shared = true where body = 'and mine'; create policy s on notes for select using (user_id = auth.uid() or shared); create policy w on notes for update using (user_id = auth.uid());`,
    faults: [],
  },
  {
    name: "a view with its reader's rights",
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create view order_summary with (security_invoker = on) as select id, user_id, email, total from orders; grant select on order_summary to anon, authenticated;`,
    faults: [],
  },
  {
    name: 'a definer function that looks who asks',
    sql: `${ORDERS} create policy o on orders for select using (user_id = auth.uid()); create function cancel_order(order_id uuid) returns void language plpgsql security definer set search_path = public as $$ begin update orders set status = 'cancelled' where id = order_id and user_id = auth.uid(); end $$;`,
    faults: [],
  },
  {
    name: 'cancel only, and only while pending',
    sql: `${ORDERS} create policy s on orders for select using (user_id = auth.uid()); revoke update on orders from anon, authenticated; grant update (status) on orders to authenticated; create policy u on orders for update using (user_id = auth.uid() and status = 'pending') with check (user_id = auth.uid() and status = 'cancelled');`,
    faults: [],
  },
  {
    name: 'the signed-in role named twice over',
    sql: `${NOTES} create policy p on notes for select to authenticated using (auth.role() = 'authenticated' and (select auth.uid()) = user_id); create policy q on notes for select to anon using (false);`,
    faults: [],
  },
]
