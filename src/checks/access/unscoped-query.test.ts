import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'
import { signedIn } from './signed-in.fixture.js'

const MAILER = `import nodemailer from 'nodemailer'\nconst mailer = nodemailer.createTransport(process.env.SMTP)\n`

const find = (routes: string) => findingsIn('access/unscoped-query', signedIn(/mailer/.test(routes) ? `${MAILER}${routes}` : routes))

test('finds a write and a row that belongs to somebody by its parent', async () => {
  const found =
    await find(`app.put('/api/orders/:id', requireUser, async (req, res) => res.json(await prisma.order.update({ where: { id: req.params.id }, data: { status: req.body.status } })))
app.delete('/api/items/:id', requireUser, async (req, res) => { await prisma.orderItem.delete({ where: { id: req.params.id } }); res.json({}) })
app.post('/api/account', requireUser, async (req, res) => { await prisma.user.update({ where: { id: req.body.id }, data: { password: hash(req.body.password) } }); res.json({}) })`)
  expect(found.map(line => line.split('`, whoever')[0])).toEqual([
    'src/server.ts:10 critical `POST /api/account` changes the row of `User` that `body.id` names, whoever it belongs to.',
    'src/server.ts:8 high `PUT /api/orders/:id` changes the row of `Order` that `params.id` names, whoever it belongs to.',
    'src/server.ts:9 high `DELETE /api/items/:id` deletes the row of `OrderItem` that `params.id` names, whoever it belongs to.',
  ])
})

test('passes an owner in the filter, and one compared after the fetch, here or in a function', async () => {
  const found = await find(`app.delete('/api/orders/:id', requireUser, async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: req.params.id } })
  if (!order || order.userId !== req.user.id) return res.sendStatus(404)
  await prisma.order.delete({ where: { id: order.id } })
  res.json({})
})
async function ownOrder(id, user) {
  const order = await prisma.order.findUnique({ where: { id } })
  if (!order) throw new Error('not found')
  if (order.userId !== user.id && user.role !== 'admin') throw new Error('forbidden')
  return order
}
app.get('/api/orders/:id', requireUser, async (req, res) => res.json(await ownOrder(req.params.id, req.user)))
app.put('/api/orders/:id', requireUser, async (req, res) => res.json(await prisma.order.updateMany({ where: { id: req.params.id, userId: req.user.id }, data: { status: req.body.status } })))
app.put('/api/orders/:id/items/:item', requireUser, async (req, res) => {
  const order = await prisma.order.findFirst({ where: { id: req.params.id, userId: req.user.id } })
  if (!order) return res.sendStatus(404)
  res.json(await prisma.orderItem.update({ where: { id: req.params.item, orderId: order.id }, data: { quantity: 1 } }))
})`)
  expect(found).toEqual([])
})

test('passes rows that are made to be shown, and a like', async () => {
  const found =
    await find(`app.get('/api/posts/:id', requireUser, async (req, res) => res.json(await prisma.post.findUnique({ where: { id: req.params.id } })))
app.get('/api/products/:id', requireUser, async (req, res) => res.json(await prisma.product.findUnique({ where: { id: req.params.id } })))
app.post('/api/posts/:id/like', requireUser, async (req, res) => { await prisma.post.update({ where: { id: req.params.id }, data: { likes: { connect: { id: req.user.id } } } }); res.json({}) })`)
  expect(found).toEqual([])
})

test('passes a role that may see every row, but not one that every seller has', async () => {
  const found = await find(`const only = role => (req, res, next) => (req.user.role === role ? next() : res.sendStatus(403))
app.get('/api/orders/:id', requireUser, only('admin'), async (req, res) => res.json(await prisma.order.findUnique({ where: { id: req.params.id } })))
app.get('/api/sales/:id', requireUser, only('seller'), async (req, res) => res.json(await prisma.order.findUnique({ where: { id: req.params.id } })))`)
  expect(found).toEqual([
    'src/server.ts:10 high `GET /api/sales/:id` reads the row of `Order` that `params.id` names, whoever it belongs to.',
  ])
})

