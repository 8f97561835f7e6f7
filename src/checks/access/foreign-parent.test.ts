import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const SCHEMA = `create table users (id integer primary key, email text);
create table accounts_shared (id integer primary key, owner_id integer references users (id), name text);
create table members (team_id integer references accounts_shared (id), user_id integer references users (id));
create table invitations (id integer primary key, team_id integer references accounts_shared (id), email text, role text);
create table listings (id integer primary key, owner_id integer references users (id), title text);
create table bookings (id integer primary key, listing_id integer references listings (id), user_id integer, day text);`

const find = (routes: string) =>
  findingsIn('access/foreign-parent', {
    'schema.sql': SCHEMA,
    'server.js': `const express = require('express')
const session = require('express-session')
const db = new (require('better-sqlite3'))('a.db')
const app = express()
app.use(session({ secret: process.env.S }))
const requireUser = (req, res, next) => (req.session.userId ? next() : res.sendStatus(401))
app.get('/accounts', requireUser, (req, res) => res.json(db.prepare('SELECT name FROM accounts_shared WHERE owner_id = ? LIMIT 9').all(req.session.userId)))
app.get('/listings/mine', requireUser, (req, res) => res.json(db.prepare('SELECT title FROM listings WHERE owner_id = ? LIMIT 9').all(req.session.userId)))
${routes}
app.listen(3000)`,
  })
const INVITES =
  "db.prepare('INSERT INTO invitations (team_id, email, role) VALUES (?, ?, ?)').run(req.params.id, req.body.email, req.body.role)\nres.json({})"
const invite = (before: string) => find(`app.post('/accounts/:id/invite', requireUser, (req, res) => {\n${before}\n${INVITES}\n})`)

test('finds an invitation to what belongs to somebody else', async () => {
  expect(await invite('')).toEqual([
    'server.js:11 medium `POST /accounts/:id/invite` adds a row of `invitations` to the row of `accounts_shared` that `params.id` names, whoever it belongs to.',
  ])
})

test.each([
  [
    'an owner who was asked',
    "const team = db.prepare('SELECT * FROM accounts_shared WHERE id = ?').get(req.params.id)\nif (team.owner_id !== req.session.userId) return res.sendStatus(403)",
  ],
  [
    'a member who was looked up',
    "if (!db.prepare('SELECT 1 FROM members WHERE team_id = ? AND user_id = ?').get(req.params.id, req.session.userId)) return res.sendStatus(403)",
  ],
])('passes %s', async (_, before) => {
  expect(await invite(before)).toEqual([])
})

test('passes what is booked of an offer, and joining', async () => {
  expect(
    await find(`app.post('/book', requireUser, (req, res) => { db.prepare('INSERT INTO bookings (listing_id, user_id, day) VALUES (?, ?, ?)').run(req.body.listing, req.session.userId, req.body.day); res.json({}) })
app.post('/join/:id', requireUser, (req, res) => { db.prepare('INSERT INTO members (team_id, user_id) VALUES (?, ?)').run(req.params.id, req.session.userId); res.json({}) })`),
  ).toEqual([])
})

const desk = (tickets: string, notes = '') => `const express = require('express')
const jwt = require('jsonwebtoken')
const { MongoClient } = require('mongodb')
const app = express()
const db = new MongoClient(process.env.URL).db('desk')
const signedIn = (req, res, next) => {
  try { req.user = jwt.verify(req.headers.authorization, process.env.KEY); next() } catch { res.sendStatus(401) }
}
app.get('/inspections', signedIn, async (req, res) => {
  ${tickets}
})
app.get('/inspections/:id/updates', signedIn, async (req, res) => {
  ${notes}
  res.json(await db.collection('findings').find({ inspectionId: req.params.id }).limit(50).toArray())
})
app.listen(3000)`
const OWN = "res.json(await db.collection('inspections').find({ userId: req.user.id }).limit(50).toArray())"
const READ =
  'server.js:14 medium `GET /inspections/:id/updates` answers with rows of `findings` of the row of `inspections` that `params.id` names, whoever it belongs to.'
const onDesk = (tickets: string, notes?: string) => findingsIn('access/foreign-parent', { 'server.js': desk(tickets, notes) })

test('finds what is read of a row that only its owner and staff are shown', async () => {
  expect(await onDesk(OWN)).toEqual([READ])
  expect(
    await onDesk(
      `if (req.user.role === 'admin') return res.json(await db.collection('inspections').find({}).limit(50).toArray())\n  ${OWN}`,
    ),
  ).toEqual([READ.replace(':14', ':15')])
})

test.each([
  [
    'a board that everybody reads',
    "res.json([await db.collection('inspections').find({ userId: req.user.id }).toArray(), await db.collection('inspections').find({}).limit(50).toArray()])",
    '',
  ],
  [
    'an owner who was asked',
    OWN,
    "if (!(await db.collection('inspections').findOne({ id: req.params.id, userId: req.user.id }))) return res.sendStatus(404)",
  ],
  ['staff', OWN, "if (req.user.role !== 'admin') return res.sendStatus(403)"],
])('passes what is read of a row: %s', async (_, tickets, notes) => {
  expect(await onDesk(tickets, notes)).toEqual([])
})
