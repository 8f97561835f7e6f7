import { expect, test } from 'vitest'
import { deeds, readApp, readHandler, route, spell } from '../app.fixture.js'

const guarded = async (guard: string): Promise<string> => {
  const model = await readApp({
    'server.js': `
import express from 'express'
import jwt from 'jsonwebtoken'
import { promisify } from 'util'
import { jwtDecode } from 'jwt-decode'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
${guard}
app.get('/a', guard, (req, res) => { prisma.order.delete({ where: { id: req.query.id } }) })
app.listen(3000)`,
  })
  return route(model, 'GET', '/a').auth
}

test.each([
  [
    'in a try',
    'session',
    `const guard = (req, res, next) => {
    const token = req.headers.authorization?.split(' ')[1]
    if (!token) return res.sendStatus(401)
    try { req.user = jwt.verify(token, process.env.JWT_SECRET); next() } catch { res.sendStatus(403) }
  }`,
  ],
  [
    'in a helper that gives null',
    'session',
    `
  const read = token => { try { return jwt.verify(token, process.env.JWT_SECRET) } catch { return null } }
  const guard = (req, res, next) => { const user = read(req.cookies.token); if (!user) return res.sendStatus(401); req.user = user; next() }`,
  ],
  [
    'with a callback',
    'session',
    `const guard = (req, res, next) => jwt.verify(req.cookies.token, process.env.JWT_SECRET, (err, user) => {
    if (err) return res.sendStatus(403)
    req.user = user
    next()
  })`,
  ],
  [
    'promisified',
    'session',
    `const guard = async (req, res, next) => { req.user = await promisify(jwt.verify)(req.cookies.token, process.env.JWT_SECRET); next() }`,
  ],
  [
    'with a callback that goes on whatever comes',
    'open',
    `const guard = (req, res, next) => jwt.verify(req.cookies.token, process.env.JWT_SECRET, (err, user) => { req.user = user; next() })`,
  ],
  [
    'swallowed',
    'open',
    `const guard = (req, res, next) => { try { req.user = jwt.verify(req.query.token, process.env.JWT_SECRET) } catch {} next() }`,
  ],
  [
    'only decoded',
    'weak',
    `const guard = (req, res, next) => { req.user = jwt.decode(req.headers.authorization); if (!req.user) return res.sendStatus(401); next() }`,
  ],
  [
    'only decoded, by another package',
    'weak',
    `const guard = (req, res, next) => { req.user = jwtDecode(req.headers.authorization); if (!req.user) return res.sendStatus(401); next() }`,
  ],
  [
    'with a key, which asks for a signature whatever the algorithms say',
    'session',
    `const guard = (req, res, next) => { try { req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET, { algorithms: ['HS256', 'none'] }); next() } catch { res.sendStatus(401) } }`,
  ],
  [
    'taking a token that nobody signed',
    'weak',
    `const guard = (req, res, next) => { req.user = jwt.verify(req.headers.authorization, '', { algorithms: ['none'] }); if (!req.user) return res.sendStatus(401); next() }`,
  ],
])('a token verified %s: %s', async (_, auth, guard) => {
  expect(await guarded(guard)).toBe(auth)
})

test('signing lets somebody in, and says with what', async () => {
  const model = await readHandler(
    "import jwt from 'jsonwebtoken'",
    "res.json({ token: jwt.sign({ id: req.body.id }, 'secret', { expiresIn: '1h' }) })",
  )
  expect(deeds(model)).toEqual(['session'])
  expect(model.setups.map(one => spell(one.options))).toContain('{operation: "sign", secret: "secret", options: {expiresIn: "1h"}}')
})

test('a token that only renews the caller’s own lets nobody in', async () => {
  const model = await readHandler(
    "import jwt from 'jsonwebtoken'",
    'const user = jwt.verify(req.cookies.token, process.env.S)\nres.json({ token: jwt.sign({ id: user.id }, process.env.S) })',
  )
  expect(deeds(model)).toEqual([])
})
