import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (body: string, library = 'express-session') =>
  findingsIn('sessions/session-fixation', {
    'server.js': `const express = require('express')\nconst session = require('${library}')\nconst db = new (require('better-sqlite3'))('a.db')\nconst app = express()\napp.use(session({ secret: process.env.S }))\n${body}\napp.listen(3000)`,
  })
const LOGIN = "const user = db.prepare('SELECT * FROM users WHERE email = ?').get(req.body.email)"

test('finds a user written into the session as it is', async () => {
  expect(await find(`app.post('/login', (req, res) => { ${LOGIN}\nreq.session.user = user; res.json({}) })`)).toEqual([
    'server.js:7 medium `POST /login` writes who is signed in into the session without a new session id.',
  ])
})

test('passes a new session, a cart in the session, and sessions that live in the cookie', async () => {
  expect(
    await find(`app.post('/login', (req, res) => { ${LOGIN}\nreq.session.regenerate(() => { req.session.user = user; res.json({}) }) })`),
  ).toEqual([])
  expect(await find("app.post('/cart', (req, res) => { req.session.cart = req.body.items; res.json({}) })")).toEqual([])
  expect(await find(`app.post('/login', (req, res) => { ${LOGIN}\nreq.session.user = user; res.json({}) })`, 'cookie-session')).toEqual([])
})

test('passes signing out', async () => {
  expect(
    await find("app.get('/logout', (req, res) => { req.session.loggedIn = false; req.session.user = null; res.redirect('/') })"),
  ).toEqual([])
})

test('passes a token that is signed beside the session', async () => {
  expect(
    await find(
      `app.post('/token', (req, res) => { ${LOGIN}\nres.json({ t: require('jsonwebtoken').sign({ id: user.id, role: user.role }, process.env.K) }) })`,
    ),
  ).toEqual([])
})
