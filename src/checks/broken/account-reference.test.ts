import { expect, test } from 'vitest'
import { problemsIn } from '../rules/schema.fixture.js'
import check from './account-reference.js'

const found = async (columns: string, more = '') =>
  (await problemsIn(check, `create table contacts (id uuid primary key, ${columns});${more}`)).map(problem => problem.key)

test('finds a reference to what is no id', async () => {
  expect(await found('phone text references auth.users (phone)')).toEqual(['contacts phone'])
})

test('finds one that comes later', async () => {
  expect(await found('mail text', ' alter table contacts add constraint c foreign key (mail) references auth.users (email);')).toEqual([
    'contacts mail',
  ])
})

test.each([
  ['the id', 'user_id uuid references auth.users (id)'],
  ['the id, unnamed', 'user_id uuid references auth.users'],
  ["a table of the app's own", 'mail text references people (email)'],
])('passes %s', async (_, columns) => {
  expect(await found(columns)).toEqual([])
})
