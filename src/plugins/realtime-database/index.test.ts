import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesIn, spelled } from '../queries.fixture.js'

const ADMIN =
  "import { initializeApp } from 'firebase-admin/app'\nimport { getDatabase } from 'firebase-admin/database'\ninitializeApp()\nconst db = getDatabase()"

test.each([
  ['db.ref(`rooms/${req.body.id}`).get()', 'read rooms one where id = body.id'],
  [
    "db.ref('rooms').orderByChild('host').equalTo(req.query.host).limitToFirst(5).once('value')",
    'read rooms limited where host = query.host',
  ],
  ["db.ref('users').child(req.body.id).update({ xp: req.body.xp })", 'update users one where id = body.id data {xp: body.xp}'],
  ["db.ref('messages').push({ text: req.body.text })", 'create messages data {text: body.text}'],
  ['db.ref(`rooms/${req.body.id}`).set(req.body)', 'upsert rooms one where id = body.id data body'],
  ['db.ref(`rooms/${req.body.id}`).remove()', 'delete rooms one where id = body.id'],
  [
    "db.ref('stats/all').transaction(row => ({ count: (row?.count || 0) + 1 }))",
    'update stats one where id = "all" data {count: +(||(row(stats).count, 0), 1)}',
  ],
])('on the server: %s', async (body, expected) => {
  expect(await queriesIn(ADMIN, `await ${body}`)).toEqual([expected])
})

test('the older style of the server', async () => {
  expect(
    await queriesIn(
      "import admin from 'firebase-admin'\nconst db = admin.database()",
      "const all = await db.ref('orders').once('value')\nres.json(all.val())",
    ),
  ).toEqual(['read orders'])
})

test.each([
  ["await set(ref(db, 'rooms/' + props.id), { host: props.host })", 'upsert rooms one where id = client.id data {host: client.host}'],
  ["onValue(ref(db, 'presence'), s => s.val())", 'read presence'],
  ["await remove(child(ref(db, 'rooms'), props.id))", 'delete rooms one where id = client.id'],
  ["await get(query(ref(db, 'scores'), orderByChild('xp'), limitToLast(10)))", 'read scores limited'],
])('in the browser: %s', async (body, expected) => {
  const model = await readApp(
    {
      'src/Room.tsx': `'use client'\nimport { getDatabase, ref, child, set, get, query, remove, onValue, orderByChild, limitToLast } from 'firebase/database'\nconst db = getDatabase()\nexport async function Room(props) { ${body} }`,
    },
    { firebase: '12.0.0', react: '19.0.0', vite: '7.0.0' },
  )
  expect(
    model.browser.flatMap(unit => unit.effects.flatMap(effect => (effect.kind === 'query' ? [`${effect.rights} ${spelled(effect)}`] : []))),
  ).toEqual([`user ${expected}`])
})
