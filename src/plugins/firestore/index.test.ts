import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesIn, spelled } from '../queries.fixture.js'

const ADMIN =
  "import { initializeApp } from 'firebase-admin/app'\nimport { getFirestore, FieldValue } from 'firebase-admin/firestore'\ninitializeApp()\nconst db = getFirestore()"

test.each([
  ["db.collection('orders').doc(req.body.id).get()", 'read orders one where id = body.id'],
  ["db.collection('orders').where('userId', '==', req.query.u).limit(5).get()", 'read orders limited where userId = query.u'],
  ["db.collection('orders').add({ total: req.body.total })", 'create orders data {total: body.total}'],
  ['db.doc(`users/${req.body.uid}`).update({ role: req.body.role })', 'update users one where id = body.uid data {role: body.role}'],
  ["db.collection('users').doc('1').collection('carts').doc(req.body.id).delete()", 'delete carts one where parentId = "1" & id = body.id'],
  ["db.collection('stock').doc('1').set({ count: 1 }, { merge: true })", 'upsert stock one where id = "1" data {count: 1}'],
  [
    "db.runTransaction(async tx => { const ref = db.collection('wallets').doc(req.body.id); tx.update(ref, { balance: 0 }) })",
    'update wallets one in transaction where id = body.id data {balance: 0}',
  ],
  ["const batch = db.batch(); batch.delete(db.doc('a/b')); await batch.commit()", 'delete a one in transaction where id = "b"'],
])('on the server: %s', async (body, expected) => {
  expect(await queriesIn(ADMIN, `await ${body.startsWith('const') ? `0; ${body}` : body}`)).toEqual([expected])
})

test('the older server library is the same', async () => {
  expect(
    await queriesIn("import admin from 'firebase-admin'\nconst db = admin.firestore()", "await db.collection('orders').get()"),
  ).toEqual(['read orders'])
})

test.each([
  ["await addDoc(collection(db, 'orders'), { userId: props.id, total: 5 })", 'create orders data {userId: client.id, total: 5}'],
  ["await updateDoc(doc(db, 'users', props.id), { name: 'x' })", 'update users one where id = client.id data {name: "x"}'],
  [
    "await getDocs(query(collection(db, 'users', props.id, 'orders'), where('open', '==', true), limit(3)))",
    'read orders limited where parentId = client.id & open = true',
  ],
  ["await setDoc(doc(collection(db, 'posts')), { title: 'x' })", 'upsert posts one data {title: "x"}'],
  ["await deleteDoc(doc(db, 'posts', props.id))", 'delete posts one where id = client.id'],
  ["onSnapshot(collection(db, 'posts'), s => s.docs.map(d => d.data()))", 'read posts'],
])('in the browser: %s', async (body, expected) => {
  const model = await readApp(
    {
      'src/Orders.tsx': `'use client'\nimport { getFirestore, collection, doc, addDoc, setDoc, updateDoc, deleteDoc, getDocs, query, where, limit, onSnapshot } from 'firebase/firestore'\nconst db = getFirestore()\nexport async function Orders(props) { ${body} }`,
    },
    { firebase: '12.0.0', react: '19.0.0', vite: '7.0.0' },
  )
  expect(
    model.browser.flatMap(unit => unit.effects.flatMap(effect => (effect.kind === 'query' ? [`${effect.rights} ${spelled(effect)}`] : []))),
  ).toEqual([`user ${expected}`])
})