test('finds rows whose owner only the code knows, and a row deleted by its name', async () => {
  const notes = (user: string, guard = '') =>
    findingsIn('access/unscoped-query', {
      'note.js':
        "const mongoose = require('mongoose')\nmodule.exports = mongoose.model('Note', new mongoose.Schema({ title: String, user: String }))",
      'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const Note = require('./note')
const app = express()
app.use(express.json())
app.use((req, res, next) => { try { req.user = jwt.verify(req.headers.authorization, process.env.SECRET); next() } catch { res.sendStatus(401) } })
app.post('/notes', async (req, res) => res.json(await Note.create({ title: req.body.title, user: ${user} })))
app.delete('/notes/:title', async (req, res) => { await Note.deleteOne({ title: req.params.title${guard} }); res.json({}) })
app.listen(3000)`,
    })
  expect(await notes('req.user.name')).toEqual([
    'server.js:8 high `DELETE /notes/:title` deletes the row of `notes` that `params.title` names, whoever it belongs to.',
  ])
  expect(await notes('req.user.name', ', user: req.user.name')).toEqual([])
  expect(await notes("'everyone'")).toEqual([])
})

test('finds a public row that anyone signed in rewrites, and passes what others may add to it', async () => {
  const post = (line: string) =>
    find(`app.get('/api/posts', async (req, res) => res.json(await prisma.post.findMany()))
app.put('/api/posts/:id', requireUser, async (req, res) => {
  const post = await prisma.post.findUnique({ where: { id: req.params.id } })
  if (!post) return res.sendStatus(404)
  ${line}
  res.json({ ok: true })
})`)
  const message = 'src/server.ts:10 high `PUT /api/posts/:id` changes the row of `Post` that `params.id` names, whoever it belongs to.'
  expect(await post('await prisma.post.update({ where: { id: post.id }, data: { title: req.body.title } })')).toEqual([message])
  expect(await post('await prisma.post.delete({ where: { id: post.id } })')).toEqual([message])
  expect(
    await post(
      'if (post.authorId !== req.user.id) return res.sendStatus(403)\n  await prisma.post.update({ where: { id: post.id }, data: { title: req.body.title } })',
    ),
  ).toEqual([])
  expect(await post('await prisma.post.update({ where: { id: post.id }, data: { likes: { increment: 1 } } })')).toEqual([])
  expect(await post('await prisma.post.update({ where: { id: post.id }, data: { likedBy: { connect: { id: req.user.id } } } })')).toEqual(
    [],
  )
})

test('passes the rows of a board on which everybody who is signed in sees everything', async () => {
  const board = (list: string) =>
    find(`app.get('/api/posts', requireUser, async (req, res) => res.json(await prisma.post.findMany(${list})))
app.get('/api/posts/:id', requireUser, async (req, res) => res.json(await prisma.post.findUnique({ where: { id: req.params.id } })))`)
  expect(await board('')).toEqual([])
})

test('finds a second `where` of Drizzle that takes the place of the one that asks whose rows they are', async () => {
  const notes = (code: string) => {
    const files = signedIn(`const db = drizzle(process.env.DATABASE_URL)
const notes = pgTable('notes', { id: serial('id').primaryKey(), userId: text('user_id').notNull(), state: text('state') })
app.get('/api/notes', requireUser, async (req, res) => {
  ${code}
  res.json(await query.orderBy(notes.id))
})`)
    const imports = `import { drizzle } from 'drizzle-orm/node-postgres'
import { and, eq } from 'drizzle-orm'
import { pgTable, serial, text } from 'drizzle-orm/pg-core'
`
    return findingsIn('access/unscoped-query', { 'src/server.ts': imports + files['src/server.ts'] })
  }
  expect(
    await notes(`let query = db.select().from(notes).where(eq(notes.userId, req.user.id))
  if (req.query.state) query = query.where(eq(notes.state, req.query.state))`),
  ).toEqual([
    "src/server.ts:14 high `GET /api/notes` reads rows of `notes` whoever they belong to: a second `where` takes the place of the one that asks for the caller's.",
  ])
  expect(
    await notes(`const wanted = [eq(notes.userId, req.user.id)]
  if (req.query.state) wanted.push(eq(notes.state, req.query.state))
  const query = db.select().from(notes).where(and(...wanted))`),
  ).toEqual([])
})

test('passes a list that grows by what the caller made, and one that the caller joins; not what the request names', async () => {
  const post = (body: string) =>
    findingsIn('access/unscoped-query', {
      'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const mongoose = require('mongoose')
const user = { type: mongoose.Schema.Types.ObjectId, ref: 'User' }
const Post = mongoose.model('Post', new mongoose.Schema({ author: user, title: String, comments: [user], members: [{ userId: user }] }))
const Comment = mongoose.model('Comment', new mongoose.Schema({ author: user, text: String }))
const app = express()
app.use(express.json())
const requireUser = (req, res, next) => { req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET); next() }
app.post('/api/posts/:id', requireUser, async (req, res) => {
${body}
  res.json({})
})
app.listen(3000)`,
    })
  expect(
    await post(`  const comment = await Comment.create({ author: req.user.id, text: req.body.text })
  await Post.findByIdAndUpdate(req.params.id, { $push: { comments: comment._id } })`),
  ).toEqual([])
  expect(
    await post(`  const post = await Post.findById(req.params.id)
  if (post.members.some(one => one.userId.toString() === req.user.id)) return res.sendStatus(400)
  post.members.push({ userId: req.user.id })
  await post.save()`),
  ).toEqual([])
  expect(await post('  await Post.findByIdAndUpdate(req.params.id, { $push: { comments: req.body.comment } })')).toHaveLength(1)
})

test('finds an owner that all who own rows need not be, and passes one that only an administrator need not be', async () => {
  const asking = (role: string) =>
    find(`app.put('/api/orders/:id', requireUser, async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: req.params.id } })
  if (req.user.role !== '${role}' && req.user.role !== 'ADMIN' && order.customerId !== req.user.id) return res.sendStatus(403)
  res.json(await prisma.order.update({ where: { id: req.params.id }, data: { status: req.body.status } }))
})`)
  expect(await asking('CUSTOMER')).toEqual([
    'src/server.ts:10 high `PUT /api/orders/:id` changes the row of `Order` that `params.id` names, whoever it belongs to: anybody whose `role` is `CUSTOMER` is let through.',
  ])
  expect(await asking('SUPPORT')).toEqual([])
})

test('finds a mail about any order to whoever placed it, and passes one about an own order, or to the own address', async () => {
  const mailing = (where: string, to: string) =>
    find(`app.post('/api/receipt', requireUser, async (req, res) => {
  const order = await prisma.order.findFirst({ where: { ${where} } })
  const customer = await prisma.user.findUnique({ where: { id: order.userId }, select: { email: true } })
  await mailer.sendMail({ to: ${to}, subject: 'Your order was cancelled' })
  res.json({ sent: true })
})`)
  expect(await mailing('id: req.body.order', 'customer.email')).toEqual([
    'src/server.ts:11 high `POST /api/receipt` sends messages about the row of `Order` that `body.order` names, whoever it belongs to.',
  ])
  expect(await mailing('id: req.body.order, userId: req.user.id', 'customer.email')).toEqual([])
  expect(await mailing('id: req.body.order', 'req.user.email')).toEqual([])
})
