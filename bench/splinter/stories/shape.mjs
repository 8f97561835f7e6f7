/** How the schema is built: keys, indexes, conditions asked once a row. */
const SHOP = `create table public.shops (id uuid primary key default gen_random_uuid(), name text not null);
create table public.listings (id uuid primary key default gen_random_uuid(), shop_id uuid not null references public.shops (id), title text not null, owner_id uuid);
alter table public.shops enable row level security; alter table public.listings enable row level security;
create policy "shops are shown" on public.shops for select using (true);`
const KEYED = `${SHOP} create index listings_shop on public.listings (shop_id);`

export const shape = [
  {
    lint: '0001_unindexed_foreign_keys',
    rows: 20_000,
    ours: ['performance/missing-index'],
    code: "export const listings = (shop: string) => supabase.from('listings').select('*').eq('shop_id', shop)",
    fault: `${SHOP} create policy "listings are shown" on public.listings for select using (true);`,
    remedy: 'create index listings_shop on public.listings (shop_id);',
  },
  {
    lint: '0003_auth_rls_initplan',
    ours: ['performance/caller-per-row'],
    fault: `${KEYED} create policy "own listings" on public.listings for select to authenticated using (owner_id = auth.uid());`,
    remedy: `drop policy "own listings" on public.listings;
create policy "own listings" on public.listings for select to authenticated using (owner_id = (select auth.uid()));`,
  },
  {
    lint: '0004_no_primary_key',
    ours: ['broken/table-without-key'],
    fault: 'create table public.visits (page text, seen timestamptz); alter table public.visits enable row level security;',
    remedy: 'alter table public.visits add column id bigint generated always as identity primary key;',
  },
  {
    lint: '0005_unused_index',
    rows: 20_000,
    ours: ['performance/unused-index'],
    code: "export const visits = (page: string) => supabase.from('visits').select('*').eq('id', page).single()",
    fault:
      'create table public.visits (id bigint primary key, page text); alter table public.visits enable row level security; create index visits_page on public.visits (page);',
    remedy: 'drop index public.visits_page;',
  },
  {
    lint: '0006_multiple_permissive_policies',
    ours: ['performance/overlapping-permissions'],
    fault: `${KEYED}
create policy "own listings" on public.listings for select to authenticated using (owner_id = (select auth.uid()));
create policy "named listings" on public.listings for select to authenticated using (title <> '');`,
    remedy: `drop policy "own listings" on public.listings; drop policy "named listings" on public.listings;
create policy "own or named" on public.listings for select to authenticated using (owner_id = (select auth.uid()) or title <> '');
create policy "never blank" on public.listings as restrictive for select to authenticated using (title <> '-');`,
  },
  {
    lint: '0009_duplicate_index',
    rows: 20_000,
    ours: ['performance/redundant-index'],
    code: "export const listings = (shop: string) => supabase.from('listings').select('*').eq('shop_id', shop)",
    fault: `${KEYED} create policy "listings are shown" on public.listings for select using (true); create index listings_shop_again on public.listings (shop_id);`,
    remedy: 'drop index public.listings_shop_again;',
  },
  {
    lint: '0018_unsupported_reg_types',
    ours: ['broken/catalogue-reference'],
    fault:
      'create table public.handlers (id integer primary key, call regprocedure); alter table public.handlers enable row level security;',
    remedy: 'alter table public.handlers alter column call type text;',
  },
  {
    lint: '0020_table_bloat',
    ours: ['performance/vacuum-off'],
    // A life in three statements: what was deleted is still there. A new type writes the table anew.
    fault: `create table public.visits (id bigint primary key, page text); alter table public.visits enable row level security;
alter table public.visits set (autovacuum_enabled = false);
insert into public.visits select n, repeat('x', 100) from generate_series(1, 300000) n;
delete from public.visits where id > 10;
do $$ begin execute 'analyze public.visits'; end $$;`,
    remedy: `alter table public.visits reset (autovacuum_enabled);
alter table public.visits alter column page type varchar(200);
do $$ begin execute 'analyze public.visits'; end $$;`,
  },
  {
    lint: '0021_fkey_to_auth_unique',
    ours: ['broken/account-reference'],
    fault:
      'create table public.phones (id uuid primary key, number text not null references auth.users (phone)); alter table public.phones enable row level security;',
    remedy: 'alter table public.phones drop constraint phones_number_fkey;',
  },
  {
    lint: '0022_extension_versions_outdated',
    ours: ['rules/pinned-extension'],
    reaches: true,
    fault: "drop extension if exists pg_trgm; create extension pg_trgm with schema extensions version '1.3';",
    remedy: 'alter extension pg_trgm update;',
  },
  {
    lint: '0026_pg_graphql_anon_table_exposed',
    ours: [],
    why: 'names alone: the code in the browser spells the same tables out, and what their rows give away is told by the access checks',
  },
  {
    lint: '0027_pg_graphql_authenticated_table_exposed',
    ours: [],
    why: 'names alone: the code in the browser spells the same tables out, and what their rows give away is told by the access checks',
  },
]
