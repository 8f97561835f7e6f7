import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = (schema: string, body: string) =>
  findingsIn('broken/duplicate-rows', {
    'package.json': '{ "name": "shop", "dependencies": { "express": "*", "@prisma/client": "*" } }',
    'prisma/schema.prisma': `datasource db {\n  provider = "postgresql"\n}\n${schema}`,
    'src/server.ts': `import express from 'express'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/api/favourites', async (req, res) => {
${body}
  res.json({ ok: true })
})
app.listen(3000)`,
  })

const FAVOURITE = (more: string) => `model Favourite {\n  id String @id\n  userId String\n  productId String\n${more}\n}`
const LOOK = 'const one = await prisma.favourite.findFirst({ where: { userId: req.body.userId, productId: req.body.productId } })\n'
const ADD = 'await prisma.favourite.create({ data: { userId: req.body.userId, productId: req.body.productId } })'

test('finds rows that are looked for and added, however the finding is asked', async () => {
  expect(await found(FAVOURITE(''), `${LOOK}if (one) return res.status(409).end()\n${ADD}`)).toHaveLength(1)
  expect(await found(FAVOURITE(''), `${LOOK}if (!one) ${ADD}`)).toHaveLength(1)
  expect(await found(FAVOURITE('@@unique([productId, id])'), `${LOOK}if (!one) ${ADD}`)).toHaveLength(1)
})

test('stays silent where the table keeps them apart, and where the look was for something else', async () => {
  expect(await found(FAVOURITE('@@unique([productId, userId])'), `${LOOK}if (!one) ${ADD}`)).toEqual([])
  expect(await found(FAVOURITE('@@unique([userId])'), `${LOOK}if (!one) ${ADD}`)).toEqual([])
  expect(
    await found(
      FAVOURITE(''),
      `const one = await prisma.favourite.findFirst({ where: { userId: req.body.userId } })\nif (!one) await prisma.favourite.create({ data: { productId: req.body.productId } })`,
    ),
  ).toEqual([])
  expect(await found(FAVOURITE(''), `${LOOK}console.log(one)\n${ADD}`)).toEqual([])
})
