import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'
import { signedIn } from './signed-in.fixture.js'

const find = (routes: string) => findingsIn('access/admin-without-role', signedIn(routes))

test('finds an admin route, a change of the catalogue and a change of roles', async () => {
  const found =
    await find(`app.patch('/api/admin/orders/:id', requireUser, async (req, res) => res.json(await prisma.order.update({ where: { id: req.params.id }, data: { status: req.body.status } })))
app.put('/api/stock/:id', requireUser, async (req, res) => res.json(await prisma.product.update({ where: { id: req.params.id }, data: { stock: req.body.stock } })))
app.put('/api/people/:id', requireUser, async (req, res) => res.json(await prisma.user.update({ where: { id: req.params.id }, data: { role: req.body.role } })))`)
  expect(found).toEqual([
    'src/server.ts:10 critical `PUT /api/people/:id` decides about the accounts of others in `User`, and asks only for a session.',
    'src/server.ts:8 critical `PATCH /api/admin/orders/:id` changes `Order` rows, and asks only for a session.',
    'src/server.ts:9 high `PUT /api/stock/:id` changes `Product`, which belong to the shop, and asks only for a session.',
  ])
})

test('passes where the role is asked for: in a guard, in the handler, or read from the database', async () => {
  const found = await find(`const requireAdmin = (req, res, next) => (req.user.role === 'admin' ? next() : res.sendStatus(403))
app.get('/api/admin/users', requireUser, requireAdmin, async (req, res) => res.json(await prisma.user.findMany()))
app.get('/api/admin/orders', requireUser, async (req, res) => {
  const user = await prisma.user.findUnique({ where: { id: req.user.id } })
  if (!user || !['admin', 'staff'].includes(user.role)) return res.sendStatus(403)
  res.json(await prisma.order.findMany())
})`)
  expect(found).toEqual([])
})

test('passes what a guard writes before it lets anybody on', async () => {
  const found = await find(`const guard = async (req, res, next) => {
  if (!req.user) return res.sendStatus(401)
  await prisma.product.updateMany({ data: { seen: new Date() } })
  next()
}
app.get('/api/admin/version', requireUser, guard, (req, res) => res.json({ version: 1 }))`)
  expect(found).toEqual([])
})

test('passes an order that takes from the stock, and what people do with their own rows', async () => {
  const found = await find(`app.post('/api/orders', requireUser, async (req, res) => {
  await prisma.product.update({ where: { id: req.body.productId }, data: { stock: { decrement: req.body.quantity } } })
  res.json(await prisma.order.create({ data: { userId: req.user.id, status: 'new' } }))
})
app.put('/api/me', requireUser, async (req, res) => res.json(await prisma.user.update({ where: { id: req.user.id }, data: { email: req.body.email } })))`)
  expect(found).toEqual([])
})

test('finds a list for staff that any customer reads, and passes mail that tells the staff of an error', async () => {
  const found = await find(`import { Resend } from 'resend'
const mail = new Resend(process.env.RESEND_KEY)
app.get('/api/admin/orders', requireUser, async (req, res) => res.json(await prisma.order.findMany({ take: 100 })))
app.post('/api/admin/letters', requireUser, async (req, res) => res.json(await mail.emails.send({ from: 'app@shop.io', to: req.body.to, subject: 'Hello', html: 'Hi' })))
app.get('/api/admin/regions', requireUser, async (req, res) => {
  try { res.json(regions()) } catch (error) {
    await mail.emails.send({ from: 'app@shop.io', to: process.env.ALERTS, subject: 'Error', html: error.message })
    res.sendStatus(500)
  }
})`)
  expect(found).toEqual([
    "src/server.ts:10 critical `GET /api/admin/orders` answers with everybody's rows of `Order`, and asks only for a session.",
    'src/server.ts:11 high `POST /api/admin/letters` sends mail, and asks only for a session.',
  ])
})

test('finds letters of other services, which spell it otherwise', async () => {
  const found = await find(`import postmark from 'postmark'
import sendgrid from '@sendgrid/mail'
const post = new postmark.ServerClient(process.env.POSTMARK)
app.post('/api/admin/letters', requireUser, async (req, res) => res.json(await post.sendEmail({ From: 'a@shop.io', To: req.body.to, Subject: 'Hello', TextBody: 'Hi' })))
app.post('/api/admin/news', requireUser, async (req, res) => res.json(await sendgrid.send({ from: 'a@shop.io', personalizations: [{ to: [{ email: req.body.to }] }], subject: 'Hello', text: 'Hi' })))`)
  expect(found).toEqual([
    'src/server.ts:11 high `POST /api/admin/letters` sends mail, and asks only for a session.',
    'src/server.ts:12 high `POST /api/admin/news` sends mail, and asks only for a session.',
  ])
})
