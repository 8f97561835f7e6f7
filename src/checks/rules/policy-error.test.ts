import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"

test('shows what happened', async () => {
  const [problem] = await triedIn(
    'rules/policy-error',
    `${HELPER} create table rooms (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id)); alter table rooms enable row level security; create policy p on rooms for select using (exists (select 1 from rooms r where r.user_id = auth.uid()));`,
  )
  expect(problem?.message).toContain('infinite recursion')
  expect(problem?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problem?.evidence?.steps.length).toBeGreaterThan(0)
})

test.each([
  [
    'a question to another table',
    'create table rooms (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id)); alter table rooms enable row level security; create policy p on rooms for select using (user_id = auth.uid()); create table beds (id uuid primary key default gen_random_uuid(), room_id uuid references rooms); alter table beds enable row level security; create policy p on beds for select using (exists (select 1 from rooms where rooms.id = beds.room_id));',
  ],
])('passes %s', async (_, sql) => {
  expect(await triedIn('rules/policy-error', `${HELPER} ${sql}`)).toEqual([])
})
