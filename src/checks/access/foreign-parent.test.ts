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
