import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (files: Record<string, string>) => findingsIn('access/open-endpoint', files)
const SCHEMA =
  'model User {\nid String @id\n email String\n}\nmodel Order {\nid String @id\n userId String\n total Int\n}\nmodel Product {\nid String @id\n name String\n}\nmodel Lead {\nid String @id\n email String\n}'
const app = (routes: string) => ({
  'prisma/schema.prisma': SCHEMA,
  'src/server.ts': `import express from 'express'\nimport { PrismaClient } from '@prisma/client'\nconst app = express()\nconst prisma = new PrismaClient()\napp.use(express.json())\n${routes}\napp.listen(3000)`,
})

test('finds reads of private rows, writes, and the worst of several', async () => {
  const found = await find(
    app(`app.get('/orders', async (req, res) => res.json(await prisma.order.findMany()))
app.delete('/products/:id', async (req, res) => { await prisma.product.delete({ where: { id: req.params.id } }); res.json({ ok: true }) })
app.post('/api/users/:id/email', async (req, res) => { await prisma.user.update({ where: { id: req.params.id }, data: { email: req.body.email } }); res.json({}) })`),
  )
  expect(found).toEqual([
    "src/server.ts:6 critical `GET /orders` answers with everybody's rows of `Order` for anyone: nothing asks who is calling.",
    'src/server.ts:7 high `DELETE /products/:id` deletes `Product` rows for anyone: nothing asks who is calling.',
    'src/server.ts:8 critical `POST /api/users/:id/email` changes `User` rows for anyone: nothing asks who is calling.',
  ])
})

test('passes what is meant to be open', async () => {
  const found = await find(
    app(`app.get('/products', async (req, res) => res.json(await prisma.product.findMany()))
app.post('/contact', async (req, res) => { await prisma.lead.create({ data: { email: req.body.email } }); res.json({ ok: true }) })
app.post('/signup', async (req, res) => { await prisma.user.create({ data: { email: req.body.email } }); res.json({ ok: true }) })
app.get('/orders/count', async (req, res) => { const orders = await prisma.order.findMany(); res.json({ count: orders.length }) })
app.get('/health', (req, res) => res.json({ ok: true }))`),
  )
  expect(found).toEqual([])
})

test('passes a route behind a guard, however it is mounted', async () => {
  const found = await find({
    'prisma/schema.prisma': SCHEMA,
    'src/guard.ts':
      "import jwt from 'jsonwebtoken'\nexport const guard = (req, res, next) => { try { req.user = jwt.verify(req.cookies.token, process.env.JWT_SECRET); next() } catch { res.sendStatus(401) } }",
    'src/orders.ts':
      "import { Router } from 'express'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nexport const orders = Router()\norders.get('/', async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.id } })))",
    'src/server.ts':
      "import express from 'express'\nimport { guard } from './guard'\nimport { orders } from './orders'\nconst app = express()\napp.use('/orders', guard, orders)\napp.listen(3000)",
  })
  expect(found).toEqual([])
})

test('tells people who sign up from rows that are made for anyone', async () => {
  const found = await find(
    app(`app.post('/users', async (req, res) => res.json(await prisma.user.create({ data: { email: req.body.email, password: await hash(req.body.password) } })))
app.post('/admin/users', async (req, res) => res.json(await prisma.user.create({ data: { email: req.body.email, password: await hash(req.body.password) } })))
app.post('/members', async (req, res) => { await prisma.user.create({ data: { email: req.body.email, password: await hash(req.body.password), role: req.body.role } }); res.json({}) })`),
  )
  expect(found.map(line => line.split('`')[1])).toEqual(['POST /admin/users', 'POST /members'])
})

test('passes no guest where every order needs its user', async () => {
  const order = (required: boolean) =>
    find({
      'order.js': `const mongoose = require('mongoose')
module.exports = mongoose.model('Order', new mongoose.Schema({ user: { type: mongoose.Schema.Types.ObjectId, ref: 'User', required: ${required} }, total: Number }))`,
      'user.js': "const mongoose = require('mongoose')\nmodule.exports = mongoose.model('User', new mongoose.Schema({ email: String }))",
      'server.js': `const express = require('express')
const Order = require('./order')
require('./user')
const app = express()
app.use(express.json())
app.post('/orders', async (req, res) => res.json(await Order.create(req.body)))
app.listen(3000)`,
    })
  expect((await order(true)).length).toBe(1)
  expect(await order(false)).toEqual([])
})

test('passes XML that is read: what is wrong with it is told elsewhere', async () => {
  const found = await find({
    'server.js': `const express = require('express')
const libxml = require('libxmljs')
const app = express()
app.use(express.text())
app.post('/import', (req, res) => res.send(libxml.parseXml(req.body, { noent: true }).root().name()))
app.listen(3000)`,
  })
  expect(found).toEqual([])
})

test('weighs what the payment service confirms, and what is found by its number and an address, less', async () => {
  const found = await find(
    app(`import Stripe from 'stripe'
const stripe = new Stripe('x')
app.post('/api/verify-purchase', async (req, res) => {
  const session = await stripe.checkout.sessions.retrieve(req.body.sessionId)
  if (session.payment_status === 'paid') await prisma.order.update({ where: { id: session.metadata.orderId }, data: { total: 0 } })
  res.json({})
})
app.post('/api/finish-purchase', async (req, res) => { await prisma.order.update({ where: { id: req.body.id }, data: { total: 0 } }); res.json({}) })
app.post('/api/find', async (req, res) => res.json(await prisma.order.findFirst({ where: { id: req.body.id, email: req.body.email } })))`),
  )
  expect(found.map(line => line.split(' ').slice(1, 4).join(' ').replaceAll('`', '')).toSorted()).toEqual([
    'high POST /api/finish-purchase',
    'medium POST /api/find',
    'medium POST /api/verify-purchase',
  ])
})

test('a link into a seller’s account at the payment service is no sign-in of the app; who subscribes twice is found again', async () => {
  const found = await find(
    app(`import Stripe from 'stripe'
const stripe = new Stripe('x')
app.post('/api/express-login', async (req, res) => {
  const user = await prisma.user.findUnique({ where: { id: req.body.userId } })
  res.json({ url: (await stripe.accounts.createLoginLink(user.stripeAccountId)).url })
})
app.post('/api/newsletter', async (req, res) => {
  const known = await prisma.lead.findFirst({ where: { email: req.body.email } })
  if (known) await prisma.lead.update({ where: { email: req.body.email }, data: { token: 'x' } })
  else await prisma.lead.create({ data: { email: req.body.email } })
  res.json({})
})`),
  )
  expect(found).toEqual([
    'src/server.ts:8 high `POST /api/express-login` opens an account at Stripe for anyone: nothing asks who is calling.',
  ])
})
