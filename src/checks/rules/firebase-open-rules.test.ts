import { expect, test } from 'vitest'
import check from './firebase-open-rules.js'
import { problemsInRules } from './firebase.fixture.js'

test.each([
  ['test mode', `match /{d=**} { allow read, write: if request.time < timestamp.date(2030, 1, 1); }`, 'critical'],
  ['orders that anyone may read', `match /orders/{id} { allow read: if true; }`, 'critical'],
  ['a catalogue that anyone may change', `match /products/{id} { allow read: if true; allow write; }`, 'critical'],
  ['a function that is always true', `function ok() { return true; } match /orders/{id} { allow update: if ok(); }`, 'critical'],
  ['an OR that opens', `match /orders/{id} { allow update: if request.auth.uid == resource.data.userId || true; }`, 'critical'],
  [
    'writing once the data has the right shape',
    `match /orders/{id} { allow update: if request.resource.data.keys().hasOnly(['note', 'total']) && request.resource.data.total is number && request.resource.data.total > 0; }`,
    'critical',
  ],
  [
    'reviews by nobody in particular',
    `match /reviews/{id} { allow read: if true; allow create: if request.resource.data.text.size() < 500; }`,
    'medium',
  ],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, rules).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  ['a catalogue', `match /products/{id} { allow read: if true; }`],
  ['an owner', `match /orders/{id} { allow read, write: if request.auth.uid == resource.data.userId; }`],
  ['everything closed', `match /{d=**} { allow read, write: if false; }`],
  ['a form', `match /newsletter/{id} { allow create: if request.resource.data.email is string; }`],
  ['what is published', `match /articles/{id} { allow read: if resource.data.published == true; }`],
  ['an error on the way', `match /orders/{id} { allow read: if request.auth.token.admin; }`],
  ['a condition on a claim', `match /orders/{id} { allow write: if request.auth.token.admin == true; }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, rules)).toEqual([])
})
