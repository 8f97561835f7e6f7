import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, more: Readonly<Record<string, string>> = {}) =>
  findingsIn('money/oversold', {
    'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const app = express()
app.use(express.json())
const prisma = new PrismaClient()
app.post('/api/orders', async (req, res) => {
${body}
  res.json({})
})
app.listen(3000)`,
    ...more,
  })

const ASKS = `  const product = await prisma.product.findUnique({ where: { id: req.body.id } })
  if (product.stock < req.body.quantity) return res.status(409).end()`
const TAKES = `  await prisma.product.update({ where: { id: req.body.id }, data: { stock: { decrement: req.body.quantity } } })`
const later = (line: number) => [
  `server.js:${line} high \`POST /api/orders\` looks at \`stock\` of \`product\` and takes from it later: two at once both find enough.`,
]

test('finds stock that is asked and then taken, a transaction around it or not', async () => {
  expect(await find(`${ASKS}\n${TAKES}`)).toEqual(later(9))
  expect(await find(`await prisma.$transaction(async prisma => {\n${ASKS}\n${TAKES}\n})`)).toEqual(later(10))
  expect(
    await find(
      `await prisma.$transaction(async prisma => {\n${ASKS}\n  await prisma.product.update({ where: { id: req.body.id }, data: { stock: product.stock - req.body.quantity } })\n})`,
    ),
  ).toEqual(later(10))
})

test('finds a code that serves more often than it may', async () => {
  expect(
    await find(`  const coupon = await prisma.coupon.findUnique({ where: { code: req.body.code } })
  if (coupon.usedCount >= coupon.maxUses) return res.status(409).end()
  await prisma.coupon.update({ where: { id: coupon.id }, data: { usedCount: { increment: 1 } } })`),
  ).toEqual(['server.js:9 medium `POST /api/orders` looks at `usedCount` of `coupon` and raises it later: two at once both find enough.'])
})

test('finds what is taken without asking', async () => {
  expect(await find(TAKES)).toEqual([
    'server.js:7 medium `POST /api/orders` takes as much from `stock` of `product` as the request says, and nobody asks whether so much is left.',
  ])
})

test('finds a row that is changed in code and saved as a whole', async () => {
  const shop = (line: string) =>
    findingsIn('money/oversold', {
      'server.ts': `import express from 'express'
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm'
@Entity('products')
export class Product {
  @PrimaryGeneratedColumn() id: number
  @Column() stock: number
}
const source = new DataSource({ type: 'postgres', entities: [Product] })
const app = express()
app.use(express.json())
app.post('/api/orders', async (req, res) => {
  const products = source.getRepository(Product)
  const product = await products.findOneBy({ id: req.body.id })
  if (product.stock < 1) return res.status(409).end()
  ${line}
  await products.save(product)
  res.json({})
})
app.listen(3000)`,
    })
  const told = [
    'server.ts:16 high `POST /api/orders` looks at `stock` of `products` and takes from it later: two at once both find enough.',
  ]
  expect(await shop('product.stock -= 1')).toEqual(told)
  expect(await shop('product.stock = product.stock - 1')).toEqual(told)
  expect(await shop('product.stock--')).toEqual(told)
  expect(await shop('product.name = req.body.name')).toEqual([])
})

test.each([
  [
    'a statement that asks by itself',
    `${ASKS}\n  await prisma.product.updateMany({ where: { id: req.body.id, stock: { gte: req.body.quantity } }, data: { stock: { decrement: req.body.quantity } } })`,
  ],
  ['a row that is locked', `  await prisma.$queryRaw\`select id from product where id = \${req.body.id} for update\`\n${ASKS}\n${TAKES}`],
  ['a transaction that notices', `await prisma.$transaction(async prisma => {\n${ASKS}\n${TAKES}\n}, { isolationLevel: 'Serializable' })`],
  [
    'a look after it was taken',
    `await prisma.$transaction(async prisma => {
  const product = await prisma.product.update({ where: { id: req.body.id }, data: { stock: { decrement: req.body.quantity } } })
  if (product.stock < 0) throw new Error('sold out')
})`,
  ],
  [
    'what is given back',
    `${ASKS}\n  await prisma.product.update({ where: { id: req.body.id }, data: { stock: { increment: req.body.quantity } } })`,
  ],
  ['a number that nobody runs out of', `  await prisma.product.update({ where: { id: req.body.id }, data: { views: { increment: 1 } } })`],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('passes a table that refuses less than nothing', async () => {
  const table = (check: string) => ({
    'migrations/1.sql': `create table product (id serial primary key, stock integer not null ${check});`,
  })
  expect(await find(`${ASKS}\n${TAKES}`, table('check (stock >= 0)'))).toEqual([])
  expect(await find(`${ASKS}\n${TAKES}`, table(''))).toEqual(later(9))
})

test('passes what MongoDB does in a transaction of its own', async () => {
  const shop = (options: string) =>
    findingsIn('money/oversold', {
      'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Product = mongoose.model('Product', new mongoose.Schema({ stock: Number }))
const app = express()
app.use(express.json())
app.post('/api/orders', async (req, res) => {
  const session = await mongoose.startSession()
  await session.withTransaction(async () => {
    const product = await Product.findById(req.body.id).session(session)
    if (product.stock < req.body.quantity) throw new Error('sold out')
    await Product.updateOne({ _id: req.body.id }, { $inc: { stock: -req.body.quantity } }${options})
  })
  res.json({})
})
app.listen(3000)`,
    })
  expect(await shop(', { session }')).toEqual([])
})
