import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Readonly<Record<string, string>>) => findingsIn('errors/error-detail-exposed', files)

const server = (body: string): string => `
import express from 'express'
import { db } from './db'
const app = express()
${body}
app.listen(3000)
`
const db = "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()\n"

test('tells the stack from the text, and a signed-in caller from anybody', async () => {
  const found = await find({
    'db.ts': db,
    'open.ts': server(
      "app.get('/a', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(500).json({ e: e.stack }) } })",
    ),
    'text.ts': server(
      "app.get('/b', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(500).send(String(e)) } })",
    ),
    'caller.ts': server(
      "app.get('/c', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(400).json({ error: e.message }) } })",
    ),
    'package.json': JSON.stringify({
      name: 'a',
      scripts: { a: 'node open.ts', b: 'node text.ts', c: 'node caller.ts' },
      dependencies: { express: '5', '@prisma/client': '6' },
    }),
  })
  expect(found).toEqual([
    'caller.ts:5 low `GET /c` answers with the text of any error.',
    'open.ts:5 medium `GET /a` answers with the stack of any error.',
    'text.ts:5 medium `GET /b` answers with the text of any error.',
  ])
})

test('passes what only developers see, kinds that were asked for, and answers of a schema', async () => {
  const found = await find({
    'db.ts': db,
    'server.ts': server(`
app.get('/a', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(500).json({ error: 'Sorry', ...(process.env.NODE_ENV === 'development' && { stack: e.stack }) }) } })
app.get('/b', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(500).json({ error: process.env.NODE_ENV === 'production' ? 'Sorry' : e.message }) } })
app.get('/c', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { if (e.name === 'LimitError') return res.status(403).json({ error: e.message }); res.status(500).end() } })
app.get('/d', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { res.status(400).json({ issues: e.issues }) } })
app.get('/e', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { const shown = e.isOperational ? e.message : 'Sorry'; res.status(500).json({ shown }) } })
`),
  })
  expect(found).toEqual([])
})

test('says once what is a habit of the whole app', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [
      `app/api/r${index}/route.ts`,
      "import { NextResponse } from 'next/server'\nimport { db } from '../../../db'\nexport async function GET() { try { return NextResponse.json(await db.thing.count()) } catch (e) { return NextResponse.json({ error: e.message }, { status: 500 }) } }",
    ]),
  )
  const found = await find({ ...files, 'db.ts': db })
  expect(found).toEqual(['app/api/r0/route.ts:3 medium `GET /api/r0` and 9 more answer with the text of any error.'])
})

test.each([
  ['passes texts of errors with a status for the client', 'status < 500 ? err.message : "Internal Server Error"', []],
  [
    'finds those of all others',
    'status < 500 ? "Bad Request" : err.message',
    ['main.ts:5 medium The error handler in `main.ts` answers with the text of any error.'],
  ],
])('an error handler: %s', async (_, message, expected) => {
  expect(
    await find({
      'db.ts': db,
      'main.ts': server(
        `app.use((err, req, res, next) => { const status = err.status || 500; const message = ${message}; res.status(status).json({ message }) })`,
      ),
      'package.json': JSON.stringify({ name: 'a', scripts: { a: 'node main.ts' }, dependencies: { express: '5' } }),
    }),
  ).toEqual(expected)
})

test('passes an error that is told by its class, or by its name', async () => {
  const asked = (test: string) =>
    find({
      'server.ts': server(
        `class Shut extends Error {}\nconst isShut = error => ${test}\napp.get('/a', async (req, res) => { try { res.json(await db.thing.findMany()) } catch (e) { if (isShut(e)) return res.status(503).json({ error: e.message }); res.sendStatus(500) } })`,
      ),
      'db.ts': db,
      'package.json': JSON.stringify({
        name: 'a',
        scripts: { start: 'node server.ts' },
        dependencies: { express: '5', '@prisma/client': '6' },
      }),
    })
  expect(await asked("error instanceof Shut || (error instanceof Error && error.name === 'Shut')")).toEqual([])
  expect(await asked('error instanceof Shut || error instanceof Error')).toHaveLength(1)
})
