import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const app = (imports: string, body: string): ReturnType<typeof readApp> =>
  readApp({
    'server.js': `import express from 'express'\nimport { PrismaClient } from '@prisma/client'\n${imports}\nconst prisma = new PrismaClient()\nconst app = express()\n${body}\napp.listen(3000)`,
  })
const OUT = '(req, res) => prisma.order.delete({ where: { id: req.query.id } })'

test('a guard, and one that lets nobody in as well', async () => {
  const model = await app(
    "import { expressjwt as jwt } from 'express-jwt'",
    `
const auth = { required: jwt({ secret: process.env.S, algorithms: ['HS256'] }), optional: jwt({ secret: process.env.S, algorithms: ['HS256'], credentialsRequired: false }) }
app.get('/a', auth.required, ${OUT})
app.get('/b', auth.optional, ${OUT})
app.get('/c', auth.optional, (req, res) => { if (!req.auth) return res.status(401).end(); prisma.order.delete({ where: { id: req.query.id } }) })
app.get('/d', auth.required, (req, res) => { if (req.auth.role !== 'admin') return res.status(403).end(); prisma.order.delete({ where: { id: req.query.id } }) })`,
  )
  expect(['/a', '/b', '/c', '/d'].map(path => route(model, 'GET', path).auth)).toEqual(['session', 'open', 'session', 'role'])
})

test('versions before 7 put the claims in `req.user`', async () => {
  const model = await app(
    "import jwt from 'express-jwt'",
    "app.get('/a', jwt({ secret: process.env.S, credentialsRequired: false }), (req, res) => { if (!req.user) return res.status(401).end(); prisma.order.delete({ where: { id: req.query.id } }) })",
  )
  expect(route(model, 'GET', '/a').auth).toBe('session')
})

test('`unless` leaves addresses open', async () => {
  const model = await app(
    "import { expressjwt } from 'express-jwt'",
    `app.use(expressjwt({ secret: process.env.S, algorithms: ['HS256'] }).unless({ path: ['/x', { url: '/y', methods: ['GET'] }, /^\\/open/] }))
for (const path of ['/x', '/y', '/z', '/open/a']) app.get(path, ${OUT})
app.post('/y', ${OUT})`,
  )
  expect(['/x', '/y', '/z', '/open/a'].map(path => route(model, 'GET', path).auth)).toEqual(['open', 'open', 'session', 'open'])
  expect(route(model, 'POST', '/y').auth).toBe('session')
})

test('bearer tokens and scopes of Auth0', async () => {
  const model = await app(
    "import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'",
    `app.use(auth({ audience: 'x' }))\napp.get('/a', ${OUT})\napp.get('/b', requiredScopes('read:b'), ${OUT})`,
  )
  expect(['/a', '/b'].map(path => route(model, 'GET', path).auth)).toEqual(['session', 'role'])
})
