import { expect, test } from 'vitest'
import check from './firebase-unlimited-upload.js'
import { problemsInRules, storage } from './firebase.fixture.js'

test.each([
  ['any file', `match /avatars/{uid}/{f} { allow write: if request.auth.uid == uid; }`, 'medium'],
  [
    'a type and no size',
    `match /avatars/{uid}/{f} { allow write: if request.auth.uid == uid && request.resource.contentType.matches('image/.*'); }`,
    'medium',
  ],
  [
    'a size and no type',
    `match /avatars/{uid}/{f} { allow write: if request.auth.uid == uid && request.resource.size < 1024 * 1024; }`,
    'low',
  ],
])('finds %s', (_, rules, severity) => {
  expect(problemsInRules(check, { 'storage.rules': storage(rules) }).map(problem => problem.severity ?? check.severity)).toEqual([severity])
})

test.each([
  [
    'both limited',
    `match /avatars/{uid}/{f} { allow write: if request.auth.uid == uid && request.resource.size < 1024 * 1024 && request.resource.contentType.matches('image/.*'); }`,
  ],
  [
    'a function that limits',
    `function small() { return request.resource.size < 10 && request.resource.contentType in ['image/png']; } match /a/{uid}/{f} { allow create: if request.auth.uid == uid && small(); }`,
  ],
  ['nothing written', `match /{all=**} { allow read; }`],
])('passes %s', (_, rules) => {
  expect(problemsInRules(check, { 'storage.rules': storage(rules) })).toEqual([])
})
