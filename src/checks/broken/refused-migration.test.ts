import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const FIRST = `create table items (id int primary key, name text);
alter table items enable row level security;
create function is_staff() returns boolean language sql as $$ select exists (select 1 from items) $$;
create policy shown on items for select using (is_staff());
create trigger stamp before update on items for each row execute function touch();
create type size as enum ('s', 'm');
create index items_name on items (name);`

const find = (second: string, name = 'migrations/002_more.sql') =>
  findingsIn('broken/refused-migration', { 'migrations/001_items.sql': FIRST, [name]: second })

test.each([
  ['create table items (id int primary key);', 'makes the table `items` once more'],
  ['create policy shown on items for select using (true);', 'gives `items` a second policy "shown"'],
  ['create trigger stamp before insert on items for each row execute function touch();', 'gives `items` a second trigger `stamp`'],
  ['alter table items add column name text;', 'adds the column `name` to `items`, which has it'],
  ["create type size as enum ('s', 'm', 'l');", 'makes the type `size` once more'],
  ['create index items_name on items (name, id);', 'makes the index `items_name` once more'],
  ['drop function is_staff();', 'drops `is_staff()`, which the policy "shown" of `items` asks'],
])('finds %s', async (second, does) => {
  expect(await find(second)).toEqual([
    `migrations/002_more.sql:1 medium On a new database \`migrations/002_more.sql\` ${does}, and stops there.`,
  ])
})

test('tells a history once', async () => {
  expect(await find('create table items (id int);\nalter table items add column name text;')).toEqual([
    'migrations/002_more.sql:1 medium On a new database `migrations/002_more.sql` makes the table `items` once more, and stops there; 1 more statement is refused later.',
  ])
})

test.each([
  ['what asks first', 'create table if not exists items (id int);\nalter table items add column if not exists name text;'],
  ['what was dropped', 'drop policy if exists shown on items;\ncreate policy shown on items for select using (true);'],
  ['a table that was renamed', 'alter table items rename to things;\ncreate table items (id int);'],
  ['a function that goes with what asks it', 'drop function is_staff() cascade;'],
  [
    'a rule that went with its function and is made anew',
    'drop function is_staff() cascade;\ncreate policy shown on items for select using (true);',
  ],
  ['a trigger that is replaced', 'create or replace trigger stamp before insert on items for each row execute function touch();'],
  [
    'a block that decides for itself',
    'do $$ begin create policy shown on items for select using (true); exception when duplicate_object then null; end $$;',
  ],
  [
    'a type that gives way',
    "alter type size rename to size_old;\ncreate type size as enum ('l');\ndrop type size_old;\ncreate type size_old as (a int);",
  ],
  ['a type that was dropped', "drop type size;\ncreate type size as enum ('l');"],
  ['an index that was dropped', 'drop index items_name;\ncreate index items_name on items (id);'],
  ['an index that was renamed', 'alter index items_name rename to items_by_name;\ncreate index items_name on items (id);'],
  [
    'an index of a column that went',
    'alter table items drop column name;\nalter table items add column name text;\ncreate index items_name on items (name);',
  ],
  [
    'one function of two of its name',
    'create function is_staff(person int) returns boolean language sql as $$ select true $$;\ndrop function is_staff(int);',
  ],
  ['a column that is made anew', 'alter table items drop column name, add column name int;'],
  ['a second column', 'alter table items add column price int;'],
])('passes %s', async (_, second) => {
  expect(await find(second)).toEqual([])
})

test('passes a file that has no place in the order', async () => {
  expect(await find('create table items (id int primary key);', 'migrations/everything.sql')).toEqual([])
})

test('passes folders that count anew, of another dialect or another service', async () => {
  const table = 'create table items (id int primary key);'
  const files = { 'migrations/mysql/001_items.sql': table, 'migrations/postgres/001_items.sql': table }
  expect(await findingsIn('broken/refused-migration', files)).toEqual([])
  const one = { 'migrations/users/001_items.sql': table, 'migrations/orders/002_items.sql': table }
  expect(await findingsIn('broken/refused-migration', one)).toHaveLength(1)
})
