import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (path: string, body: string) =>
  findingsIn('access/debug-route', {
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
const signedIn = (req, res, next) => {
  try { req.user = jwt.verify(req.headers.authorization, process.env.KEY); next() } catch { res.status(401).end() }
}
app.get('${path}', ${body})
app.listen(3000)`,
  })
const told = (path: string, who = 'anyone') => [`server.js:10 medium \`GET ${path}\` looks left over from development, and answers ${who}.`]

test('finds settings and cookies that are shown', async () => {
  expect(await find('/api/debug/env', '(req, res) => res.json({ key: process.env.STRIPE_KEY })')).toEqual(told('/api/debug/env'))
  expect(await find('/api/test-auth', '(req, res) => res.json(req.headers)')).toEqual(told('/api/test-auth'))
})

test('finds what every account may ask', async () => {
  expect(await find('/api/debug/me', 'signedIn, (req, res) => res.json(req.user)')).toEqual(told('/api/debug/me', 'every account'))
})

test('weighs rows that anybody may see little', async () => {
  expect(await find('/api/test-products', '(req, res) => prisma.product.findMany({ take: 5 }).then(rows => res.json(rows))')).toEqual([
    'server.js:10 low `GET /api/test-products` looks left over from development, and answers anyone.',
  ])
})

test.each([
  ['a greeting', '/api/test', "(req, res) => res.json({ message: 'it works' })"],
  ['a test that users run', '/notifications/test', 'signedIn, (req, res) => res.json(req.user)'],
  [
    'what refuses in production',
    '/api/debug',
    "(req, res) => { if (process.env.NODE_ENV === 'production') return res.status(404).end(); res.json(req.headers) }",
  ],
  ['another word', '/api/tests/latest', '(req, res) => res.json({ browser: req.headers })'],
])('passes %s', async (_, path, body) => {
  expect(await find(path, body)).toEqual([])
})
