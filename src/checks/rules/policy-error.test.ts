import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const ROOMS =
  'create table rooms (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id)); alter table rooms enable row level security; create policy p on rooms for select using (exists (select 1 from rooms r where r.user_id = auth.uid()));'
/** A question to another table. */
const FINE = `create table halls (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id)); alter table halls enable row level security; create policy p on halls for select using (user_id = auth.uid());
create table beds (id uuid primary key default gen_random_uuid(), hall_id uuid references halls); alter table beds enable row level security; create policy p on beds for select using (exists (select 1 from halls where halls.id = beds.hall_id));`

test('shows what happened, and passes what is right', async () => {
  const problems = await triedIn('rules/policy-error', `${ROOMS} ${FINE}`)
  expect(problems.map(problem => problem.key)).toEqual(['rooms'])
  expect(problems[0]?.message).toContain('infinite recursion')
  expect(problems[0]?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problems[0]?.evidence?.steps.length).toBeGreaterThan(0)
})
