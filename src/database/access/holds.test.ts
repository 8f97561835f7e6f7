import { expect, test } from 'vitest'
import { holdsOf } from './holds.js'
import type { Relation } from './relation.js'

const holds = (name: string, columns: string, owned: boolean) =>
  holdsOf({ name, columns: columns.split(' ').map(column => ({ name: column })) as unknown as Relation['columns'] }, owned)

test.each([
  ['votes', 'id poll_id voter_token choice', false, 'catalogue'],
  ['votes', 'id poll_id user_id choice', true, 'unknown'],
  ['post_reactions', 'id post_id user_id emoji', true, 'unknown'],
  ['votes', 'id poll_id voter_email choice', false, 'personal'],
  ['votes', 'id poll_id password choice', false, 'secret'],
  ['invitations', 'id token', false, 'secret'],
  ['feedback', 'id user_id text', true, 'personal'],
  ['products', 'id name price', false, 'catalogue'],
])('%s of %s', (name, columns, owned, expected) => {
  expect(holds(name, columns, owned)).toBe(expected)
})
