import { expect, test } from 'vitest'
import { find } from './open-endpoint.fixture.js'

test('passes a post that says what it pays, and finds what somebody earns', async () => {
  const listed = (name: string) =>
    find({
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Row = mongoose.model('${name}', new mongoose.Schema({ title: String, slug: String, description: String, salaryMin: Number, owner: { type: mongoose.Schema.Types.ObjectId, ref: 'User' } }))
mongoose.model('User', new mongoose.Schema({ email: String }))
const app = express()
app.get('/list', async (req, res) => res.json(await Row.find({ isActive: true })))
app.listen(3000)`,
    })
  expect(await listed('Job')).toEqual([])
  expect(await listed('JobPosting')).toEqual([])
  expect(await listed('Consultant')).toHaveLength(1)
})

test('passes places that a form offers, and finds where somebody lives', async () => {
  const listed = (columns: string) =>
    find({
      'prisma/schema.prisma': `model AddressPlace {\n  id Int @id\n  ${columns}\n}`,
      'server.js': `const express = require('express')\nconst { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\nconst app = express()
app.get('/places', async (req, res) => res.json(await prisma.addressPlace.findMany()))\napp.listen(3000)`,
    })
  expect(await listed('name String')).toEqual([])
  expect(await listed('street String')).toHaveLength(1)
})

const staff = (route: string) =>
  find({
    'prisma/schema.prisma':
      'model Staff {\n  id String @id\n  email String @unique\n  password String\n  otpCode String?\n  refreshToken String?\n  isActive Boolean\n}',
    'server.js': `const express = require('express')\nconst bcrypt = require('bcrypt')\nconst { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\nconst app = express()\napp.use(express.json())
const byEmail = req => prisma.staff.findUnique({ where: { email: req.body.email } })
${route}\napp.listen(3000)`,
  })

test.each([
  [
    'signs in',
    `app.post('/auth/admin/login', async (req, res) => { const one = await byEmail(req); if (!one || !(await bcrypt.compare(req.body.password, one.password))) return res.sendStatus(401)
await prisma.staff.update({ where: { id: one.id }, data: { refreshToken: token(), lastLogin: new Date() } }); res.json({ ok: true }) })`,
  ],
  [
    'is let in by the code that was sent',
    `app.post('/admin/activate', async (req, res) => { const one = await byEmail(req); if (!one || req.body.otp !== one.otpCode) return res.sendStatus(400)
await prisma.staff.update({ where: { id: one.id }, data: { isActive: true } }); res.json({ ok: true }) })`,
  ],
])('passes where the staff %s', async (_, route) => {
  expect(await staff(route)).toEqual([])
})

test('finds who may change, and who may make, an account of the staff', async () => {
  expect(
    await staff(`app.post('/admin/activate', async (req, res) => { const one = await byEmail(req); if (!req.body.otp) return res.sendStatus(400)
await prisma.staff.update({ where: { id: one.id }, data: { isActive: true } }); res.json({ ok: true }) })
app.post('/auth/admin/lock', async (req, res) => { await prisma.staff.update({ where: { id: req.body.id }, data: { isActive: false } }); res.json({ ok: true }) })
app.patch('/admin/staff/:id/verify', async (req, res) => { const one = await prisma.staff.findUnique({ where: { id: req.params.id } }); await prisma.staff.update({ where: { id: one.id }, data: { otpCode: null } }); res.json({ ok: true }) })
app.post('/admin/staff', async (req, res) => { await prisma.staff.create({ data: { email: req.body.email, password: req.body.password } }); res.json({ ok: true }) })`),
  ).toEqual([
    'server.js:10 critical `POST /auth/admin/lock` changes `Staff` rows for anyone: nothing asks who is calling.',
    'server.js:11 critical `PATCH /admin/staff/:id/verify` changes `Staff` rows for anyone: nothing asks who is calling.',
    'server.js:12 critical `POST /admin/staff` grants roles in `Staff` for anyone: nothing asks who is calling.',
    'server.js:8 critical `POST /admin/activate` changes `Staff` rows for anyone: nothing asks who is calling.',
  ])
})

test('passes guests who order and who ask for help; what another service says of an account weighs less', async () => {
  const shop = (routes: string) =>
    find({
      'prisma/schema.prisma':
        'model User {\n id String @id\n email String\n customer String?\n}\nmodel Order {\n id String @id\n userId String?\n phone String\n status String\n}\nmodel SupportTicket {\n id String @id\n userId String?\n text String\n}',
      'src/server.ts': `import express from 'express'\nimport Stripe from 'stripe'\nimport { PrismaClient } from '@prisma/client'\nconst app = express()\nconst stripe = new Stripe('k')\nconst prisma = new PrismaClient()\napp.use(express.json())\n${routes}\napp.listen(3000)`,
    })
  expect(
    await shop(`app.post('/support', async (req, res) => { await prisma.supportTicket.create({ data: { text: req.body.text } }); res.json({ ok: true }) })
app.post('/orders', async (req, res) => { await prisma.order.create({ data: { phone: req.body.phone, status: 'new' } }); await prisma.order.deleteMany({ where: { phone: req.body.phone, status: 'draft' } }); res.json({ ok: true }) })`),
  ).toEqual([])
  expect(
    await shop(`app.post('/orders', async (req, res) => { await prisma.order.create({ data: { phone: req.body.phone, status: 'new' } }); await prisma.order.deleteMany({ where: { phone: req.body.phone } }); res.json({ ok: true }) })
app.post('/ready', async (req, res) => { const user = await prisma.user.findFirst({ where: { id: req.body.id } }); const made = await stripe.customers.create({ email: user.email }); await prisma.user.update({ where: { id: user.id }, data: { customer: made.id } }); res.json({ ok: true }) })`),
  ).toEqual([
    'src/server.ts:8 high `POST /orders` creates `Order` rows for anyone: nothing asks who is calling.',
    'src/server.ts:9 medium `POST /ready` calls `customers.create` at Stripe for anyone: nothing asks who is calling.',
  ])
})

const posted = (path: string, data: string) =>
  find({
    'prisma/schema.prisma':
      'model Customer {\n  id String @id\n  phone String\n  userId String\n}\nmodel Opinion {\n  id String @id\n  email String\n  text String\n}',
    'server.js': `const express = require('express')\nconst bcrypt = require('bcrypt')\nconst { PrismaClient } = require('@prisma/client')\nconst prisma = new PrismaClient()\nconst app = express()\napp.use(express.json())
app.post('${path}', async (req, res) => res.json({ id: (await ${data}).id }))\napp.listen(3000)`,
  })

test('passes an account that is made with its customer, and finds a customer made for nobody', async () => {
  const made = (user: string) => posted('/customers', `prisma.customer.create({ data: { phone: req.body.phone${user} } })`)
  expect(await made(', user: { create: { email: req.body.email, password: await bcrypt.hash(req.body.password, 10) } }')).toEqual([])
  expect(await made(', user: { email: req.body.email, password: await bcrypt.hash(req.body.password, 10) }')).toEqual([])
  expect(await made('')).toHaveLength(1)
})

test('passes what guests think of the shop, and finds what they put into the catalogue', async () => {
  const text = 'prisma.opinion.create({ data: { email: req.body.email, text: req.body.text } })'
  expect(await posted('/api/opinion/create', text)).toEqual([])
  expect(await posted('/api/articles/create', text)).toHaveLength(1)
})
