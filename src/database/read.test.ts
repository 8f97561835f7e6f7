import { describe, expect, it } from 'vitest'
import type { Catalogue, Table } from './catalogue.js'
import { readCatalogue } from './read.js'
import { sourceOf } from './source.fixture.js'

const SUPABASE = { '@supabase/supabase-js': '2.0.0' }

async function tableIn(
  files: Readonly<Record<string, string>>,
  name: string,
  dependencies: Readonly<Record<string, string>> = {},
): Promise<Table> {
  const found = (await readCatalogue(sourceOf(files, dependencies))).tables.find(table => table.name === name)
  if (!found) throw new Error(`no table ${name}`)
  return found
}

const INIT = `-- Anfänge
create table public.orders (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users(id),
  total integer not null
);
alter table public.orders enable row level security;
create policy "Own orders" on public.orders for select
  using (auth.uid() = user_id); -- ")"
`

describe('SQL migrations', () => {
  it('reads tables, keys, rules and their places', async () => {
    const table = await tableIn({ 'supabase/migrations/0001_init.sql': INIT }, 'orders')
    const file = 'supabase/migrations/0001_init.sql'
    expect(table).toMatchObject({
      kind: 'sql',
      at: { file, line: 2 },
      primaryKey: ['id'],
      owner: 'user_id',
      rowRules: { enabled: true, at: { line: 7 } },
    })
    expect(table.columns.map(column => [column.name, column.type, column.nullable, column.hasDefault, column.at.line])).toEqual([
      ['id', 'uuid', false, true, 3],
      ['user_id', 'uuid', false, false, 4],
      ['total', 'int4', false, false, 5],
    ])
    expect(table.foreignKeys).toEqual([
      { columns: ['user_id'], table: 'auth.users', references: ['id'], at: { file, line: 4 }, refuses: true },
    ])
    expect(table.policies).toEqual([
      {
        name: 'Own orders',
        at: { file, line: 8 },
        command: 'select',
        permissive: true,
        roles: ['public'],
        using: 'auth.uid() = user_id',
        check: undefined,
      },
    ])
  })

  it('lets later migrations replace earlier ones, by number', async () => {
    const table = await tableIn(
      {
        'supabase/migrations/2_first.sql': INIT,
        'supabase/migrations/10_second.sql': `drop policy "Own orders" on orders;
create policy "Own orders" on orders for all to authenticated using ((select auth.uid()) = user_id) with check (true);
alter table orders add column status text default 'new', drop column total;
create unique index on orders (user_id, status) where status = 'new';`,
      },
      'orders',
    )
    expect(table.policies).toMatchObject([
      { command: 'all', roles: ['authenticated'], check: 'true', at: { file: 'supabase/migrations/10_second.sql', line: 2 } },
    ])
    expect(table.columns.map(column => column.name)).toEqual(['id', 'user_id', 'status'])
    expect(table.indexes).toMatchObject([{ columns: ['user_id', 'status'], unique: true, partial: true }])
  })

  it('goes on after a statement that is no SQL, and says so', async () => {
    const { tables, gaps } = await readCatalogue(sourceOf({ 'supabase/migrations/1.sql': `create policy oops on for;\n${INIT}` }))
    expect(tables.map(table => table.name)).toEqual(['orders'])
    expect(gaps).toMatchObject([{ at: { line: 1 }, hides: ['tables'] }])
  })

  it('reads statements in blocks, and loops over a list of tables', async () => {
    const rules = `do $$
declare t text;
begin
  if not exists (select 1 from pg_policies where policyname = 'Read') then
    create policy "Read" on orders for select using (true);
  end if;
  foreach t in array array['orders', 'notes'] loop
    execute format('alter table %I enable row level security', t);
  end loop;
end $$;`
    const { tables, gaps } = await readCatalogue(
      sourceOf({ 'migrations/1.sql': `create table orders (id int);\ncreate table notes (id int);\n${rules}` }),
    )
    expect(tables.map(table => table.rowRules?.enabled)).toEqual([true, true])
    expect(tables[0]?.policies).toMatchObject([{ name: 'Read', at: { line: 7 } }])
    expect(gaps).toEqual([])
  })

  it.each([
    ["where schemaname = 'public'", []],
    ["where tablename = 'notes'", ['Read']],
    ["where tablename in ('orders', 'notes')", []],
  ])('lets a block drop every policy of the tables that it lists %s', async (where, left) => {
    const clear = `do $$
declare p record;
begin
  for p in select policyname, tablename from pg_policies ${where} loop
    execute format('drop policy if exists %I on %I', p.policyname, p.tablename);
  end loop;
end $$;`
    const { tables, gaps } = await readCatalogue(
      sourceOf({
        'migrations/1.sql': `create table orders (id int);\ncreate table notes (id int);\ncreate policy "Read" on orders for select using (true);\n${clear}`,
      }),
    )
    expect(tables[0]?.policies.map(one => one.name)).toEqual(left)
    expect(gaps).toEqual([])
  })

  it('lets rules go with the function that they ask', async () => {
    const asks = `create table orders (id int);
create function is_staff() returns boolean language sql as $$ select true $$;
create policy "Staff" on orders for all using (public.is_staff());
create policy "Read" on orders for select using (true);`
    const { tables } = await readCatalogue(sourceOf({ 'migrations/1.sql': `${asks}\ndrop function is_staff() cascade;` }))
    expect(tables[0]?.policies.map(one => one.name)).toEqual(['Read'])
  })

  it('reports a block whose policies depend on what it reads while it runs', async () => {
    const { gaps } = await readCatalogue(
      sourceOf({ 'migrations/1.sql': `do $$ begin\n execute 'create policy p on ' || current_setting('x');\nend $$;` }),
    )
    expect(gaps).toHaveLength(1)
  })

  it('reads functions, triggers, grants, buckets and views', async () => {
    const { functions, buckets, views, tables } = await readCatalogue(
      sourceOf({
        'supabase/migrations/1.sql': `${INIT}
create function public.promote(p_user uuid) returns void language plpgsql security definer as $f$ begin update orders set total = 0; end $f$;
create function guard() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
alter function public.promote(uuid) set search_path = '';
revoke execute on function promote(uuid) from anon, public;
create trigger guard_orders before update of total on orders for each row execute function guard();
revoke update on orders from authenticated; grant update (total) on orders to authenticated;
insert into storage.buckets (public, id, name) values (true, 'photos', 'photos'), (false, 'papers', 'papers') on conflict do nothing;
update storage.buckets set public = true where id = 'papers';
create view order_totals with (security_invoker = true) as select o.id, o.total as sum from orders o;`,
      }),
    )
    expect(functions).toMatchObject([
      {
        name: 'promote',
        definer: true,
        searchPath: true,
        trigger: false,
        language: 'plpgsql',
        revokedFrom: ['anon', 'public'],
        parameters: ['p_user'],
      },
      { name: 'guard', definer: false, searchPath: true, trigger: true },
    ])
    expect(buckets.map(bucket => [bucket.name, bucket.public])).toEqual([
      ['photos', true],
      ['papers', true],
    ])
    expect(views).toMatchObject([{ name: 'order_totals', invoker: true, tables: ['orders'], columns: ['id', 'total'] }])
    expect(tables[0]).toMatchObject({
      triggers: [{ name: 'guard_orders', before: true, on: ['update'], function: 'guard' }],
      revoked: [{ role: 'authenticated', does: 'update', except: ['total'] }],
    })
  })
})

