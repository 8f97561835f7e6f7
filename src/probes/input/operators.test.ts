import { expect, test } from 'vitest'
import { isAskedAsText, isAskedWith, UNHEARD_OF, UNHEARD_OF_KEY } from './operators.js'

const statement = (command: object) => [
  { sql: `mongodb shop ${JSON.stringify(command)}`, parameters: undefined, milliseconds: undefined, error: undefined },
]
const OPERATOR = { $ne: UNHEARD_OF }

test.each([
  ['find', { find: 'users', filter: { email: OPERATOR } }],
  ['on a key', { find: 'orders', filter: { _id: { $ne: UNHEARD_OF_KEY } } }],
  ['inside a condition', { find: 'users', filter: { $and: [{ email: OPERATOR }] } }],
  ['update', { update: 'users', updates: [{ q: { token: OPERATOR }, u: { $set: { a: 1 } } }] }],
  ['delete', { delete: 'users', deletes: [{ q: { id: OPERATOR } }] }],
  ['count by aggregation', { aggregate: 'users', pipeline: [{ $match: { email: OPERATOR } }] }],
])('an operator that picks rows: %s', (_, command) => {
  expect(isAskedWith(statement(command))).toBe(true)
})

test.each([
  ['stored as it came', { insert: 'notes', documents: [{ text: OPERATOR }] }],
  ['written', { update: 'notes', updates: [{ q: { _id: 1 }, u: { $set: { text: OPERATOR } } }] }],
  ['made harmless', { find: 'users', filter: { email: { $eq: OPERATOR } } }],
  ['made a text', { find: 'users', filter: { email: JSON.stringify(OPERATOR) } }],
  ['an operator of the app’s own', { find: 'users', filter: { email: { $ne: '' } } }],
])('no operator that picks rows: %s', (_, command) => {
  expect(isAskedWith(statement(command))).toBe(false)
})

test('SQL is none of it', () => {
  expect(isAskedWith([{ sql: `select '${UNHEARD_OF}'`, parameters: undefined, milliseconds: undefined, error: undefined }])).toBe(false)
})

test('a text made of an operator picks nothing', () => {
  const made = statement({ find: 'users', filter: { email: String(OPERATOR) } })
  expect([isAskedAsText(made), isAskedWith(made)]).toEqual([true, false])
  expect(isAskedAsText(statement({ insert: 'notes', documents: [{ text: String(OPERATOR) }] }))).toBe(false)
})

test('of a column that is named, only a condition on it counts', () => {
  const asked = statement({ find: 'orders', filter: { $or: [{ car: OPERATOR }, { _id: 'o1' }] } })
  expect([isAskedWith(asked, 'car'), isAskedWith(asked, '_id')]).toEqual([true, false])
})
