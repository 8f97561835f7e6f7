import { expect, test } from 'vitest'
import type { AccessCell, AccessMatrix } from '#database/access/matrix'
import { sourceOf } from '#database/source.fixture'
import { readFirebase, tryRules } from './read.js'

const firestore = (inside: string): string =>
  `rules_version = '2';\nservice cloud.firestore {\n match /databases/{database}/documents {\n${inside}\n } }`

const matrixFor = (inside: string): AccessMatrix => tryRules(sourceOf({ 'firestore.rules': firestore(inside) }))

/** `select: anon denied, a allowed, …` of an object. */
function row(matrix: AccessMatrix, name: string, does: AccessCell['does']): string {
  const cells = matrix.objects.find(each => each.name === name)!.cells.filter(cell => cell.does === does && cell.actor !== 'nobody')
  return cells.map(cell => `${cell.actor} ${cell.outcome}`).join(', ')
}

test('who may do what to whose document is what really happens', () => {
  const matrix = matrixFor(`
    function me() { return get(/databases/$(database)/documents/users/$(request.auth.uid)).data; }
    match /orders/{id} {
      allow read: if request.auth.uid == resource.data.userId || me().role == 'admin';
      allow create: if request.auth.uid == request.resource.data.userId && request.resource.data.total is number && request.resource.data.total > 0
        && request.resource.data.keys().hasOnly(['userId', 'total']);
      allow update: if me().role in ['seller', 'admin'];
    }
    match /products/{id} { allow read; }`)
  expect(row(matrix, 'orders/{id}', 'select')).toBe('anon denied, a allowed, b own, seller own, admin allowed')
  expect(row(matrix, 'orders/{id}', 'insert')).toBe('anon denied, a allowed, b own, seller own, admin own')
  expect(row(matrix, 'orders/{id}', 'update')).toBe('anon denied, a denied, b denied, seller allowed, admin allowed')
  expect(row(matrix, 'orders/{id}', 'delete')).toBe('anon denied, a denied, b denied, seller denied, admin denied')
  expect(row(matrix, 'products/{id}', 'select')).toBe('anon allowed, a allowed, b allowed, seller allowed, admin allowed')
  expect(matrix.objects.map(each => [each.kind, each.holds])).toEqual([
    ['collection', 'business'],
    ['collection', 'catalogue'],
  ])
})

test('a document that the rules ask for is found, and shown', () => {
  const matrix = matrixFor(`match /posts/{id} { allow create: if request.resource.data.keys().hasAll(['title', 'at', 'tags', 'kind'])
    && request.resource.data.title.size() >= 3 && request.resource.data.title.size() <= 80
    && request.resource.data.at == request.time && request.resource.data.tags is list
    && request.resource.data.kind in ['news', 'blog'] && request.resource.data.email.matches('[^@]+@[^@]+') && !('admin' in request.resource.data); }`)
  const cell = matrix.objects[0]!.cells.find(each => each.actor === 'anon' && each.does === 'insert')!
  expect(cell.outcome).toBe('allowed')
  expect(cell.by).toEqual(['firestore.rules:4'])
  expect(cell.statement).toContain('"kind":"news"')
})

test.each([
  [
    'a claim',
    "match /a/{id} { allow read: if request.auth.token.role == 'admin'; }",
    'anon denied, a denied, b denied, seller denied, admin allowed',
  ],
  [
    'a list of admins',
    'match /a/{id} { allow read: if exists(/databases/$(database)/documents/admins/$(request.auth.uid)); }',
    'anon denied, a denied, b denied, seller denied, admin allowed',
  ],
  [
    'one address',
    "match /a/{id} { allow read: if request.auth.token.email == 'boss@example.com'; }",
    'anon denied, a denied, b denied, seller denied, admin allowed',
  ],
  [
    'the path',
    'match /users/{uid}/a/{id} { allow read: if request.auth.uid == uid; }',
    'anon denied, a allowed, b own, seller own, admin own',
  ],
  [
    'a list of members',
    'match /a/{id} { allow read: if request.auth.uid in resource.data.members; }',
    'anon denied, a allowed, b own, seller own, admin own',
  ],
  [
    'the document above',
    'match /p/{pid}/a/{id} { allow read: if get(/databases/$(database)/documents/p/$(pid)).data.owner == request.auth.uid; }',
    'anon denied, a allowed, b denied, seller denied, admin denied',
  ],
  [
    'the tenant',
    'match /a/{id} { allow read: if get(/databases/$(database)/documents/users/$(request.auth.uid)).data.org == resource.data.org; }',
    'anon denied, a allowed, b own, seller own, admin own',
  ],
  [
    'a rule for everything',
    'match /a/{id} { allow read: if false; } match /{all=**} { allow read: if request.auth != null; }',
    'anon denied, a allowed, b allowed, seller allowed, admin allowed',
  ],
])('%s decides', (_, inside, expected) => {
  const matrix = matrixFor(inside)
  expect(row(matrix, matrix.objects.find(each => each.name.includes('a/{id}'))!.name, 'select')).toBe(expected)
})

test('firebase.json names the files, wherever they are', () => {
  const { doors } = readFirebase(
    sourceOf({
      'firebase.json': JSON.stringify({
        firestore: [{ rules: 'config/fs.rules' }],
        storage: { rules: './st.rules' },
        database: { rules: 'db.json' },
      }),
      'config/fs.rules': firestore('match /a/{b} { allow read; }'),
      'st.rules': 'service firebase.storage { match /b/{bucket}/o { match /pictures/{f} { allow read; } } }',
      'db.json': '{ "rules": { "posts": { ".read": true } } }',
    }),
  )
  expect(doors.map(door => `${door.service} ${door.name} ${door.at.file}`)).toEqual([
    'firestore a/{b} config/fs.rules',
    'storage pictures/{f} st.rules',
    'database /posts db.json',
  ])
})

test('without firebase.json the usual names are read', () => {
  expect(readFirebase(sourceOf({ 'web/firestore.rules': firestore('match /a/{b} { allow read; }') })).doors).toHaveLength(1)
})

test('a broken file is a gap, and the others are read', () => {
  const { doors, gaps } = readFirebase(
    sourceOf({
      'firestore.rules': 'service cloud.firestore {\n match /a/{b} { allow read if; } }',
      'database.rules.json': '{ "rules": { ".read": true } }',
    }),
  )
  expect(gaps).toEqual([
    { at: { file: 'firestore.rules', line: 2 }, why: 'expected `match`, `allow`, `function` or `}` and found `if`', hides: ['rules'] },
  ])
  expect(doors).toHaveLength(1)
})

test('the same rules give the same answer, and many of them in little time', () => {
  const many = Array.from(
    { length: 20 },
    (_, n) =>
      `match /c${n}/{id} { allow read, write: if request.auth.uid == resource.data.userId && request.resource.data.keys().hasOnly(['userId', 'name${n}']) && request.resource.data.name${n} is string; }`,
  ).join('\n')
  const start = performance.now()
  const first = matrixFor(many)
  expect(performance.now() - start).toBeLessThan(20_000)
  expect(matrixFor(many)).toEqual(first)
})
