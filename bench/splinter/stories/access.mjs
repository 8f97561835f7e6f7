/** Who reaches what: fault, remedy, and what stays silent beside it. Told in our own tables; the numbers are splinter's. */
const ORDERS = `create table public.orders (id uuid primary key default gen_random_uuid(), user_id uuid not null references auth.users (id), total_cents integer not null default 0, note text);
create index on public.orders (user_id);`
const RULED = `${ORDERS}
alter table public.orders enable row level security;`
const OWN = `create policy "own orders" on public.orders for select to authenticated using (user_id = (select auth.uid()));`

export const access = [
  {
    lint: '0002_auth_users_exposed',
    ours: ['rules/view-bypass'],
    fault: 'create view public.members as select id, email, phone from auth.users;',
    remedy: 'revoke all on public.members from anon, authenticated, public;',
  },
  {
    lint: '0007_policy_exists_rls_disabled',
    ours: ['rules/row-rules-missing', 'rules/cross-tenant-read'],
    fault: `${ORDERS} ${OWN}`,
    remedy: 'alter table public.orders enable row level security;',
  },
  {
    lint: '0008_rls_enabled_no_policy',
    ours: ['broken/unreachable-table'],
    code: "export const myOrders = () => supabase.from('orders').select('id, note')",
    fault: RULED,
    remedy: OWN,
  },
  {
    lint: '0010_security_definer_view',
    ours: ['rules/view-bypass'],
    fault: `${RULED} ${OWN}
alter table public.orders add column address text, add column phone text;
create view public.order_book as select id, user_id, address, phone from public.orders;`,
    remedy: 'alter view public.order_book set (security_invoker = on);',
  },
  {
    lint: '0011_function_search_path_mutable',
    ours: ['rules/definer-function'],
    fault: `create function public.touch_nothing() returns integer language sql security definer as $$ select 1 $$;
revoke execute on function public.touch_nothing() from public, anon, authenticated;`,
    remedy: "alter function public.touch_nothing() set search_path = '';",
  },
  {
    lint: '0013_rls_disabled_in_public',
    ours: ['rules/row-rules-missing', 'rules/cross-tenant-read'],
    fault: ORDERS,
    remedy: `alter table public.orders enable row level security; ${OWN}`,
  },
  {
    lint: '0014_extension_in_public',
    ours: ['rules/public-extension'],
    fault: 'create extension if not exists citext with schema public;',
    remedy: 'alter extension citext set schema extensions;',
  },
  {
    lint: '0015_rls_references_user_metadata',
    ours: ['rules/policy-on-claim'],
    fault: `${RULED}
create policy "staff read" on public.orders for select to authenticated using (((select auth.jwt()) -> 'user_metadata' ->> 'role') = 'staff');`,
    remedy: `drop policy "staff read" on public.orders;
create policy "staff read" on public.orders for select to authenticated using (((select auth.jwt()) -> 'app_metadata' ->> 'role') = 'staff');`,
  },
  {
    lint: '0016_materialized_view_in_api',
    ours: ['rules/view-bypass'],
    fault: `${RULED} ${OWN}
alter table public.orders add column phone text;
create materialized view public.order_sums as select user_id, phone, sum(total_cents) as total from public.orders group by 1, 2;`,
    remedy: 'revoke select on public.order_sums from anon, authenticated, public;',
  },
  {
    lint: '0017_foreign_table_in_api',
    ours: ['rules/foreign-table'],
    // Ours never runs what names another server; for splinter it is run.
    reaches: true,
    fault: `create extension if not exists postgres_fdw with schema extensions;
create server warehouse foreign data wrapper postgres_fdw options (host 'warehouse.example', dbname 'stock');
create foreign table public.stock (id integer, label text) server warehouse;`,
    remedy: 'revoke select on public.stock from anon, authenticated, public;',
  },
  {
    lint: '0019_insecure_queue_exposed_in_api',
    ours: ['rules/open-queue'],
    set: { 'pgrst.db_schemas': 'public,pgmq_public' },
    code: "export const send = (message: object) => supabase.schema('pgmq_public').rpc('send', { queue_name: 'mail', message })",
    fault:
      "create extension pgmq; select pgmq.create('mail'); grant usage on schema pgmq to anon, authenticated; grant select on pgmq.q_mail to anon, authenticated;",
    remedy: 'alter table pgmq.q_mail enable row level security;',
  },
  {
    lint: '0023_sensitive_columns_exposed',
    ours: ['rules/row-rules-missing', 'rules/cross-tenant-read'],
    fault: 'create table public.patients (id uuid primary key, name text, ssn text, password text);',
    remedy: 'alter table public.patients enable row level security;',
  },
  {
    lint: '0024_rls_policy_always_true',
    ours: ['rules/policy-without-owner', 'rules/permissive-policy', 'rules/cross-tenant-write'],
    fault: `create table public.listings (id uuid primary key default gen_random_uuid(), seller_id uuid not null references auth.users (id), title text not null);
alter table public.listings enable row level security;
create index on public.listings (seller_id);
create policy "listings are shown" on public.listings for select using (true);
create policy "listings are changed" on public.listings for update to authenticated using (true);`,
    remedy: `drop policy "listings are changed" on public.listings;
create policy "listings are changed" on public.listings for update to authenticated using (seller_id = (select auth.uid()));`,
  },
  {
    lint: '0025_public_bucket_allows_listing',
    ours: ['rules/listed-bucket'],
    fault: `insert into storage.buckets (id, name, public) values ('pictures', 'pictures', true);
create policy "list pictures" on storage.objects for select using (bucket_id = 'pictures');`,
    remedy: 'drop policy "list pictures" on storage.objects;',
  },
  {
    lint: '0028_anon_security_definer_function_executable',
    ours: ['rules/definer-function', 'rules/open-function'],
    fault: `${RULED} ${OWN}
create function public.void_order(p_order uuid) returns void language sql security definer set search_path = '' as $$ delete from public.orders where id = p_order $$;`,
    remedy: 'revoke execute on function public.void_order(uuid) from public, anon, authenticated;',
  },
  {
    lint: '0029_authenticated_security_definer_function_executable',
    ours: ['rules/definer-function', 'rules/open-function'],
    fault: `${RULED} ${OWN}
create function public.mark_order(p_order uuid) returns void language sql security definer set search_path = '' as $$ update public.orders set total_cents = 0 where id = p_order $$;
revoke execute on function public.mark_order(uuid) from public, anon;
grant execute on function public.mark_order(uuid) to authenticated;`,
    remedy: 'revoke execute on function public.mark_order(uuid) from authenticated;',
  },
]
