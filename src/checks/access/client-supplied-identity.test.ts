import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'
import { signedIn } from './signed-in.fixture.js'

const find = (routes: string) => findingsIn('access/client-supplied-identity', signedIn(routes))

test('finds rows looked up by the user in the address, and a role asked for at sign-up', async () => {
  const found =
    await find(`app.get('/api/users/:userId/orders', requireUser, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.params.userId } })))
app.post('/api/signup', async (req, res) => { await prisma.user.create({ data: { email: req.body.email, password: hash(req.body.password), role: req.body.role } }); res.json({}) })`)
  expect(found).toEqual([
    'src/server.ts:8 high `GET /api/users/:userId/orders` takes whose `Order` it reads from `params.userId`, not from the session.',
    'src/server.ts:9 critical `POST /api/signup` stores the `role` that the request asks for in `User`.',
  ])
})

test('finds a role that is made a text first', async () => {
  const found = await find(
    `app.post('/api/signup', async (req, res) => { await prisma.user.create({ data: { email: req.body.email, password: hash(req.body.password), role: String(req.body.role) } }); res.json({}) })`,
  )
  expect(found).toEqual(['src/server.ts:8 critical `POST /api/signup` stores the `role` that the request asks for in `User`.'])
})

test('passes a user who is compared first, the session as owner, and rows made to be shown', async () => {
  const found = await find(`app.get('/api/users/:userId/orders', requireUser, async (req, res) => {
  if (req.params.userId !== req.user.id) return res.sendStatus(403)
  res.json(await prisma.order.findMany({ where: { userId: req.params.userId } }))
})
app.post('/api/orders', requireUser, async (req, res) => res.json(await prisma.order.create({ data: { userId: req.user.id, status: req.body.status } })))
app.get('/api/authors/:id/posts', requireUser, async (req, res) => res.json(await prisma.post.findMany({ where: { authorId: req.params.id } })))
app.post('/api/signup', async (req, res) => { await prisma.user.create({ data: { email: req.body.email, password: hash(req.body.password), role: 'customer' } }); res.json({}) })`)
  expect(found).toEqual([])
})

test('finds a message in the name of another, although whoever writes it owns what it belongs to', async () => {
  const post = (sender: string) =>
    find(`app.post('/api/orders/:id/messages', requireUser, async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: req.params.id } })
  if (order.userId !== req.user.id) return res.sendStatus(404)
  res.json(await prisma.message.create({ data: { orderId: order.id, senderId: ${sender}, body: req.body.body } }))
})`)
  expect(await post('req.body.senderId')).toEqual([
    'src/server.ts:11 medium `POST /api/orders/:id/messages` writes `senderId` of `message` from `body.senderId`, so that anyone can write in the name of another.',
  ])
  expect(await post('req.user.id')).toEqual([])
})

test('finds the kind of account that somebody chooses, where one of the kinds is the administrator', async () => {
  const app = (more: string) =>
    findingsIn('access/client-supplied-identity', {
      'prisma/schema.prisma': 'model User {\n  id String @id\n  email String\n  password String\n  userType String\n}',
      'server.ts': `import express from 'express'
import session from 'express-session'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
app.use(express.json())
app.use(session({ secret: process.env.SESSION_SECRET }))
app.post('/api/register', async (req, res) => {
  const user = await prisma.user.create({ data: { email: req.body.email, password: await hash(req.body.password), userType: req.body.kind || 'buyer' } })
  req.session.user = user
  res.json({ id: user.id })
})
${more}
app.listen(3000)`,
    })
  const admin = `app.get('/api/admin/users', async (req, res) => {
  if (!req.session?.userId || req.session.user?.userType !== 'admin') return res.sendStatus(403)
  res.json(await prisma.user.findMany({ select: { email: true } }))
})`
  expect(await app(admin)).toEqual(['server.ts:9 critical `POST /api/register` stores the `userType` that the request asks for in `User`.'])
  expect(await app('')).toEqual([])
})

