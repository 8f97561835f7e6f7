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

const service = (nobody: string, wrong: string, rest = '') =>
  findingsIn('sessions/user-enumeration', {
    'package.json': '{ "name": "a", "dependencies": { "express": "4" } }',
    'src/auth.ts': `export async function signIn(email, password) {
  const user = await users.byEmail(email)
  if (!user) throw new Error(${nobody})
${rest}  if (!(await bcrypt.compare(password, user.hash))) throw new Error(${wrong})
  return user
}`,
  })

test.each([
  ["'User not found'", "'Invalid password'"],
  ['"No account found with this email"', '"Invalid email or password"'],
  ["'The email does not exist'", "'Password is not correct'"],
  ["'unregistered email'", "'incorrect-password'"],
])('finds a service that refuses in other words: %s', async (nobody, wrong) => {
  expect(await service(nobody, wrong)).toEqual([
    'src/auth.ts:3 low `src/auth.ts` refuses in other words where there is no account than where the password is wrong.',
  ])
})

test('passes a service with one refusal, and refusals of two functions', async () => {
  expect(await service("'Invalid email or password'", "'Invalid email or password'")).toEqual([])
  expect(await service("'User not found'", "'Wrong password'", '}\nexport async function change(user, password) {\n')).toEqual([])
})

test('finds a form that is sent by GET, and redirects that say it', async () => {
  const found = await find(`app.get('/login', async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: req.query.email } })
  if (!user) return res.redirect('/?error=invalid-email')
  if (!(await require('bcrypt').compare(req.query.password, user.password))) return res.redirect('/?error=invalid-password')
  res.redirect('/home')
})`)
  expect(found).toEqual(['server.js:8 low `GET /login` answers differently when no account has the given name.'])
})
