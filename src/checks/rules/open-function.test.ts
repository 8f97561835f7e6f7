import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const HELPER = "create function public.helper() returns boolean language sql stable as 'select auth.uid() is not null';"

test('shows what happened', async () => {
  const [problem] = await triedIn(
    'rules/open-function',
    `${HELPER} create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create function notes_of(customer uuid) returns setof notes language sql security definer as $$ select * from notes where user_id = customer $$;`,
  )
  expect(problem?.message).toContain('`notes_of()`')
  expect(problem?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problem?.evidence?.steps.length).toBeGreaterThan(0)
})

test.each([
  [
    'one that looks who asks',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create function notes_of(customer uuid) returns setof notes language sql security definer as $$ select * from notes where user_id = auth.uid() $$;',
  ],
  [
    'the rights of the caller',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create function notes_of(customer uuid) returns setof notes language sql as $$ select * from notes where user_id = customer $$;',
  ],
  [
    'one that may never end',
    'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security; create function spin(customer uuid) returns setof notes language plpgsql security definer as $$ begin loop null; end loop; end $$;',
  ],
])('passes %s', async (_, sql) => {
  expect(await triedIn('rules/open-function', `${HELPER} ${sql}`)).toEqual([])
})