test('finds a role that somebody gives themselves, and passes one that an administrator gives', async () => {
  const found =
    await find(`app.put('/api/me', requireUser, async (req, res) => res.json(await prisma.user.update({ where: { id: req.user.id }, data: { email: req.body.email, role: req.body.role } })))
app.put('/api/users/:id', requireUser, async (req, res) => {
  if (req.user.role !== 'admin') return res.sendStatus(403)
  res.json(await prisma.user.update({ where: { id: req.params.id }, data: { role: req.body.role } }))
})`)
  expect(found).toEqual(['src/server.ts:8 critical `PUT /api/me` stores the `role` that the request asks for in `User`.'])
})

test('finds a role out of a list that the administrator is on, picked or stored with the rest of the body', async () => {
  const app = (roles: string, data: string) =>
    findingsIn('access/client-supplied-identity', {
      'prisma/schema.prisma': 'model User {\n  id String @id\n  email String\n  password String\n  role String\n}',
      'server.ts': `import express from 'express'
import Joi from 'joi'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
const Account = Joi.object({ email: Joi.string(), password: Joi.string(), role: Joi.string().valid(${roles}) })
app.use(express.json())
app.post('/api/register', async (req, res) => {
  await Account.validateAsync(req.body)
  const { email, password, role } = req.body
  const user = await prisma.user.create({ data: ${data} })
  res.json({ id: user.id })
})
app.listen(3000)`,
    })
  const told = ['server.ts:11 critical `POST /api/register` stores the `role` that the request asks for in `User`.']
  expect(await app("'buyer', 'admin'", '{ email, password: hash(password), role }')).toEqual(told)
  expect(await app("'buyer', 'admin'", '{ ...req.body, password: hash(password) }')).toEqual(told)
  expect(await app("'buyer', 'admin'", "{ ...req.body, password: hash(password), role: 'buyer' }")).toEqual([])
  expect(await app("'buyer', 'seller'", '{ ...req.body, password: hash(password) }')).toEqual([])
  expect(await app("'buyer', 'seller'", '{ email, password: hash(password), role }')).toEqual([])
})

test('finds an account that is verified because it says so', async () => {
  const app = (standing: string, guard = '') =>
    findingsIn('access/client-supplied-identity', {
      'prisma/schema.prisma': 'model User {\n  id String @id\n  email String\n  password String\n  isVerified Boolean\n  balance Int\n}',
      'server.ts': `import express from 'express'
import { z } from 'zod'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
const Account = z.object({ email: z.email(), password: z.string().min(9), isVerified: z.boolean().default(false), code: z.string() })
app.use(express.json())
app.post('/api/register', async (req, res) => {
  const body = Account.parse(req.body)
  ${guard}
  const user = await prisma.user.create({ data: { email: body.email, password: await hash(body.password), ${standing} } })
  res.json({ id: user.id })
})
app.listen(3000)`,
    })
  expect(await app('isVerified: body.isVerified')).toEqual([
    'server.ts:11 high `POST /api/register` stores `isVerified` of `User` as the request says.',
  ])
  expect(await app('balance: req.body.balance ?? 0')).toHaveLength(1)
  expect(await app('isVerified: false, balance: 0')).toEqual([])
  expect(await app('isVerified: body.code === process.env.INVITE_CODE')).toEqual([])
})

test('passes a role that the schema of Mongoose does not have, and so drops', async () => {
  const app = (schema: string) =>
    findingsIn('access/client-supplied-identity', {
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String${schema} }))
const app = express()
app.use(express.json())
app.post('/register', async (req, res) => {
  const { email, password, role } = req.body
  const user = await User.create({ email, password: await hash(password), role })
  res.json({ id: user.id })
})
app.listen(3000)`,
    })
  expect(await app(', role: String')).toHaveLength(1)
  expect(await app('')).toEqual([])
})
