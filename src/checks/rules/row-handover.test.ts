import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const table = (name: string, read: string) =>
  `create table ${name} (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table ${name} enable row level security; create policy s on ${name} for select using (${read}); create policy u on ${name} for update using (user_id = auth.uid()) with check (true);`
/** A row that must stay readable, and an owner out of reach by column rights. */
const FINE = `${table('notes', 'user_id = auth.uid()')} ${table('articles', 'true')} revoke update on articles from anon, authenticated; grant update (body) on articles to authenticated;`

test('shows what happened, and passes what is right', async () => {
  const problems = await triedIn('rules/row-handover', `${table('posts', 'true')} ${FINE}`)
  expect(problems.map(problem => problem.key)).toEqual(['posts'])
  expect(problems[0]?.message).toContain('`user_id`')
  expect(problems[0]?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problems[0]?.evidence?.steps.length).toBeGreaterThan(0)
})
