import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (role: string, path = '/register') =>
  findingsIn('access/claimed-privilege', {
    'server.ts': `import express from 'express'
import bcrypt from 'bcrypt'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
app.post('${path}', async (req, res) => {
  const { email, password } = req.body
  ${role}
  await db.user.create({ data: { email, password: await bcrypt.hash(password, 10), role } })
  res.json({ ok: true })
})
app.listen(3000)`,
  })

const SAYS = ['server.ts:9 critical `POST /register` sets `role` in `user` by the e-mail address that was typed in, which nobody proves.']

test.each([
  "const role = email === process.env.ADMIN_EMAIL ? 'admin' : 'user'",
  "const role = email.toLowerCase().endsWith('@shop.com') ? 'admin' : 'customer'",
  "const role = ['boss@shop.com'].includes(email) ? 'admin' : 'user'",
])('finds %s', async role => {
  expect(await find(role)).toEqual(SAYS)
})

test('passes a role that does not hang on the address, and an address that is proved', async () => {
  expect(await find("const role = 'user'")).toEqual([])
  expect(await find("const role = req.body.seller ? 'seller' : 'user'")).toEqual([])
  expect(await find("const role = email.endsWith('@shop.com') ? 'admin' : 'user'", '/register/verify')).toEqual([])
})

test('passes whoever knows a secret besides the address, and finds what asks for no secret', async () => {
  const test = (more: string): string => `const role = email === process.env.ADMIN_EMAIL && ${more} ? 'admin' : 'user'`
  expect(await find(test('password === process.env.ADMIN_PASSWORD'))).toEqual([])
  expect(await find(test('req.body.code === process.env.STAFF_CODE'))).toEqual([])
  expect(await find(test('req.body.country === process.env.COUNTRY'))).toEqual(SAYS)
})
