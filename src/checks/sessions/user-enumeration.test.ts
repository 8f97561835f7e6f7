import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (body: string) =>
  findingsIn('sessions/user-enumeration', {
    'server.js': `const express = require('express')\nconst { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\nconst app = express()\napp.use(express.json())\n${body}\napp.listen(3000)`,
  })
const LOOK_UP = 'const user = await prisma.user.findUnique({ where: { email: req.body.email } })'

test('finds a request for a new password that says who is no customer', async () => {
  const found = await find(`app.post('/forgot-password', async (req, res) => {
  ${LOOK_UP}
  if (!user) return res.status(404).json({ error: 'We do not know you' })
  await prisma.passwordReset.create({ data: { userId: user.id } })
  res.json({ ok: true })
})`)
  expect(found).toEqual(['server.js:8 low `POST /forgot-password` answers differently when no account has the given name.'])
})

const SIGN_UP = (before = '') => `app.post('/signup', ${before}async (req, res) => {
  ${LOOK_UP}
  if (user) return res.status(409).json({ error: 'E-mail is taken' })
  await prisma.user.create({ data: { email: req.body.email } })
  res.json({ ok: true })
})`

test('finds a sign-up that tells who has an account as often as anyone asks', async () => {
  expect(await find(SIGN_UP())).toEqual(['server.js:8 low `POST /signup` answers that an address has an account already.'])
  const limited = `const rateLimit = require('express-rate-limit')\nconst limiter = rateLimit({ windowMs: 60000, max: 5 })\n${SIGN_UP('limiter, ')}`
  expect(await find(limited)).toEqual([])
})

test('passes one answer for both, and a sign-up that asks for a name that everybody sees', async () => {
  const found = await find(`app.post('/forgot-password', async (req, res) => {
  ${LOOK_UP}
  if (user) await prisma.passwordReset.create({ data: { userId: user.id } })
  res.json({ ok: true })
})
${SIGN_UP().replaceAll('email', 'nickname')}`)
  expect(found).toEqual([])
})
