import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'
import { spreadFields } from './spread.js'

const server = (data: string): string => `
import express from 'express'
import { PrismaClient } from '@prisma/client'
const app = express()
const prisma = new PrismaClient()
app.use(express.json())
app.put('/shops/:id', async (req, res) => {
  const { name, shop } = req.body
  await prisma.shop.update({ where: { id: req.params.id }, data: ${data} })
  res.json({ name, shop })
})
app.listen(3000)`

test.each([
  ['shop', ['shop']],
  ['{ ...shop, seen: true }', ['shop']],
  ['req.body', ['']],
  ['{ name }', []],
  ['{ name: shop.name }', []],
])('%s', async (data, expected) => {
  const model = await readApp({ 'server.js': server(data) }, { express: '5' })
  expect(spreadFields(route(model, 'PUT', '/shops/:id'))).toEqual(expected)
})
