import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (head: string, cookie = '') =>
  findingsIn('sessions/csrf-unprotected', {
    'server.js': `const express = require('express')\nconst session = require('express-session')\nconst db = new (require('better-sqlite3'))('a.db')\nconst app = express()\n${head}\napp.use(session({ secret: process.env.S${cookie} }))\napp.post('/email', (req, res) => { if (!req.session.userId) return res.sendStatus(401); db.prepare('UPDATE users SET email = ? WHERE id = ?').run(req.body.email, req.session.userId); res.json({}) })\napp.listen(3000)`,
  })

test('finds forms with a session cookie that any site may use, once', async () => {
  const found = await find('app.use(express.urlencoded({ extended: false }))')
  expect(found).toEqual([
    'server.js:6 medium `POST /email` takes a form from any site: the session cookie comes along, and no token is asked for.',
  ])
})

test('passes JSON alone, a cookie of the own site, and a token', async () => {
  expect(await find('app.use(express.json())')).toEqual([])
  expect(await find('app.use(express.urlencoded({ extended: false }))', ", cookie: { sameSite: 'strict' }")).toEqual([])
  expect(await find("app.use(express.urlencoded({ extended: false }))\napp.use(require('csurf')())")).toEqual([])
})
