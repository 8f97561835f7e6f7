import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (lines: string) =>
  (
    await findingsIn(
      'money/missing-transaction',
      app(
        'app/api/orders/route.ts',
        `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function POST(request: Request) {
  const body = await request.json()
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id: body.id } })
${lines}
  return Response.json({ ok: true })
}`,
      ),
    )
  ).map(one => one.split(' ')[1])

test('finds a number that was read before, and rows that hang on each other', async () => {
  expect(await found('await prisma.wallet.update({ where: { id: wallet.id }, data: { balance: wallet.balance - 5 } })')).toEqual(['high'])
  expect(
    await found(
      "const order = await prisma.order.create({ data: { status: 'open' } })\nawait prisma.orderItem.create({ data: { orderId: order.id } })",
    ),
  ).toEqual(['medium'])
})

test('finds a state that calls for another row, and one that goes with the state of another', async () => {
  const accept = "await prisma.booking.update({ where: { id: body.id }, data: { status: 'ACCEPTED' } })\n"
  expect(await found(`${accept}await prisma.deliveryJob.create({ data: { bookingId: body.id, address: body.address } })`)).toEqual([
    'medium',
  ])
  expect(
    await found(`await prisma.dispute.update({ where: { id: body.dispute }, data: { status: 'RESOLVED' } })\n${accept.trim()}`),
  ).toEqual(['medium'])
  // Whoever is told, and what is noted, may be missing.
  expect(await found(`${accept}await prisma.notification.create({ data: { bookingId: body.id, text: 'Accepted' } })`)).toEqual([])
  expect(await found(`${accept}await prisma.invoiceTemplate.create({ data: { name: body.name } })`)).toEqual([])
  expect(
    await found(
      "await prisma.$transaction([prisma.booking.update({ where: { id: body.id }, data: { status: 'ACCEPTED' } }), prisma.deliveryJob.create({ data: { bookingId: body.id } })])",
    ),
  ).toEqual([])
})

test('finds what may be used once and is looked at before it is set, and a count of uses', async () => {
  const voucher = 'const card = await prisma.giftCard.findUniqueOrThrow({ where: { code: body.code } })\n'
  expect(
    await found(
      `${voucher}if (card.redeemed) return Response.json({}, { status: 409 })\nawait prisma.giftCard.update({ where: { id: card.id }, data: { redeemed: true } })`,
    ),
  ).toEqual(['high'])
  expect(
    await found(
      `${voucher}await prisma.giftCard.update({ where: { id: card.id }, data: { currentTotalUses: card.currentTotalUses + 1 } })`,
    ),
  ).toEqual(['high'])
  expect(
    await found(
      `${voucher}if (card.redeemed) return Response.json({}, { status: 409 })\nawait prisma.giftCard.updateMany({ where: { id: card.id, redeemed: false }, data: { redeemed: true } })`,
    ),
  ).toEqual([])
  expect(await found(`${voucher}await prisma.giftCard.update({ where: { id: card.id }, data: { redeemed: true } })`)).toEqual([])
})

test.each([
  [
    'one transaction',
    "await prisma.$transaction(async tx => {\n  const order = await tx.order.create({ data: { status: 'open' } })\n  await tx.orderItem.create({ data: { orderId: order.id } })\n})",
  ],
  ['a nested write', "await prisma.order.create({ data: { status: 'open', items: { create: [{ productId: body.id }] } } })"],
  [
    'a number that the database changes',
    'await prisma.wallet.updateMany({ where: { id: wallet.id, balance: { gte: 5 } }, data: { balance: { decrement: 5 } } })',
  ],
  [
    'writes that have nothing to do with money',
    "const post = await prisma.post.create({ data: { title: 'a' } })\nawait prisma.tag.create({ data: { postId: post.id } })",
  ],
])('passes %s', async (_, lines) => {
  expect(await found(lines)).toEqual([])
})

const express = async (lines: string) =>
  (
    await findingsIn('money/missing-transaction', {
      'package.json': '{ "name": "shop", "dependencies": { "express": "4", "mysql2": "3", "mongoose": "8" } }',
      'server.js': `const app = require('express')(), mysql = require('mysql2'), mongoose = require('mongoose')
const db = mysql.createPool(process.env.URL)
const Order = mongoose.model('Order', new mongoose.Schema({ total: Number }))
const User = mongoose.model('User', new mongoose.Schema({ orders: [String], seen: String }))
app.post('/buy', async (req, res) => {
${lines}
})
app.listen(3000)`,
    })
  ).map(one => one.replace(/^\S+ (\S+) `POST \/buy` /, '$1 '))

const TICKETS = 'update events set available_tickets = available_tickets - ? where id = ?'

test('finds a ticket beside the number of those that are left, and an order beside the list that it is put on', async () => {
  expect(
    await express(`  db.query('insert into seats (event_id, name) values (?, ?)', [req.body.event, req.body.name], err => {
    db.query('${TICKETS}', [req.body.count, req.body.event], () => res.json({}))
  })`),
  ).toEqual(['medium changes `available_tickets` of `events` and writes `seats` without a transaction.'])
  expect(
    await express(`  const order = await Order.create({ total: 1 })
  await User.findByIdAndUpdate(req.body.id, { $push: { orders: order._id } })
  res.json({})`),
  ).toEqual(['medium writes `orders` and then `users` without a transaction.'])
})

test('passes what is about something else', async () => {
  expect(
    await express(`  db.query('insert into letters (name) values (?)', [req.body.name], err => {
    db.query('${TICKETS}', [req.body.count, req.body.event], () => res.json({}))
  })`),
  ).toEqual([])
  expect(
    await express(`  await Order.create({ total: 1 })
  await User.findByIdAndUpdate(req.body.id, { seen: 'now' })
  res.json({})`),
  ).toEqual([])
})
