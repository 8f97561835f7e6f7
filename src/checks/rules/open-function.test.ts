import { expect, test } from 'vitest'
import { triedIn } from '../matrix.fixture.js'

const NOTES =
  'create table notes (id uuid primary key default gen_random_uuid(), user_id uuid references auth.users (id), body text); alter table notes enable row level security;'
const notes = (name: string, rights: string, condition: string) =>
  `create function ${name}(customer uuid) returns setof notes language sql ${rights} as $$ select * from notes where ${condition} $$;`
/** One that looks who asks, one with the rights of the caller, and one that may never end. */
const FINE = `${notes('own_notes', 'security definer', 'user_id = auth.uid()')} ${notes('my_notes', 'security invoker', 'user_id = customer')}
create function spin(customer uuid) returns setof notes language plpgsql security definer as $$ begin loop null; end loop; end $$;`

test('shows what happened, and passes what is right', async () => {
  const problems = await triedIn('rules/open-function', `${NOTES} ${notes('notes_of', 'security definer', 'user_id = customer')} ${FINE}`)
  expect(problems.map(problem => problem.key)).toEqual(['notes_of'])
  expect(problems[0]?.message).toContain('`notes_of()`')
  expect(problems[0]?.evidence).toMatchObject({ verdict: 'proved', by: 'access-matrix' })
  expect(problems[0]?.evidence?.steps.length).toBeGreaterThan(0)
})
