import { expect, test } from 'vitest'
import check from './row-rules-missing.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const NOTES = 'create table notes (id uuid primary key, user_id uuid references auth.users (id), body text);'

test('finds tables without row rules, those with an owner first of all', async () => {
  const found = await problemsIn(check, `${NOTES}\ncreate table colours (id int primary key, name text);`)
  expect(linesOf(found)).toEqual(['1 critical', '2 high'])
  expect(found[0]).toMatchObject({ key: 'notes', certainty: 'certain' })
})

test('finds row rules that a later migration switches off, and says where', async () => {
  const found = await problemsIn(check, {
    'supabase/migrations/1.sql': `${NOTES}\nalter table notes enable row level security; create policy p on notes using (auth.uid() = user_id);`,
    'supabase/migrations/2.sql': '-- while testing\nalter table notes disable row level security;',
  })
  expect(found).toMatchObject([{ at: { line: 1 }, trail: [{ at: { file: 'supabase/migrations/2.sql', line: 2 } }] }])
  expect(found[0]?.message).toContain('its policy does nothing')
})

test('finds each of several setups that leave it out; where another file switches it on, only perhaps', async () => {
  const setups = { 'a.sql': NOTES, 'b.sql': NOTES }
  const graded = async (files: Record<string, string>) =>
    (await problemsIn(check, files)).map(({ at, certainty, severity }) => [at.file, certainty, severity])
  expect(await graded(setups)).toEqual([
    ['a.sql', 'certain', 'critical'],
    ['b.sql', 'certain', 'critical'],
  ])
  expect(await graded({ ...setups, 'secure.sql': 'alter table notes enable row level security;' })).toEqual([
    ['a.sql', 'possible', 'high'],
    ['b.sql', 'possible', 'high'],
  ])
  const guarded = `${NOTES}\nalter table notes enable row level security;`
  expect(await graded({ 'a.sql': NOTES, 'b.sql': guarded })).toEqual([['a.sql', 'possible', 'high']])
  // What only fills in what is missing finds the table there already.
  const addition = NOTES.replace('table', 'table if not exists')
  expect(await graded({ 'a.sql': addition, 'b.sql': guarded })).toEqual([['a.sql', 'possible', 'medium']])
  // Switched off by hand: whoever wrote that wanted it off.
  expect(
    await graded({
      'a.sql': `${NOTES}\nalter table notes disable row level security;`,
      'b.sql': `${NOTES}\nalter table notes enable row level security;`,
    }),
  ).toEqual([['a.sql', 'likely', 'critical']])
})

test.each([
  ['rules in another file', { 'schema.sql': NOTES, 'rls.sql': 'alter table notes enable row level security;' }],
  [
    'a loop over all tables',
    {
      'supabase/migrations/1.sql': `${NOTES}\ndo $$ declare r record; begin for r in select tablename from pg_tables where schemaname = 'public' loop execute format('alter table public.%I enable row level security', r.tablename); end loop; end $$;`,
    },
  ],
  [
    'a schema that is not served',
    { 'supabase/migrations/1.sql': 'create schema private; create table private.notes (id int, user_id uuid);' },
  ],
  [
    'rights that were taken away',
    { 'supabase/migrations/1.sql': `${NOTES}\nrevoke all on all tables in schema public from anon, authenticated;` },
  ],
  ['a table that was dropped', { 'supabase/migrations/1.sql': `${NOTES}\ndrop table notes;` }],
  [
    'an old copy beside the migrations',
    { 'supabase/migrations/1.sql': `${NOTES} alter table notes enable row level security;`, 'old-schema.sql': NOTES },
  ],
])('passes %s', async (_, files) => {
  expect(await problemsIn(check, files)).toEqual([])
})
