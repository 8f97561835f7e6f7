import { expect, test } from 'vitest'
import { RulesSyntaxError } from '../rules/cursor.js'
import { decideData, ready, type DataRequest } from './decide.js'
import type { Data } from './evaluate.js'
import { parseTree } from './tree.js'

const STORED: Data = { users: { ana: { role: 'admin', name: 'Ana' } }, posts: { p1: { owner: 'ana', title: 'Hello' } } }
const ANA = { uid: 'ana', token: { email: 'ana@example.com' } }

const allowed = (rules: string, request: Partial<DataRequest> & Pick<DataRequest, 'does' | 'path'>): boolean =>
  decideData(ready(parseTree(`{ "rules": ${rules} }`)), { auth: ANA, now: 1000, ...request }, STORED).allowed

const write = (rules: string, value: Data): boolean =>
  allowed(`{ "posts": { "$id": ${rules} } }`, { does: 'write', path: ['posts', 'p1'], value })

/** https://firebase.google.com/docs/reference/security/database */
test.each([
  ["auth != null && auth.uid === 'ana'", true],
  ["$id === 'p1'", true],
  ["data.child('owner').val() === auth.uid", true],
  ["newData.child('owner').val() === 'bob'", false],
  ["root.child('users/' + auth.uid + '/role').val() === 'admin'", true],
  ["newData.hasChildren(['owner', 'title'])", true],
  ["newData.hasChildren(['nope'])", false],
  ["newData.child('title').isString() && !newData.child('title').isNumber()", true],
  ["newData.child('title').val().length < 10", true],
  ["newData.child('title').val().matches(/^New/)", true],
  ["newData.child('title').val().contains('w') && 'abc'.beginsWith('a') && 'abc'.endsWith('c')", true],
  ['now < 2000', true],
  ["data.parent().child('p1').exists()", true],
  ["!data.exists() || data.child('owner').val() == auth.uid", true],
  ["auth.token.email === 'ana@example.com'", true],
  ['auth.token.nothing === null', true],
  ["data.child('nope').val() > 1 || true", false],
  ["'a'.toUpperCase() === 'A' ? true : false", true],
  ["'a-b'.replace('-', '+') === 'a+b'", true],
])('.write %s is %s', (condition, expected) => {
  expect(write(`{ ".write": ${JSON.stringify(condition)} }`, { owner: 'ana', title: 'New' })).toBe(expected)
})

test('what is granted above is granted below, and nothing below takes it back', () => {
  const rules = '{ ".read": true, "posts": { ".read": false } }'
  expect(allowed(rules, { does: 'read', path: ['posts', 'p1'] })).toBe(true)
  expect(allowed('{ "posts": { "$id": { ".read": true } } }', { does: 'read', path: ['posts'] })).toBe(false)
  expect(allowed('{}', { does: 'read', path: ['posts'] })).toBe(false)
})

test('every `.validate` on and below must pass, unless data is deleted', () => {
  const rules = `{ ".write": true, ".validate": "newData.hasChildren(['title'])", "title": { ".validate": "newData.isString()" }, "$other": { ".validate": false } }`
  expect(write(rules, { title: 'x' })).toBe(true)
  expect(write(rules, { title: 1 })).toBe(false)
  expect(write(rules, { title: 'x', more: 1 })).toBe(false)
  expect(write(rules, {})).toBe(false)
  expect(write(rules, null)).toBe(true)
})

test('a named child is nearer than a wildcard', () => {
  const rules = '{ "posts": { "p1": { ".read": false }, "$id": { ".read": true } } }'
  expect(allowed(rules, { does: 'read', path: ['posts', 'p1'] })).toBe(false)
  expect(allowed(rules, { does: 'read', path: ['posts', 'p2'] })).toBe(true)
})

test.each([
  ['{', 1],
  ['{ "rules": { ".read": 5 } }', 1],
  ['{\n "rules": {\n ".read": "auth != "\n } }', 3],
  ['{}', 1],
  [`{ "rules": ${'{ "a": '.repeat(60)}1${'}'.repeat(60)} }`, 1],
  [`${'['.repeat(100_000)}`, 1],
])('what is broken is told with its line: %s', (text, line) => {
  let found: unknown
  try {
    ready(parseTree(text))
  } catch (error) {
    found = error
  }
  expect(found).toBeInstanceOf(RulesSyntaxError)
  expect((found as RulesSyntaxError).line).toBe(line)
})
