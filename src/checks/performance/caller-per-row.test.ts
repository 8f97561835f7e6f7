import { expect, test } from 'vitest'
import { problemsIn, linesOf } from '../rules/schema.fixture.js'
import check from './caller-per-row.js'

const NOTES = 'create table notes (id uuid primary key, user_id uuid, team text); alter table notes enable row level security;\n'
const policy = (condition: string) => `${NOTES}create policy p on notes for select using (${condition});`

test.each([
  ['the bare call', 'user_id = auth.uid()'],
  ['a claim', "team = auth.jwt() ->> 'team'"],
  ['a setting', "team = current_setting('app.team', true)"],
  ['a call inside a sub-select that reads a table', 'exists (select 1 from members m where m.user_id = auth.uid() and m.note = notes.id)'],
])('finds %s', async (_, condition) => {
  expect(linesOf(await problemsIn(check, policy(condition)))).toEqual(['2'])
})

test('finds it in WITH CHECK, and says an app once', async () => {
  const sql = `${policy('user_id = auth.uid()')}\ncreate policy q on notes for insert with check (user_id = auth.uid());`
  const problems = await problemsIn(check, sql)
  expect(problems.map(problem => problem.trail?.length)).toEqual([1])
})

test.each([
  ['a call asked once', 'user_id = (select auth.uid())'],
  ['a claim asked once', "team = ((select auth.jwt()) ->> 'team')"],
  ['a claim taken apart inside', "team = (select auth.jwt() ->> 'team')"],
  ['a call asked once within a query', 'exists (select 1 from members m where m.user_id = (select auth.uid()))'],
  ['a condition without a caller', "team = 'open'"],
])('passes %s', async (_, condition) => {
  expect(await problemsIn(check, policy(condition))).toEqual([])
})

test('passes policies that are not in force', async () => {
  expect(
    await problemsIn(
      check,
      'create table notes (id uuid primary key, user_id uuid); create policy p on notes using (user_id = auth.uid());',
    ),
  ).toEqual([])
})
