import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, version = '^4.18.0') =>
  findingsIn('errors/unhandled-failure', {
    'server.ts': `import express from 'express'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
${body}
app.listen(3000)`,
    'package.json': JSON.stringify({ name: 'a', dependencies: { express: version, '@prisma/client': '6' } }),
  })

test('finds a chain that nobody waits for', async () => {
  expect(await find("app.get('/a', (req, res) => {\n  db.thing.findMany().then(rows => res.json(rows))\n})")).toEqual([
    'server.ts:6 low `GET /a` never answers when the query of `thing` fails.',
  ])
})

test('finds a catch that throws again', async () => {
  const found = await find(
    "app.get('/a', async (req, res) => {\n  try { res.json(await db.thing.findMany()) } catch (e) { throw new Error('no') }\n})",
  )
  expect(found).toEqual(['server.ts:5 medium `GET /a` never answers when the query of `thing` fails.'])
})

test.each([
  [
    'a wrapper whose purpose it is',
    "import asyncHandler from 'express-async-handler'\napp.get('/a', asyncHandler(async (req, res) => {\n  res.json(await db.thing.findMany())\n}))",
  ],
  ['a chain with a catch', "app.get('/a', (req, res, next) => {\n  db.thing.findMany().then(rows => res.json(rows)).catch(next)\n})"],
  ['two handlers of a promise', "app.get('/a', (req, res, next) => {\n  db.thing.findMany().then(rows => res.json(rows), next)\n})"],
  [
    'a try around a function that queries',
    "const all = async () => db.thing.findMany()\napp.get('/a', async (req, res, next) => {\n  try { res.json(await all()) } catch (e) { next(e) }\n})",
  ],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('passes Express 5', async () => {
  expect(await find("app.get('/a', async (req, res) => { res.json(await db.thing.findMany()) })", '^5.0.0')).toEqual([])
})
