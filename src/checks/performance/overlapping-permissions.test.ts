import { expect, test } from 'vitest'
import { problemsIn } from '../rules/schema.fixture.js'
import check from './overlapping-permissions.js'

const NOTES = 'create table notes (id uuid primary key, user_id uuid); alter table notes enable row level security;\n'
const own = 'create policy own on notes for select using (user_id = (select auth.uid()));\n'

test('finds two permissive policies of one command and role, and says an app once', async () => {
  const more = NOTES.replaceAll('notes', 'pages') + own.replaceAll('notes', 'pages') + 'create policy every on pages using (false);'
  const problems = await problemsIn(check, `${NOTES}${own}create policy staff on notes for select using (is_staff());\n${more}`)
  expect(problems.map(({ message, trail }) => [message.includes('2 policies'), trail?.length])).toEqual([[true, 1]])
})

test('counts one for all commands', async () => {
  expect(await problemsIn(check, `${NOTES}${own}create policy every on notes for all using (is_staff());`)).toHaveLength(1)
})

test.each([
  ['one policy a command', `${own}create policy put on notes for insert with check (user_id = (select auth.uid()));`],
  ['a restrictive one beside it', `${own}create policy never on notes as restrictive for select using (user_id is not null);`],
  [
    'a role of its own for each',
    'create policy a on notes for select to anon using (false); create policy b on notes for select to authenticated using (true);',
  ],
  ['one for the server beside it', `${own}create policy server on notes to service_role using (true);`],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, NOTES + sql)).toEqual([])
})
