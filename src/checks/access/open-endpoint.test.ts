import { expect, test } from 'vitest'
import { app, find, SCHEMA } from './open-endpoint.fixture.js'

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
app.post('/contacts', async (req, res) => { const lead = await prisma.lead.create({ data: { email: req.body.email } }); res.json(lead) })
app.post('/signup', async (req, res) => { await prisma.user.create({ data: { email: req.body.email } }); res.json({ ok: true }) })
app.get('/orders/count', async (req, res) => { const orders = await prisma.order.findMany(); res.json({ count: orders.length }) })
app.get('/health', (req, res) => res.json({ ok: true }))`),
  )
  expect(found).toEqual([])
})

test('passes when something is taken, and tells of who took it', async () => {
  const bookings = (fields: string) =>
    find({
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Booking = mongoose.model('Booking', new mongoose.Schema({ car: String, user: { type: mongoose.Schema.Types.ObjectId, ref: 'User' }, pickupDate: Date, returnDate: Date, price: Number }))
mongoose.model('User', new mongoose.Schema({ email: String }))
const app = express()
app.get('/taken/:car', async (req, res) => res.json(await Booking.find({ car: req.params.car }, '${fields}')))
app.listen(3000)`,
    })
  expect(await bookings('pickupDate returnDate')).toEqual([])
  expect(await bookings('pickupDate user price')).toHaveLength(1)
  expect(await bookings('pickupDate reason medication')).toHaveLength(1)
  expect(await bookings('pickupDate birthDate')).toHaveLength(1)
})

test('finds a function that mails for anyone, and the line that opened it', async () => {
  const found = await find({
    'package.json': '{ "name": "shop" }',
    'supabase/config.toml': '[functions.mail]\nverify_jwt = false\n',
    'supabase/functions/mail/index.ts': `import { serve } from "https://deno.land/std@0.190.0/http/server.ts"
import { SMTPClient } from "https://deno.land/x/denomailer@1.6.0/mod.ts"
import { z } from "https://deno.land/x/zod@v3.22.4/mod.ts"
serve(async req => {
  const { to } = z.object({ to: z.string().email() }).parse(await req.json())
  const client = new SMTPClient({ connection: { hostname: 'smtp.example.com' } })
  await client.send({ from: 'shop', to, subject: 'Order', html: '<p>Thanks</p>' })
  return new Response('ok')
})`,
  })
  expect(found).toEqual([
    'supabase/config.toml:2 high `verify_jwt = false` lets anyone call `mail`, which sends mail and asks nobody.',
    'supabase/functions/mail/index.ts:4 high `POST /functions/v1/mail` sends mail for anyone: nothing asks who is calling.',
  ])
})

test("tells a guest's order more mildly when its contact is asked for, in whatever way", async () => {
  const track = (lines: string) =>
    find({
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Order = mongoose.model('Order', new mongoose.Schema({ email: String, phone: String, address: String, total: Number }))
const app = express()
app.use(express.json())
app.post('/track', async (req, res) => {
  const { email, phone } = req.body
  const order = await Order.findById(String(req.body.id))
  if (!order) return res.sendStatus(404)
  ${lines}
  res.json(order)
})
app.listen(3000)`,
    })
  const severity = async (lines: string) => (await track(lines)).map(one => one.split(' ')[1])
  expect(await severity('')).toEqual(['high'])
  expect(await severity('if (order.email !== email) return res.sendStatus(403)')).toEqual(['medium'])
  expect(
    await severity(
      'const same = email && order.email.toLowerCase() === email.toLowerCase()\n  const called = phone && order.phone === phone\n  if (!same && !called) return res.sendStatus(403)',
    ),
  ).toEqual(['medium'])
  expect(await severity('if (order.address !== req.body.address) return res.sendStatus(403)')).toEqual(['high'])
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

test('passes a call of another service for everybody that is counted, and no other', async () => {
  const translate = (limit: string) =>
    find({
      'package.json': '{ "name": "shop", "dependencies": { "express": "*", "express-rate-limit": "*" } }',
      'server.js': `const express = require('express')
const rateLimit = require('express-rate-limit')
const app = express()
app.use(express.json())
const limiter = rateLimit({ windowMs: 60000, limit: 30 })
app.post('/translate', ${limit}async (req, res) => {
  const answer = await fetch('https://api.deepl.com/v2/translate', { method: 'POST', body: JSON.stringify({ text: [req.body.text] }) })
  res.json(await answer.json())
})
app.listen(3000)`,
    })
  expect(await translate('limiter, ')).toEqual([])
  expect(await translate('')).toHaveLength(1)
})

test('finds what a bot is told to say, and passes the note about an enquiry', async () => {
  const bot = "const TelegramBot = require('node-telegram-bot-api')\nconst bot = new TelegramBot(process.env.BOT)\n"
  const found = await find(
    app(`${bot}app.post('/api/say', async (req, res) => { await bot.sendMessage('@shop', req.body.message); res.json({}) })
app.post('/api/promote', async (req, res) => { await bot.sendMessage('@shop', 'Everything half price'); res.json({}) })
app.post('/api/contact', async (req, res) => { await bot.sendMessage(1, 'From ' + req.body.email); res.json({}) })
app.post('/api/orders', async (req, res) => { await prisma.order.create({ data: { total: 1 } }); await bot.sendMessage(1, 'New order'); res.json({}) })`),
  )
  expect(found).toEqual([
    'src/server.ts:8 high `POST /api/say` writes what it is told into a chat, in the name of the app, for anyone: nothing asks who is calling.',
    'src/server.ts:9 medium `POST /api/promote` writes into a chat for anyone: nothing asks who is calling.',
  ])
})

test('passes what the app makes up and runs by itself', async () => {
  const running = (code: string) => find(app(`app.get('/captcha', (req, res) => { const sum = ${code}; res.json({ sum: eval(sum) }) })`))
  expect(await running("Math.floor(Math.random() * 10) + '+' + Math.floor(Math.random() * 10)")).toEqual([])
  // That is code injection, and told as that.
  expect(await running('req.query.sum')).toEqual([])
})

test('whoever signs out throws away their own token; a token that the address names may be anyone’s', async () => {
  const found = await find(
    app(`app.post('/api/logout', async (req, res) => { await prisma.refreshToken.deleteMany({ where: { token: req.cookies.refresh } }); res.json({}) })
app.delete('/api/tokens/:id', async (req, res) => { await prisma.refreshToken.delete({ where: { id: req.params.id } }); res.json({}) })`),
  )
  expect(found.map(line => line.split('`')[1])).toEqual(['DELETE /api/tokens/:id'])
})
