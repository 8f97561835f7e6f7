import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesIn, queriesOf } from '../queries.fixture.js'

const of = (body: string) =>
  queriesIn(
    "import { MongoClient, ObjectId } from 'mongodb'\nconst client = new MongoClient('x')\nconst db = client.db('shop')\nconst orders = db.collection('orders')",
    body,
  )

test.each([
  ['orders.findOne({ _id: new ObjectId(req.body.id) })', 'read orders one where _id = body.id'],
  ['orders.findOne(req.body)', 'read orders one where * object body'],
  ['orders.findOne({ ...req.body, open: true })', 'read orders one where * object body & open = true'],
  [
    'orders.find({ total: { $gt: 5, $lte: req.query.max } }).sort({ total: 1 }).limit(5).toArray()',
    'read orders limited where total > 5 & total <= query.max',
  ],
  [
    'orders.find({ $or: [{ userId: req.query.u }, { open: true }] }, { projection: { total: 1 } }).toArray()',
    'read orders(total) where userId or = query.u & open or = true',
  ],
  [
    'orders.find({ $where: `this.userId == ${req.body.u}` }).toArray()',
    'read orders where userId = body.u & $where $where template("this.userId == ", body.u)',
  ],
  ['orders.insertOne({ ...req.body, at: 1 })', 'create orders returning data {at: 1, ...body}'],
  [
    'orders.updateOne({ _id: req.query.id }, { $set: { total: req.body.total }, $inc: { version: 1 } })',
    'update orders where _id = query.id data {total: body.total, version: number(1)}',
  ],
  ['orders.updateOne({ _id: req.query.id }, { $set: req.body }, { upsert: true })', 'upsert orders where _id = query.id data {...body}'],
  ['orders.deleteMany({ userId: req.query.u })', 'delete orders where userId = query.u'],
  ['orders.countDocuments({ userId: req.query.u })', 'read orders one where userId = query.u'],
  ['orders.aggregate([{ $match: { userId: req.query.u } }, { $group: { _id: null } }]).toArray()', 'read orders where userId = query.u'],
  ['orders.bulkWrite([{ deleteOne: { filter: { _id: req.query.id } } }])', 'delete orders where _id = query.id'],
])('%s', async (code, expected) => expect(await of(`await ${code}`)).toEqual([expected]))

test('a cursor is walked', async () => {
  expect(
    await of(
      "for (const order of await orders.find({ open: true }).toArray()) await db.collection('items').deleteMany({ orderId: order._id })",
    ),
  ).toEqual(['read orders where open = true', 'delete items where orderId = row(orders)._id'])
})

test('constructor functions with callbacks, made once the connection is there', async () => {
  const model = await readApp({
    'server.js': `const express = require('express')
const MongoClient = require('mongodb').MongoClient
const Orders = require('./orders').Orders
const app = express()
MongoClient.connect('x', (err, db) => {
  if (err) { console.log(err); process.exit(1) }
  const orders = new Orders(db)
  app.get('/orders/:id', (req, res, next) => {
    orders.byId(req.params.id, (err, order) => {
      if (err) return next(err)
      return res.render('order', { order })
    })
  })
  app.listen(1)
})`,
    'orders.js': `function Orders(db) {
  const col = db.collection('orders')
  this.byId = (id, callback) => {
    col.findOne({ _id: id }, (err, order) => {
      if (err) return callback(err, null)
      callback(null, order)
    })
  }
}
module.exports = { Orders }`,
  })
  expect(queriesOf(model)).toEqual(['read orders one where _id = params.id'])
  expect(model.routes[0]!.effects.filter(effect => effect.kind === 'respond')).toMatchObject([
    { how: 'render', body: { entries: [['order', { from: 'row', name: 'orders' }]] } },
  ])
})
