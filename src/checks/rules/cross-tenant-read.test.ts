import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"
const INVOICES =
  'create table invoices (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), amount int); alter table invoices enable row level security; create policy p on invoices for select using (public.helper());'
/** What a catalogue shows, and the own rows behind the same helper. */
const FINE = `create table products (id uuid primary key default gen_random_uuid(), seller_id uuid references auth.users (id), title text); alter table products enable row level security; create policy p on products for select using (public.helper());
create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create policy p on notes for select using (public.helper() and user_id = auth.uid());`

test('shows what happened, and passes what is right', async () => {
  const problems = await triedIn('rules/cross-tenant-read', `${HELPER} ${INVOICES} ${FINE}`)
  expect(problems.map(problem => problem.key)).toEqual(['invoices'])
  expect(problems[0]?.message).toContain('Rows of `invoices`')
  expect(problems[0]?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problems[0]?.evidence?.steps.length).toBeGreaterThan(0)
})
