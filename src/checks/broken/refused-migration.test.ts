import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const FIRST = `create table items (id int primary key, name text);
alter table items enable row level security;
create function is_staff() returns boolean language sql as $$ select exists (select 1 from items) $$;
create policy shown on items for select using (is_staff());
create trigger stamp before update on items for each row execute function touch();`

const find = (second: string, name = 'migrations/002_more.sql') =>
  findingsIn('broken/refused-migration', { 'migrations/001_items.sql': FIRST, [name]: second })

test.each([
  ['create table items (id int primary key);', 'makes the table `items` once more'],
  ['create policy shown on items for select using (true);', 'gives `items` a second policy "shown"'],
  ['create trigger stamp before insert on items for each row execute function touch();', 'gives `items` a second trigger `stamp`'],
  ['alter table items add column name text;', 'adds the column `name` to `items`, which has it'],
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
  ['a column that is made anew', 'alter table items drop column name, add column name int;'],
  ['a second column', 'alter table items add column price int;'],
])('passes %s', async (_, second) => {
  expect(await find(second)).toEqual([])
})

test('passes a file that has no place in the order', async () => {
  expect(await find('create table items (id int primary key);', 'migrations/everything.sql')).toEqual([])
})
