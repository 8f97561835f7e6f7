import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"
const INVOICES =
  'create table invoices (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), amount int); alter table invoices enable row level security; create policy p on invoices for all using (public.helper());'
/** The own rows behind the same helper, and a form. */
const FINE = `create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create policy p on notes for all using (public.helper() and user_id = auth.uid());
create table contact_messages (id uuid primary key default gen_random_uuid(), email text, body text); alter table contact_messages enable row level security; create policy p on contact_messages for insert with check (true);`

test('shows what happened, and passes what is right', async () => {
  const problems = await triedIn('rules/cross-tenant-write', `${HELPER} ${INVOICES} ${FINE}`)
  expect(problems.map(problem => problem.key)).toEqual(['invoices'])
  expect(problems[0]?.message).toContain('change and delete rows of `invoices`')
  expect(problems[0]?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problems[0]?.evidence?.steps.length).toBeGreaterThan(0)
})
