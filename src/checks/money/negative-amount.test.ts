import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const server = (imports: string, schema: string, take: string) => `import express from 'express'
import { PrismaClient } from '@prisma/client'
${imports}
const app = express()
const prisma = new PrismaClient()
${schema}
app.use(express.json())
app.post('/items', ${take})
app.listen(3000)`

const zod = (number: string, before = '', field = 'quantity', more: Record<string, string> = {}) =>
  findingsIn('money/negative-amount', {
    'src/server.ts': server(
      `import { z } from 'zod'`,
      `const Item = z.object({ ${field}: ${number} })`,
      `async (req, res) => {
  const { ${field} } = Item.parse(req.body)
  ${before}
  res.json(await prisma.orderItem.create({ data: { ${field} } }))
}`,
    ),
    ...more,
  })

const FOUND = 'src/server.ts:6 high `POST /items` takes any number for `body.quantity`, less than zero too.'

test.each(['z.number()', 'z.number().int().max(50)', 'z.coerce.number().optional()', 'z.number().min(-1)', 'z.int()'])(
  'finds %s',
  async number => {
    expect(await zod(number)).toEqual([FOUND])
  },
)

test.each([
  ['a least', 'z.number().min(1)', ''],
  ['more than nothing', 'z.number().int().positive().max(50)', ''],
  ['a test of the app’s own', 'z.number().refine(n => n > 0)', ''],
  ['one of several', 'z.enum(["1", "2"])', ''],
  ['a number that is compared', 'z.number()', 'if (quantity < 1) return res.status(400).end()'],
])('passes %s', async (_, number, before) => {
  expect(await zod(number, before)).toEqual([])
})

test('passes what may well be below zero', async () => {
  expect(await zod('z.number()', '', 'latitude')).toEqual([])
})

test('passes what the table refuses', async () => {
  const table = 'create table order_items (id int primary key, quantity int not null check (quantity > 0));'
  expect(await zod('z.number()', '', 'quantity', { 'db/schema.sql': table })).toEqual([])
})

test.each([
  [
    'joi',
    `import Joi from 'joi'`,
    'Joi.object({ quantity: Joi.number().required() })',
    'Joi.object({ quantity: Joi.number().min(1).required() })',
  ],
  ['yup', `import * as yup from 'yup'`, 'yup.object({ quantity: yup.number() })', 'yup.object({ quantity: yup.number().moreThan(0) })'],
])('%s', async (name, imports, open, closed) => {
  const find = (schema: string) =>
    findingsIn('money/negative-amount', {
      'src/server.ts': server(
        imports,
        `const item = ${schema}`,
        `async (req, res) => {
  const { quantity } = await item.validate${name === 'joi' ? 'Async' : ''}(req.body)
  res.json(await prisma.orderItem.create({ data: { quantity } }))
}`,
      ),
    })
  expect(await find(open)).toEqual([FOUND])
  expect(await find(closed)).toEqual([])
})

test.each([
  ['isInt()', 1],
  ['isInt({ max: 9 })', 1],
  ['isInt({ min: 1 })', 0],
  ['isFloat({ gt: 0 })', 0],
])('express-validator %s', async (tests, count) => {
  const found = await findingsIn('money/negative-amount', {
    'src/server.ts': server(
      `import { body, validationResult } from 'express-validator'`,
      '',
      `body('quantity').${tests}, async (req, res) => {
  if (!validationResult(req).isEmpty()) return res.status(400).end()
  res.json(await prisma.orderItem.create({ data: { quantity: req.body.quantity } }))
}`,
    ),
  })
  expect(found).toHaveLength(count)
})

const nest = (field: string) =>
  findingsIn('money/negative-amount', {
    'src/main.ts': `import { NestFactory } from '@nestjs/core'
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common'
import { IsArray, IsInt, IsUUID, Min, ValidateNested } from 'class-validator'
import { Type } from 'class-transformer'
import { DataSource } from 'typeorm'
class ItemDto {
  @IsUUID() productId: string
  ${field}
}
class OrderDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ItemDto) items: ItemDto[]
}
@Controller('orders')
class Orders {
  constructor(private readonly source: DataSource) {}
  @Post() place(@Body() body: OrderDto) { return this.source.getRepository('orders').save({ items: body.items.map(item => ({ quantity: item.quantity })) }) }
}
@Module({ controllers: [Orders] })
class AppModule {}
async function start() { const app = await NestFactory.create(AppModule); app.useGlobalPipes(new ValidationPipe({ whitelist: true })); await app.listen(3000) }
start()`,
  })

test('finds it in a class within a class, at its field', async () => {
  expect(await nest('@IsInt() quantity: number')).toEqual([
    'src/main.ts:8 high `POST /orders` takes any number for `body.items.quantity`, less than zero too.',
  ])
  expect(await nest('@IsInt() @Min(1) quantity: number')).toEqual([])
})
