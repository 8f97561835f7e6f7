import { expect, test } from 'vitest'
import check from './firebase-self-promotion.js'
import { problemsInRules } from './firebase.fixture.js'

test.each([
  [
    'a role that rules look up',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow write: if request.auth.uid == uid; }`,
    'critical',
  ],
  [
    'a role chosen at the beginning',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow create: if request.auth.uid == uid; }`,
    'critical',
  ],
  [
    'a block list that forgets it',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow update: if request.auth.uid == uid && !request.resource.data.diff(resource.data).affectedKeys().hasAny(['credits']); }`,
    'critical',
  ],
  [
    'a shape that lets it in',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow update: if request.auth.uid == uid && request.resource.data.keys().hasOnly(['name', 'note', 'role']) && request.resource.data.role is string; }`,
    'critical',
  ],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, rules).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  [
    'a list of what may change',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow update: if request.auth.uid == uid && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['name']); }`,
  ],
  [
    'a role that stays',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow update: if request.auth.uid == uid && request.resource.data.role == resource.data.role; }`,
  ],
  [
    'a role that everybody starts with',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow create: if request.auth.uid == uid && request.resource.data.role == 'customer'; }`,
  ],
  [
    'a role that is not there',
    `match /coupons/{id} { allow write: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.role == 'admin'; } match /users/{uid} { allow create: if request.auth.uid == uid && !('role' in request.resource.data); }`,
  ],
  ['no field of the kind', `match /users/{uid} { allow write: if request.auth.uid == uid && request.resource.data.name is string; }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, rules)).toEqual([])
})

const ORDERS = 'match /orders/{id} { allow create: if request.resource.data.userId == request.auth.uid; }'
const written = { orders: ['userId', 'total', 'status'] }

test('finds an order whose buyer says what is owed', () => {
  expect(problemsInRules(check, ORDERS, written).map(problem => `${problem.severity} ${problem.message}`)).toEqual([
    'high Users may choose `total` of their own documents of `orders/{id}`.',
  ])
})

test('passes an order without a sum, one whose sum is fixed, and what is no order', () => {
  expect(problemsInRules(check, ORDERS, { orders: ['userId', 'status'] })).toEqual([])
  expect(problemsInRules(check, ORDERS.replace('.uid;', ".uid && !('total' in request.resource.data);"), written)).toEqual([])
  expect(problemsInRules(check, ORDERS.replace('orders', 'expenses'), { expenses: ['userId', 'total'] })).toEqual([])
})
