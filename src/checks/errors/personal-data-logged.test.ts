import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string) =>
  findingsIn('errors/personal-data-logged', {
    'server.js': `const express = require('express')
const { PrismaClient } = require('@prisma/client')
const app = express()
app.use(express.json())
const prisma = new PrismaClient()
app.post('/api/bookings', async (req, res) => {
  ${body}
  res.json({})
})
app.listen(3000)`,
    'prisma/schema.prisma': 'model Booking {\n  id String @id\n  email String\n  day String\n}',
  })
const told = (severity: string, what: string, line = 7) => [
  `server.js:${line} ${severity} \`POST /api/bookings\` writes ${what} into the log.`,
]

test('finds an address in a line, and a whole row or body that holds one', async () => {
  expect(await find('console.log(`mail to ${req.body.email}`)')).toEqual(told('low', '`email`'))
  expect(await find('console.log({ customerPhone: req.body.customerPhone })')).toEqual(told('low', '`customerPhone`'))
  expect(await find('console.log(req.body)\n  await prisma.booking.create({ data: { id: "1", email: req.body.email, day: "" } })')).toEqual(
    told('medium', '`body` as a whole, with `email`'),
  )
  expect(await find("const booking = await prisma.booking.findFirst({ where: { day: '1' } })\n  console.log(booking)")).toEqual(
    told('medium', 'rows of `Booking`, with `email`', 8),
  )
})

test('tells an app once, by what tells most', async () => {
  expect(
    await find(
      "console.log(req.body.email)\n  const booking = await prisma.booking.findFirst({ where: { day: '1' } })\n  console.log(booking)",
    ),
  ).toEqual(['server.js:9 medium `POST /api/bookings` writes rows of `Booking`, with `email` into the log; 1 more line does the like.'])
})

test.each([
  ['ids', 'console.log(req.body.id)'],
  ['a body that holds no such thing', 'console.log(req.body)\n  await prisma.booking.count({ where: { day: req.body.day } })'],
  ['a row of which other columns were asked', "console.log(await prisma.booking.findFirst({ where: { day: '1' }, select: { id: true } }))"],
  ['a masked address', "console.log(mask(req.body.email))\n  function mask(text) { return text.replace(/.(?=.*@)/g, '*') }"],
  ['what developers see', "if (process.env.NODE_ENV !== 'production') console.log(req.body.email)"],
  ['how an address is checked', 'console.log(req.body.emailVerified)'],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})
