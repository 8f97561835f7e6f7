import { expect, test } from 'vitest'
import check from './firebase-any-user.js'
import { problemsInRules } from './firebase.fixture.js'

test.each([
  [
    'orders of others',
    `match /orders/{id} { allow read: if request.auth != null; allow create: if request.auth.uid == request.resource.data.userId; }`,
    'high',
  ],
  [
    'changes of what is somebody else’s',
    `match /orders/{id} { allow update: if request.auth != null; allow create: if request.auth.uid == request.resource.data.userId; }`,
    'critical',
  ],
  ['a rule for everything', `match /{d=**} { allow read, write: if request.auth.uid != null; }`, 'critical'],
  ['a catalogue that every user may change', `match /products/{id} { allow read: if true; allow write: if request.auth != null; }`, 'high'],
  ['private notes below a user', `match /users/{uid}/notes/{id} { allow read: if request.auth != null; }`, 'high'],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, rules).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  ['the owner', `match /orders/{id} { allow read: if request.auth.uid == resource.data.userId; }`],
  [
    'members of a team',
    `match /teams/{team}/tasks/{id} { allow read, write: if request.auth.uid in get(/databases/$(database)/documents/teams/$(team)).data.members; }`,
  ],
  [
    'one tenant and not another',
    `match /invoices/{id} { allow read, update: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.companyId == resource.data.companyId; }`,
  ],
  ['admins by a list', `match /orders/{id} { allow read: if exists(/databases/$(database)/documents/admins/$(request.auth.uid)); }`],
  [
    'likes',
    `match /posts/{id} { allow update: if request.auth != null && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['likes', 'likeCount']); }`,
  ],
  ['the wildcard above', `match /users/{uid} { match /{rest=**} { allow read, write: if request.auth.uid == uid; } }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, rules)).toEqual([])
})
