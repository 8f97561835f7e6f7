import { expect, test } from 'vitest'
import check from './firebase-owner-unchecked.js'
import { problemsInRules } from './firebase.fixture.js'

test.each([
  [
    'an update that trusts the new owner',
    `match /orders/{id} { allow read: if request.auth.uid == resource.data.userId; allow update: if request.auth.uid == request.resource.data.userId; }`,
    'critical',
  ],
  [
    'creation in any name',
    `match /orders/{id} { allow create: if request.auth != null && request.resource.data.total is number; allow read: if request.auth.uid == resource.data.userId; }`,
    'high',
  ],
  ['giving away', `match /orders/{id} { allow read, update: if request.auth.uid == resource.data.userId; }`, 'medium'],
  [
    'another’s folder',
    `match /users/{uid}/carts/{id} { allow read: if request.auth.uid == uid; allow create: if request.auth != null; }`,
    'high',
  ],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, rules).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  [
    'both compared',
    `match /orders/{id} { allow update: if request.auth.uid == resource.data.userId && request.resource.data.userId == resource.data.userId; allow create: if request.resource.data.userId == request.auth.uid; }`,
  ],
  [
    'fields that may change are named',
    `match /orders/{id} { allow update: if request.auth.uid == resource.data.userId && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['note']); }`,
  ],
  [
    'messages for others',
    `match /messages/{id} { allow create: if request.auth != null; allow read: if request.auth.uid == resource.data.userId; }`,
  ],
  ['the path is the owner', `match /users/{uid}/carts/{id} { allow read, write: if request.auth.uid == uid; }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, rules)).toEqual([])
})
