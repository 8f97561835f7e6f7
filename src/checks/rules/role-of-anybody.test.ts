import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (name: string, body: string, more = '') =>
  findingsIn('rules/role-of-anybody', {
    'supabase/migrations/1.sql': `create table prices (id int primary key);
alter table prices enable row level security;
create function ${name}() returns boolean as $$ ${body} $$ language ${/return/.test(body) ? 'plpgsql' : 'sql'};
${more}`,
  })

test.each([
  ['is_admin', 'begin return auth.uid() is not null; end;', 'everybody who is signed in'],
  ['is_staff', 'select true', 'everybody'],
  ['has_admin_role', "select auth.role() = 'authenticated'", 'everybody who is signed in'],
  ['is_super_admin', 'select (select auth.uid()) is not null -- for now', 'everybody who is signed in'],
])('finds %s() that says %s', async (name, body, who) => {
  expect(await find(name, body)).toEqual([
    `supabase/migrations/1.sql:3 medium \`${name}()\` is true of ${who}, though nothing asks it yet.`,
  ])
})

test('weighs more where rules ask it', async () => {
  expect(await find('is_admin', 'select true', 'create policy p on prices for delete using (is_admin());')).toEqual([
    'supabase/migrations/1.sql:3 high `is_admin()` is true of everybody, and one place asks it.',
  ])
})

test.each([
  ['a table that is asked', 'is_admin', 'select exists (select 1 from staff where id = auth.uid())'],
  ['a claim', 'is_admin', "select coalesce(auth.jwt() -> 'app_metadata' ->> 'role', '') = 'admin'"],
  ['a name that promises no role', 'is_signed_in', 'select auth.uid() is not null'],
  ['one that is always false', 'is_admin', 'select false'],
])('passes %s', async (_, name, body) => {
  expect(await find(name, body)).toEqual([])
})
