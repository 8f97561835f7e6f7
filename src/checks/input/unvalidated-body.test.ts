import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string, method = 'post') =>
  (
    await findingsIn('input/unvalidated-body', {
      'server.ts': `import express from 'express'
import { PrismaClient } from '@prisma/client'
import { z } from 'zod'
const prisma = new PrismaClient()
const app = express()
const Note = z.object({ text: z.string().max(200) })
app.use(express.json())
app.${method}('/notes', async (req, res) => {
${lines}
  res.json({ ok: true })
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ').slice(0, 2).join(' '))

test('speaks once of a route, at the line where the body is read', async () => {
  expect(
    await found(
      '  const { text, title } = req.body\n\n  await prisma.note.create({ data: { text } })\n  await prisma.tag.create({ data: { title } })',
    ),
  ).toEqual(['server.ts:9 medium'])
})

test('weighs what an order costs more', async () => {
  expect(await found('  await prisma.order.create({ data: { quantity: req.body.quantity } })')).toEqual(['server.ts:9 high'])
})

test.each([
  ['a schema', 'await prisma.note.create({ data: Note.parse(req.body) })'],
  [
    'a schema asked first',
    'if (!Note.safeParse(req.body).success) return res.status(400).end()\nawait prisma.note.create({ data: { text: req.body.text } })',
  ],
  [
    'a test by hand',
    "if (typeof req.body.text !== 'string' || req.body.text.length > 200) return res.status(400).end()\nawait prisma.note.create({ data: { text: req.body.text } })",
  ],
  ['a look-up', 'res.locals.found = await prisma.note.findFirst({ where: { text: req.body.text } })'],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toEqual([])
})

test('passes a text whose length is asked, and weighs a code as a text', async () => {
  const kept = 'await prisma.note.create({ data: { text } })'
  expect(await found(`const { text } = req.body\nif (text.length > 200) return res.status(400).end()\n${kept}`)).toEqual([])
  expect(
    await found(`const text = String(req.body.text).trim()\nif (text.length < 2 || text.length > 9) return res.status(400).end()\n${kept}`),
  ).toEqual([])
  expect(await found(`const { text } = req.body\nif (!text.length) return res.status(400).end()\n${kept}`)).toHaveLength(1)
  expect(await found('const { discount_code } = req.body\nawait prisma.order.create({ data: { discount_code } })')).toEqual([
    'server.ts:9 medium',
  ])
})
