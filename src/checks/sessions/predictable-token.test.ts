import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (body: string) =>
  findingsIn('sessions/predictable-token', {
    'server.js': `const express = require('express')\nconst crypto = require('crypto')\nconst { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\nconst app = express()\napp.use(express.json())\n${body}\napp.listen(3000)`,
  })

test('finds a code from Math.random, and a token that is made of the request', async () => {
  const found =
    await find(`app.post('/api/codes', async (req, res) => { await prisma.login.create({ data: { email: req.body.email, otp: Math.floor(100000 + Math.random() * 900000) } }); res.json({}) })
app.post('/api/reset', async (req, res) => {
  if (req.body.token !== crypto.createHash('md5').update(req.body.email).digest('hex')) return res.sendStatus(400)
  await prisma.user.update({ where: { email: req.body.email }, data: { password: hash(req.body.password) } })
  res.json({})
})`)
  expect(found).toEqual([
    'server.js:7 high `POST /api/codes` writes a `otp` that is made of `Math.random`.',
    'server.js:9 critical `POST /api/reset` accepts a `token` that anyone can make from the request itself.',
  ])
})

test('passes random bytes, an end of validity, and a digest made with a secret', async () => {
  const found = await find(`app.post('/api/reset', async (req, res) => {
  await prisma.reset.create({ data: { token: crypto.randomBytes(32).toString('hex'), tokenExpires: new Date(Date.now() + 3600000) } })
  res.json({})
})
app.get('/api/unsubscribe', async (req, res) => {
  if (req.query.token !== crypto.createHmac('sha256', process.env.SECRET).update(req.query.email).digest('hex')) return res.sendStatus(400)
  res.json({})
})
app.post('/api/orders', async (req, res) => { await prisma.order.create({ data: { number: Date.now(), discountTokens: 0 } }); res.json({}) })`)
  expect(found).toEqual([])
  // Where a list of another service goes on is no key to anything.
  expect(
    await find(
      `app.post('/api/calendars', async (req, res) => { await prisma.calendar.update({ where: { id: 1 }, data: { nextSyncToken: new Date().toISOString(), pageToken: String(Date.now()) } }); res.json({}) })`,
    ),
  ).toEqual([])
})

test('a code that names a thing is none that opens one', async () => {
  const made = '`LF-${Date.now()}`'
  const found =
    await find(`app.post('/api/products', async (req, res) => { await prisma.product.create({ data: { code: ${made} } }); res.json({}) })
app.post('/api/vouchers', async (req, res) => { await prisma.voucher.create({ data: { code: ${made} } }); res.json({}) })
app.post('/api/referrals', async (req, res) => { await prisma.referral.create({ data: { code: ${made} } }); res.json({}) })`)
  expect(found).toEqual([
    'server.js:8 high `POST /api/vouchers` writes a `code` that is made of the time.',
    'server.js:9 low `POST /api/referrals` writes a `code` that is made of the time.',
  ])
})

test('finds a code that is kept in memory where it is told, but none of random bytes, and no number of a request', async () => {
  const found = await find(`const codes = {}
app.post('/api/codes', async (req, res) => { const otp = Math.floor(100000 + Math.random() * 900000); codes[req.body.mobile] = otp; console.log(\`Sending OTP \${otp} to \${req.body.mobile}\`); res.json({}) })
app.post('/api/safe', async (req, res) => { const otp = crypto.randomInt(100000, 1000000); codes[req.body.mobile] = otp; console.log(\`Sending OTP \${otp}\`); res.json({}) })
app.post('/api/traced', async (req, res) => { console.log(\`request \${Math.random()} began\`); res.json({}) })`)
  expect(found).toEqual(['server.js:8 medium `POST /api/codes` makes a one-time code of `Math.random`.'])
})
