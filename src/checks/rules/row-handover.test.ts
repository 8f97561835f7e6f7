import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"

test('shows what happened', async () => {
  const [problem] = await triedIn(
    'rules/row-handover',
    `${HELPER} create table posts (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table posts enable row level security; create policy s on posts for select using (true); create policy u on posts for update using (user_id = auth.uid()) with check (true);`,
  )
  expect(problem?.message).toContain('`user_id`')
  expect(problem?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problem?.evidence?.steps.length).toBeGreaterThan(0)
})

test.each([
  [
    'a row that must stay readable',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create policy s on notes for select using (user_id = auth.uid()); create policy u on notes for update using (user_id = auth.uid()) with check (true);',
  ],
  [
    'an owner out of reach by column rights',
    'create table posts (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table posts enable row level security; create policy s on posts for select using (true); create policy u on posts for update using (user_id = auth.uid()) with check (true); revoke update on posts from anon, authenticated; grant update (body) on posts to authenticated;',
  ],
])('passes %s', async (_, sql) => {
  expect(await triedIn('rules/row-handover', `${HELPER} ${sql}`)).toEqual([])
})
