import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const signing = (sign: string, before = ''): Promise<string[]> =>
  findingsIn('sessions/endless-token', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0", "jsonwebtoken": "9.0.0" } }',
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
${before}
app.post('/login', async (req, res) => {
  const user = await prisma.user.findUnique({ where: { email: String(req.body.email) } })
  if (!user || user.hash !== hashed(req.body.password)) return res.sendStatus(401)
  res.json({ token: ${sign} })
})
app.listen(3000)`,
  })

const found = (line: number): string[] => [`server.js:${line} medium \`POST /login\` signs somebody in with a token that never expires.`]

test('finds a token without an end, where it is signed', async () => {
  expect(await signing('jwt.sign({ id: user.id }, process.env.SECRET)')).toEqual(found(10))
  expect(await signing("jwt.sign({ id: user.id }, process.env.SECRET, { algorithm: 'HS256' })")).toEqual(found(10))
  expect(await signing('tokenOf(user)', 'const tokenOf = user => jwt.sign({ id: user.id, role: user.role }, process.env.SECRET)')).toEqual(
    found(6),
  )
})

test.each([
  ['an end in the options', "jwt.sign({ id: user.id }, process.env.SECRET, { expiresIn: '1d' })"],
  ['an end in what is signed', 'jwt.sign({ id: user.id, exp: Math.floor(Date.now() / 1000) + 3600 }, process.env.SECRET)'],
  ['options that stand elsewhere', 'jwt.sign({ id: user.id }, process.env.SECRET, require("config").jwt)'],
  ['what is signed and could not be read', 'jwt.sign(claimsOf(user), process.env.SECRET)'],
])('passes %s', async (_, sign) => expect(await signing(sign)).toEqual([]))

test('passes a token that signs nobody in', async () => {
  expect(await signing("'none'", "app.get('/poll', (req, res) => res.json(jwt.verify(req.query.t, process.env.SECRET)))")).toEqual([])
})

test('finds milliseconds where seconds are meant, and a whole row as what is signed', async () => {
  const lives = (days: number) => [
    `server.js:10 medium \`POST /login\` gives a number of milliseconds where seconds are meant: its token lives ${days} days.`,
  ]
  expect(await signing('jwt.sign({ id: user.id }, process.env.SECRET, { expiresIn: 3600000 })')).toEqual(lives(41))
  expect(await signing("jwt.sign({ id: user.id }, process.env.SECRET, { expiresIn: parseInt(process.env.TTL || '86400000') })")).toEqual(
    lives(1000),
  )
  expect(await signing('jwt.sign(user, process.env.SECRET)')).toEqual(found(10))
})

test.each(["'3600000'", '86400', '30 * 24 * 3600', 'process.env.TTL'])('passes a token that lives %s', async given => {
  expect(await signing(`jwt.sign({ id: user.id }, process.env.SECRET, { expiresIn: ${given} })`)).toEqual([])
})
