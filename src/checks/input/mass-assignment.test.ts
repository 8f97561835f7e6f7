import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string) =>
  (
    await findingsIn('input/mass-assignment', {
      'server.ts': `import express from 'express'
import { PrismaClient } from '@prisma/client'
import { z } from 'zod'
const prisma = new PrismaClient()
const app = express()
const Strict = z.object({ name: z.string() })
const Loose = z.object({ name: z.string() }).passthrough()
const allowed = ['name', 'bio']
app.use(express.json())
app.patch('/users/:id', async (req, res) => {
${lines}
  res.json({ ok: true })
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

const update = (data: string) => `await prisma.user.update({ where: { id: req.params.id }, data: ${data} })`

test.each([
  ['the body', update('req.body')],
  ['the rest of it', `const { id, ...rest } = req.body\n${update('rest')}`],
  ['a spread of it', update('{ ...req.body, updatedAt: new Date() }')],
  ['what a schema lets through', update('Loose.parse(req.body)')],
  ['the body after a schema was asked', `if (!Strict.safeParse(req.body).success) return res.status(400).end()\n${update('req.body')}`],
  ['its keys one by one', `const data = {}\nfor (const key of Object.keys(req.body)) data[key] = req.body[key]\n${update('data')}`],
])('finds %s', async (_, lines) => {
  expect((await found(lines)).length).toBe(1)
})

test.each([
  ['fields by name', update('{ name: req.body.name }')],
  ['what a schema gives back', update('Strict.parse(req.body)')],
  ['fields that may be missing', update('{ ...(req.body.name && { name: req.body.name }) }')],
  [
    'a list of keys',
    `const data = {}\nallowed.forEach(key => { if (req.body[key] !== undefined) data[key] = req.body[key] })\n${update('data')}`,
  ],
  [
    'keys compared with a list',
    `const data = Object.fromEntries(Object.entries(req.body).filter(([key]) => allowed.includes(key)))\n${update('data')}`,
  ],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toEqual([])
})

test('what was taken out of the body first, or is set beside it, cannot be set by it', async () => {
  const lines = [
    `const { role, ...rest } = req.body\nawait db.collection('users').doc(req.user.id).update(rest)`,
    `await db.collection('users').doc(req.user.id).update(req.body)`,
  ]
  const severities = await Promise.all(
    lines.map(async line =>
      (
        await findingsIn('input/mass-assignment', {
          'package.json': '{ "name": "shop", "dependencies": { "express": "*", "firebase-admin": "*" } }',
          'server.js': `import express from 'express'\nimport { getFirestore } from 'firebase-admin/firestore'\nconst db = getFirestore()\nconst app = express()\napp.put('/me', async (req, res) => {\n${line}\nres.end()\n})\napp.listen(1)`,
        })
      ).map(one => one.split(' ')[1]),
    ),
  )
  expect(severities).toEqual([['high'], ['critical']])
})

test.each([
  ['finds what is handed to another file whole', 'req.body', 1],
  [
    'passes what was sifted before it was handed on',
    "Object.fromEntries(Object.entries(req.body).filter(([field]) => ['name', 'bio'].includes(field)))",
    0,
  ],
])('%s', async (_, given, count) => {
  const told = await findingsIn('input/mass-assignment', {
    'storage.ts': `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export const updateUser = (id: string, data: object) => prisma.user.update({ where: { id }, data })`,
    'server.ts': `import express from 'express'
import { updateUser } from './storage'
const app = express()
app.use(express.json())
app.patch('/users/:id', async (req, res) => {
  const changes = ${given}
  res.json(await updateUser(req.params.id, changes))
})
app.listen(3000)`,
  })
  expect(told).toHaveLength(count)
})
