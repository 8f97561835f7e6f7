import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"

test('shows what happened', async () => {
  const [problem] = await triedIn(
    'rules/cross-tenant-write',
    `${HELPER} create table invoices (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), amount int); alter table invoices enable row level security; create policy p on invoices for all using (public.helper());`,
  )
  expect(problem?.message).toContain('change and delete rows of `invoices`')
  expect(problem?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problem?.evidence?.steps.length).toBeGreaterThan(0)
})

test.each([
  [
    'own rows',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create policy p on notes for all using (public.helper() and user_id = auth.uid());',
  ],
  [
    'a form',
    'create table contact_messages (id uuid primary key default gen_random_uuid(), email text, body text); alter table contact_messages enable row level security; create policy p on contact_messages for insert with check (true);',
  ],
])('passes %s', async (_, sql) => {
  expect(await triedIn('rules/cross-tenant-write', `${HELPER} ${sql}`)).toEqual([])
})
