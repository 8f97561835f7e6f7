import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (files: Record<string, string>) => findingsIn('sessions/insecure-cookie', files)
const express = (body: string) => ({
  'server.js': `const express = require('express')\nconst session = require('express-session')\nconst jwt = require('jsonwebtoken')\nconst app = express()\n${body}\napp.listen(3000)`,
})

test('finds a session that is sent over plain http, and one that scripts can read', async () => {
  expect(await find(express('app.use(session({ secret: process.env.S, cookie: { httpOnly: false } }))'))).toEqual([
    'server.js:5 high The session cookie of `express-session` can be read by every script of the page.',
  ])
  expect(await find(express('app.use(session({ secret: process.env.S, cookie: { secure: false } }))'))).toEqual([
    'server.js:5 low The session cookie of `express-session` is also sent over plain http: `secure` is off.',
  ])
})

test('finds a cookie set by a route handler of Next.js', async () => {
  const found = await find({
    'package.json': '{"dependencies":{"next":"15.0.0"}}',
    'app/api/login/route.ts':
      "import { cookies } from 'next/headers'\nimport jwt from 'jsonwebtoken'\nexport async function POST(req) {\n  const { id } = await req.json()\n  const store = await cookies()\n  store.set('token', jwt.sign({ id }, process.env.JWT_SECRET), { secure: true })\n  return Response.json({})\n}",
  })
  expect(found).toEqual([
    'app/api/login/route.ts:6 high The cookie `token` that holds the session can be read by every script of the page.',
  ])
})

test('passes settings that follow the environment, other cookies, and options that are not known', async () => {
  expect(
    await find(express("app.use(session({ secret: process.env.S, cookie: { secure: process.env.NODE_ENV === 'production' } }))")),
  ).toEqual([])
  expect(await find(express("app.use(session(require('./config').session))"))).toEqual([])
  expect(
    await find(
      express("app.get('/', (req, res) => { res.cookie('theme', req.query.theme); res.cookie('csrf-token', req.query.t); res.json({}) })"),
    ),
  ).toEqual([])
})

test('passes a cookie that ends', async () => {
  expect(await find(express("app.post('/logout', (req, res) => { res.cookie('token', '', { maxAge: 0 }); res.json({}) })"))).toEqual([])
  expect(
    await find(express("app.post('/logout', (req, res) => { res.cookie('token', { maxAge: 0, httpOnly: true }); res.json({}) })")),
  ).toEqual([])
})