describe('several sets of SQL files', () => {
  it('reads what Supabase writes its migrations from only where there are none', async () => {
    const declared = { 'supabase/schemas/orders.sql': INIT }
    const named = async (files: Readonly<Record<string, string>>) =>
      (await readCatalogue(sourceOf(files, SUPABASE))).tables.map(table => table.at.file)
    expect(await named(declared)).toEqual(['supabase/schemas/orders.sql'])
    expect(await named({ ...declared, 'supabase/migrations/0001_init.sql': INIT })).toEqual(['supabase/migrations/0001_init.sql'])
  })

  const create = 'create table notes (id uuid primary key, user_id uuid);'
  const rules = 'alter table notes enable row level security; create policy "Own" on notes using (auth.uid() = user_id);'

  it('joins a file of rules to the only file that creates the table', async () => {
    const table = await tableIn({ 'schema.sql': create, 'policies.sql': rules }, 'notes', SUPABASE)
    expect(table).toMatchObject({ at: { file: 'schema.sql' }, rowRules: { enabled: true }, policies: [{ at: { file: 'policies.sql' } }] })
  })

  it('judges files that each create the table apart', async () => {
    const { tables } = await readCatalogue(sourceOf({ 'insecure.sql': create, 'setup.sql': create, 'secure.sql': rules }, SUPABASE))
    expect(tables.map(table => [table.at.file, table.rowRules?.enabled, table.policies.length])).toEqual([
      ['insecure.sql', false, 0],
      ['secure.sql', true, 1],
      ['setup.sql', false, 0],
    ])
  })

  it('marks what stands beside the migrations, and takes nothing away from them', async () => {
    const { tables } = await readCatalogue(
      sourceOf({ 'supabase/migrations/1.sql': create + rules, 'backup.sql': create, 'loosen.sql': 'drop policy "Own" on notes;' }),
    )
    expect(tables.map(table => [table.at.file, table.beside ?? false, table.policies.length])).toEqual([
      ['supabase/migrations/1.sql', false, 1],
      ['backup.sql', true, 0],
    ])
  })

  it('knows no row rules where browsers do not reach the database', async () => {
    expect((await tableIn({ 'db/schema.sql': create }, 'notes')).rowRules).toBeUndefined()
  })

  it('reads MySQL and SQLite', async () => {
    const mysql = await tableIn(
      {
        'schema.sql':
          'CREATE TABLE `orders` (\n  `id` int NOT NULL AUTO_INCREMENT,\n  `user_id` int,\n  `code` varchar(9) UNIQUE,\n  PRIMARY KEY (`id`),\n  CONSTRAINT fk FOREIGN KEY (`user_id`) REFERENCES `users` (`id`)\n) ENGINE=InnoDB;',
      },
      'orders',
    )
    expect(mysql).toMatchObject({ primaryKey: ['id'], foreignKeys: [{ columns: ['user_id'], table: 'users' }], owner: 'user_id' })
    expect(mysql.columns.map(column => [column.name, column.at.line, column.unique])).toEqual([
      ['id', 2, false],
      ['user_id', 3, false],
      ['code', 4, true],
    ])
    expect(mysql.indexes.map(index => index.columns)).toEqual([['code'], ['user_id']])
  })
})

it('says the same whatever order files come in', async () => {
  const files = { 'supabase/migrations/1.sql': INIT, 'b.sql': 'create table b (id int);', 'a.sql': 'create table a (id int);' }
  const forward: Catalogue = await readCatalogue(sourceOf(files))
  expect(await readCatalogue(sourceOf(Object.fromEntries(Object.entries(files).reverse())))).toEqual(forward)
})
