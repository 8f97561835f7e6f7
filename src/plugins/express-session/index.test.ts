import { expect, test } from 'vitest'
import { readApp, route, spell } from '../app.fixture.js'

const app = (body: string): Promise<Awaited<ReturnType<typeof readApp>>> =>
  readApp({
    'server.js': `
import express from 'express'
import session from 'express-session'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, cookie: { secure: true, httpOnly: true } }))
app.use(express.json())
${body}
app.listen(3000)`,
  })

test('the session is set up with its options', async () => {
  const model = await app('')
  const setup = model.setups.find(one => one.what === 'session')
  expect(setup).toMatchObject({ library: 'express-session', at: { line: 7 } })
  expect(spell(setup!.options)).toBe('{secret: env(SESSION_SECRET), cookie: {secure: true, httpOnly: true}}')
})

test('whoever has a user in the session is signed in; whoever has a cart is not', async () => {
  const model = await app(`
const guard = key => (req, res, next) => { if (!req.session[key]) return res.status(401).end(); next() }
app.delete('/files', guard('userId'), (req, res) => prisma.order.delete({ where: { id: req.query.id } }))
app.delete('/cart', guard('cart'), (req, res) => prisma.order.delete({ where: { id: req.query.id } }))
app.delete('/all', (req, res) => { if (req.session.user.role !== 'admin') return res.status(403).end(); prisma.order.delete({ where: { id: req.query.id } }) })`)
  expect(['/files', '/cart', '/all'].map(path => route(model, 'DELETE', path).auth)).toEqual(['session', 'open', 'role'])
})

test('what is written into the session lets in, what is taken away lets out, and what is written can be read', async () => {
  const model = await app(`
app.post('/login', (req, res) => {
  req.session.returnTo = '/'
  req.session.regenerate(() => { req.session.userId = req.body.id; res.json(req.session.userId) })
})
app.post('/logout', (req, res) => { 
  req.session.userId = null
  req.session.destroy(() => res.end())
})`)
  expect(
    route(model, 'POST', '/login').effects.map(one =>
      one.kind === 'session' ? `${one.does} ${one.at.line}` : one.kind === 'respond' ? spell(one.body) : one.kind,
    ),
  ).toEqual(['regenerate 12', 'create 12', 'body.id'])
  expect(route(model, 'POST', '/logout').effects.map(one => (one.kind === 'session' ? one.does : one.kind))).toEqual([
    'destroy',
    'destroy',
    'respond',
  ])
})

test('the cart of a visitor is found by the name of their session, and by nothing that they can choose', async () => {
  const model = await app(`
const mine = id => { const where = []; if (id) where.push({ visitor: id }); return prisma.cart.findMany({ where: { OR: where } }) }
app.get('/mine', async (req, res) => res.json(await mine(req.sessionID)))
app.get('/same', async (req, res) => res.json(await mine(req.session.id)))
app.get('/any', async (req, res) => res.json(await prisma.cart.findMany({ where: { visitor: req.query.session } })))`)
  expect(['/mine', '/same', '/any'].map(path => route(model, 'GET', path).auth)).toEqual(['public', 'public', 'open'])
})
