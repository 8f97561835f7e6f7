import { expect, test } from 'vitest'
import check from './firebase-open-list.js'
import { problemsInRules } from './firebase.fixture.js'

test.each([
  [
    'a list beside a limited get',
    `match /users/{uid} { allow get: if request.auth.uid == uid; allow list: if request.auth != null; }`,
    'high',
  ],
  [
    'a list with a limit on its length',
    `match /users/{uid} { allow get: if request.auth.uid == uid; allow list: if request.auth != null && request.query.limit <= 10; }`,
    'high',
  ],
  ['a list for strangers', `match /orders/{id} { allow get: if request.auth.uid == resource.data.userId; allow list: if true; }`, 'high'],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, rules).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  [
    'the same condition',
    `match /orders/{id} { allow get: if request.auth.uid == resource.data.userId; allow list: if request.auth.uid == resource.data.userId; }`,
  ],
  ['only get', `match /products/{id} { allow get: if true; }`],
  ['read as one', `match /orders/{id} { allow read: if request.auth.uid == resource.data.userId; }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, rules)).toEqual([])
})
