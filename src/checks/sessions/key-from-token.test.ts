import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const guarded = (lines: string): Promise<string[]> =>
  findingsIn('sessions/key-from-token', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "5.0.0", "jsonwebtoken": "9.0.0" } }',
    'server.js': `const express = require('express')
const jwt = require('jsonwebtoken')
const { createPublicKey } = require('crypto')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
const held = new Map()
const keysOf = async issuer => {
  if (held.has(issuer)) return held.get(issuer)
  const { keys } = await (await fetch(issuer + '/jwks.json')).json()
  held.set(issuer, keys)
  return keys
}
const checked = async token => {
  const told = jwt.decode(token, { complete: true })
${lines}
  return jwt.verify(token, createPublicKey({ key, format: 'jwk' }))
}
const protect = async (req, res, next) => { try { req.user = await checked(req.headers.authorization); next() } catch { res.sendStatus(401) } }
app.get('/orders', protect, async (req, res) => res.json(await prisma.order.findMany({ where: { userId: req.user.sub } })))
app.delete('/orders', protect, async (req, res) => res.json(await prisma.order.deleteMany({ where: { userId: req.user.sub } })))
app.listen(3000)`,
  })

test('finds keys that are fetched from where the token says', async () => {
  expect(await guarded('  const key = (await keysOf(told.payload.iss)).find(one => one.kid === told.header.kid)')).toEqual([
    'server.js:10 critical `GET /orders` and 1 more route take the key that a token is checked with from the address in the token itself, `headers.authorization.payload.iss`.',
  ])
})

test.each([
  ['an issuer that is a setting', '  const key = (await keysOf(process.env.ISSUER)).find(one => one.kid === told.header.kid)'],
  [
    'an issuer that is compared with a setting',
    "  if (told.payload.iss !== process.env.ISSUER) throw new Error('no')\n  const key = (await keysOf(told.payload.iss)).find(one => one.kid === told.header.kid)",
  ],
  [
    'an issuer out of a list',
    "  if (!['https://id.example.com'].includes(told.payload.iss)) throw new Error('no')\n  const key = (await keysOf(told.payload.iss)).find(one => one.kid === told.header.kid)",
  ],
  ['a key of the app', '  const key = process.env.PUBLIC_KEY'],
])('passes %s', async (_, lines) => expect(await guarded(lines)).toEqual([]))
