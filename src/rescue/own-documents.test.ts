import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { auditAt } from '../fixes/story.fixture.js'
import { lostToOwners } from './own-documents.js'

const rules = (allows: string): string => `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    match /orders/{orderId} {
      ${allows}
    }
  }
}
`
const modelOf = (allows: string) =>
  withApp(
    new Map([
      ['app.js', ''],
      ['firestore.rules', rules(allows)],
    ]),
    async root => (await auditAt(root)).model,
  )
const OPEN = 'allow read: if request.auth.uid == resource.data.userId;\n      allow write: if request.auth != null;'

test('a rule that turns owners away from what is theirs is told, by what they did', async () => {
  const [before, narrow, shut] = [
    await modelOf(OPEN),
    await modelOf(
      'allow read, delete: if request.auth.uid == resource.data.userId;\n      allow create: if request.auth.uid == request.resource.data.userId;\n      allow update: if request.auth.uid == resource.data.userId;',
    ),
    await modelOf('allow read: if request.auth.uid == resource.data.userId;\n      allow create: if request.auth.token.admin == true;'),
  ]
  expect(lostToOwners(before, narrow)).toEqual([])
  expect(lostToOwners(before, shut)).toEqual(['orders/{orderId}: create', 'orders/{orderId}: update', 'orders/{orderId}: delete'])
})
