import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

/** A page over Firestore, with the rules of its documents. */
const bakery = (allows: string, page: string): Files => ({
  'package.json': '{ "name": "bakery", "type": "module", "dependencies": { "firebase": "*", "react": "*" } }',
  'index.html': '<!doctype html><script type="module" src="/src/App.tsx"></script>\n',
  'firestore.rules': `rules_version = '2';
service cloud.firestore {
  match /databases/{database}/documents {
    function signedIn() { return request.auth != null; }
    function isAdmin() { return signedIn() && request.auth.token.admin == true; }
${allows}
  }
}
`,
  'src/App.tsx': `import { initializeApp } from 'firebase/app'
import { addDoc, collection, doc, getDoc, getDocs, getFirestore, increment, query, setDoc, updateDoc, where } from 'firebase/firestore'

const db = getFirestore(initializeApp({ projectId: 'bakery' }))

export default function App({ user, params }: { user: { uid: string }; params: { id: string } }) {
${page}
  return null
}
`,
})

const ORDERS = `    match /orders/{orderId} {
      allow read, write: if signedIn();
    }`
const PLACE = "  const place = () => addDoc(collection(db, 'orders'), { userId: user.uid, address: 'Mill Lane 3' })"
const OWN = "  const list = () => getDocs(query(collection(db, 'orders'), where('userId', '==', user.uid)))"

describe('the owner is asked in Firebase rules', () => {
  test('where pages ask for their own', async () => {
    const [text] = await after('rules/firebase-owner', bakery(ORDERS, `${PLACE}\n${OWN}`))
    expect(text).toContain('allow read, delete: if (request.auth != null && request.auth.uid == resource.data.userId) || isAdmin();')
  })

  test.each([
    ['a page lists what belongs to everybody', ORDERS, `${PLACE}\n  const all = () => getDocs(collection(db, 'orders'))`],
    [
      'readers count what they like',
      ORDERS,
      `${PLACE}\n${OWN}\n  const like = (id: string) => updateDoc(doc(db, 'orders', id), { likes: increment(1) })`,
    ],
    [
      'a page shows another person',
      '    match /users/{userId} {\n      allow read: if signedIn();\n    }',
      "  const show = () => getDoc(doc(db, 'users', params.id))",
    ],
    ['nothing says whose a document is', ORDERS, "  const place = () => addDoc(collection(db, 'orders'), { address: 'Mill Lane 3' })"],
  ])('not where %s', async (_, allows, page) => expect(await after('rules/firebase-owner', bakery(allows, page))).toEqual([]))
})

test('a role that is let through among other ways still is', async () => {
  const files = bakery(
    `    match /users/{userId} {
      allow write: if signedIn() && (request.auth.uid == userId || isAdmin());
    }`,
    "  const start = () => setDoc(doc(db, 'users', user.uid), { name: 'Ada', role: 'customer' })",
  )
  const [text] = await after('rules/firebase-self-promotion', files)
  expect(text).toContain("&& (isAdmin() || request.resource.data.get('role', 'customer') == 'customer')")
  expect(text).toContain("&& (isAdmin() || !request.resource.data.diff(resource.data).affectedKeys().hasAny(['role']))")
})
