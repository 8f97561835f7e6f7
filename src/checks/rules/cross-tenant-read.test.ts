import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"

test('shows what happened', async () => {
  const [problem] = await triedIn(
    'rules/cross-tenant-read',
    `${HELPER} create table invoices (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), amount int); alter table invoices enable row level security; create policy p on invoices for select using (public.helper());`,
  )
  expect(problem?.message).toContain('`invoices`')
  expect(problem?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problem?.evidence?.steps.length).toBeGreaterThan(0)
})

test.each([
  [
    'rows that a catalogue shows',
    'create table products (id uuid primary key default gen_random_uuid(), seller_id uuid references auth.users (id), title text); alter table products enable row level security; create policy p on products for select using (public.helper());',
  ],
  [
    'own rows',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create policy p on notes for select using (public.helper() and user_id = auth.uid());',
  ],
])('passes %s', async (_, sql) => {
  expect(await triedIn('rules/cross-tenant-read', `${HELPER} ${sql}`)).toEqual([])
})
