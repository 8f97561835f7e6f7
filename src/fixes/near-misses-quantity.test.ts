import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

const shop = (body: string): Files => ({
  'package.json': '{ "name": "chairs", "dependencies": { "express": "*", "@prisma/client": "*" } }',
  'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/api/orders', async (req, res) => {
${body}
  res.json({})
})
app.listen(3000)
`,
})

const ASKS = `  const product = await prisma.product.findUnique({ where: { id: req.body.id } })
  if (product.stock < req.body.quantity) return res.status(409).end()`
const takes = (more = '', by = 'req.body.quantity') =>
  `  await prisma.product.update({ where: { id: req.body.id }, data: { stock: { decrement: ${by} } }${more} })`

describe('money/oversold', () => {
  test('refuses as the app does, and leaves what is declared alone', async () => {
    const [mended] = await after('money/oversold', shop(`${ASKS}\n${takes()}`))
    expect(mended)
      .toContain(`  const { count } = await prisma.product.updateMany({ where: { id: req.body.id, stock: { gte: req.body.quantity } }, data: { stock: { decrement: req.body.quantity } } })
  if (count === 0) return res.status(409).end()`)
    const [other] = await after('money/oversold', shop(`  const count = 1\n${ASKS}\n${takes('', 'count')}`))
    expect(other).toContain('const { count: taken } = await')
    expect(other).toContain('if (taken === 0) return')
  })

  test.each([
    ['what is selected', `${ASKS}\n${takes(', select: { id: true }')}`],
    ['a row that is used', `${ASKS}\n${takes().replace('await', 'const left = await')}\n  console.log(left.stock)`],
    [
      'a key of several columns',
      `${ASKS}\n${takes().replace('{ id: req.body.id }, data', '{ id_shop: { id: req.body.id, shop: 1 } }, data')}`,
    ],
    ['a sum that a function works out', `${ASKS}\n${takes('', 'sum(req.body.quantity)')}`],
    ['a loop whose first round would stay', `  for (const id of req.body.ids) {\n${ASKS}\n${takes()}\n  }`],
    ['an order that would stay', `${ASKS}\n  await prisma.order.create({ data: { id: req.body.id } })\n${takes()}`],
    [
      'a refusal that only leaves the transaction',
      `await prisma.$transaction(async prisma => {\n  const product = await prisma.product.findUnique({ where: { id: req.body.id } })\n  if (product.stock < req.body.quantity) return\n  await prisma.order.create({ data: { id: req.body.id } })\n${takes()}\n})`,
    ],
    [
      'a refusal that needs what is known only there',
      `  const product = await prisma.product.findUnique({ where: { id: req.body.id } })
  { const left = product.stock
    if (product.stock < req.body.quantity) throw new Error(\`\${left} left\`) }
${takes()}`,
    ],
  ])('leaves %s', async (_, body) => {
    expect(await after('money/oversold', shop(body))).toEqual([])
  })
})
