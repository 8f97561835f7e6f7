import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (routes: string) =>
  findingsIn('sessions/unproved-sign-in', {
    'server.js': `const express = require('express')
const session = require('express-session')
const bcrypt = require('bcrypt')
const jwt = require('jsonwebtoken')
const { createHash } = require('crypto')
const mailer = require('nodemailer').createTransport(process.env.SMTP)
const { checked } = require('otp-checks')
const db = new (require('better-sqlite3'))('a.db')
const app = express()
app.use(session({ secret: process.env.S }))
const byEmail = email => db.prepare('SELECT * FROM users WHERE email = ?').get(email)
const requireLogin = (req, res, next) => (req.session.user ? next() : res.sendStatus(401))
${routes}
app.listen(3000)`,
  })

test('finds who is signed in as anybody, by a function of their own and by their number', async () => {
  const found = await find(`function actAs(req, email) {
  const user = byEmail(email)
  if (!user) throw new Error('nobody')
  req.session.before = req.session.user
  req.session.user = { id: user.id, role: user.role }
}
app.post('/act-as', requireLogin, (req, res) => { actAs(req, req.body.email); res.redirect('/') })
app.get('/switch/:id', (req, res) => { req.session.userId = db.prepare('SELECT id FROM users WHERE id = ?').get(req.params.id).id; res.json({}) })
app.post('/token', (req, res) => res.json({ token: jwt.sign({ userId: byEmail(req.body.email).id }, process.env.K) }))`)
  expect(found).toEqual([
    'server.js:17 critical `POST /act-as` signs whoever calls it in as the user that `body.email` names, and asks for no proof.',
    'server.js:20 critical `GET /switch/:id` signs whoever calls it in as the user that `params.id` names, and asks for no proof.',
    'server.js:21 critical `POST /token` signs whoever calls it in as the user that `body.email` names, and asks for no proof.',
  ])
})

test.each([
  [
    'a password',
    'const user = byEmail(req.body.email)\nif (!bcrypt.compareSync(req.body.password, user.hash)) return res.sendStatus(401)\nreq.session.user = user',
  ],
  [
    'a password that is hashed by hand',
    "const user = byEmail(req.body.email)\nif (createHash('md5').update(req.body.password).digest('hex') !== user.password_hash) return res.sendStatus(401)\nreq.session.user = user",
  ],
  [
    'a token that goes by mail',
    'const token = jwt.sign({ sub: byEmail(req.body.email).id }, process.env.K)\nmailer.sendMail({ to: req.body.email, text: token })',
  ],
  ['a code', 'const user = byEmail(req.body.email)\nif (!checked(user, req.body.otp)) return res.sendStatus(401)\nreq.session.user = user'],
  ['a link that was sent', "req.session.user = db.prepare('SELECT * FROM users WHERE login_token = ?').get(req.query.t)"],
  ['the caller’s own row', 'req.session.user = byEmail(req.session.user.email)'],
  ['a role', "if (req.session.user.role !== 'admin') return res.sendStatus(403)\nreq.session.user = byEmail(req.body.email)"],
  [
    'an account that was just made',
    "const user = db.prepare('INSERT INTO users (email) VALUES (?) RETURNING *').get(req.body.email)\nreq.session.user = user",
  ],
  ['what is no sign-in', 'req.session.recipient = byEmail(req.body.email)'],
])('passes %s', async (_, body) => {
  expect(await find(`app.post('/enter', requireLogin, (req, res) => { ${body}\nres.json({}) })`)).toEqual([])
})
