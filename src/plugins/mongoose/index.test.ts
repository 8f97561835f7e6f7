import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'
import { queriesIn, queriesOf } from '../queries.fixture.js'

const SETUP = `
import mongoose, { Schema } from 'mongoose'
import bcrypt from 'bcrypt'
const userSchema = new Schema({ email: String, name: String, password: { type: String, select: false } })
userSchema.pre('save', async function (next) {
  if (!this.isModified('password')) return next()
  this.password = await bcrypt.hash(this.password, 10)
  next()
})
userSchema.methods.orders = function () { return Order.find({ userId: this._id }) }
userSchema.statics.byEmail = function (email) { return this.findOne({ email }) }
const User = mongoose.models.User || mongoose.model('User', userSchema)
const Order = mongoose.model('Order', new Schema({ userId: String, total: Number }))
`
const of = (body: string) => queriesIn(SETUP, body)

test.each([
  ['await Order.findById(req.body.id)', ['read Order one where _id = body.id']],
  ['await Order.find({ userId: req.query.u }).sort("-total").limit(10).lean()', ['read Order limited where userId = query.u']],
  ['await Order.find().where("total").gt(req.query.min).select("total")', ['read Order(total) where total > query.min']],
  ['await Order.find().populate("userId").populate("seller", "name")', ['read Order with userId']],
  ['await Order.findOne(req.body)', ['read Order one where * object body']],
  ['await User.findOne({ email: req.body.email })', ['read User(_id, email, name) one where email = body.email']],
  [
    'await User.findOne({ email: req.body.email }).select("+password")',
    ['read User(_id, email, name, password) one where email = body.email'],
  ],
  ['await User.find({}, "-email")', ['read User(_id, name)']],
  ['await Order.create({ ...req.body, total: 1 })', ['create Order returning data {total: 1, ...body}']],
  ['await Order.findByIdAndUpdate(req.query.id, req.body, { new: true })', ['update Order one returning where _id = query.id data body']],
  ['await Order.updateMany({ userId: req.query.u }, { $set: { total: 0 } })', ['update Order where userId = query.u data {total: 0}']],
  ['await Order.deleteOne({ _id: req.query.id })', ['delete Order where _id = query.id']],
  ['await Order.countDocuments({})', ['read Order() one']],
  ['await Order.aggregate([{ $match: { userId: req.query.u } }])', ['read Order where userId = query.u']],
  [
    'const order = new Order(req.body)\norder.userId = req.query.u\nawait order.save()',
    ['create Order returning data {userId: query.u, ...body}'],
  ],
  [
    'const order = await Order.findById(req.body.id)\norder.total = req.body.total\nawait order.save()',
    ['read Order one where _id = body.id', 'update Order returning where _id = row(Order)._id data {total: body.total}'],
  ],
  [
    'const order = await Order.findById(req.query.id)\nObject.assign(order, req.body)\nawait order.save()',
    ['read Order one where _id = query.id', 'update Order returning where _id = row(Order)._id data {...body}'],
  ],
  [
    'const user = await User.byEmail(req.body.email)\nawait user.orders()',
    ['read User(_id, email, name) one where email = body.email', 'read Order where userId = row(User)._id'],
  ],
  [
    'Order.findOne({ _id: req.body.id }, (err, order) => { if (err) return next(err)\n order.remove() })',
    ['read Order one where _id = body.id', 'delete Order where _id = row(Order)._id'],
  ],
  [
    'Order.findById(req.body.id).then(order => order.deleteOne())',
    ['read Order one where _id = body.id', 'delete Order where _id = row(Order)._id'],
  ],
])('%s', async (code, expected) => expect(await of(code)).toEqual(expected))

test('a password is hashed on the way', async () => {
  const [created] = await of('await User.create({ email: req.body.email, password: req.body.password })')
  expect(created).toMatch(/^create User returning data \{email: body\.email, password: .*hash\(body\.password/)
})

test('models in files of their own', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'\nimport Order from './models/order.js'\nconst app = express()\napp.get('/orders/:id', async (req, res) => {\n  const order = await Order.findOne({ _id: req.params.id }).populate('user')\n  res.json(order)\n})\napp.listen(1)`,
    'models/order.js': `import mongoose from 'mongoose'\nconst schema = new mongoose.Schema({ total: Number })\nexport default mongoose.model('Order', schema)`,
  })
  expect(queriesOf(model)).toEqual(['read Order one with user where _id = params.id'])
  expect(model.routes[0]!.effects.at(-1)).toMatchObject({ kind: 'respond', body: { from: 'row', name: 'Order' } })
})

const madeFor = async (who: string): Promise<string> => {
  const model = await readApp({
    'server.js': `
import express from 'express'
import jwt from 'jsonwebtoken'
import mongoose from 'mongoose'
const User = mongoose.model('User', new mongoose.Schema({ clerkId: String, role: String }))
const Page = mongoose.model('Page', new mongoose.Schema({ text: String }))
const app = express()
app.use(async (req, res, next) => {
  const claims = jwt.verify(req.headers.authorization, process.env.SECRET)
  const made = await User.create({ clerkId: ${who} })
  req.user = await User.findById(made._id)
  next()
})
app.delete('/pages/:id', async (req, res) => {
  if (!['admin', 'editor'].includes(req.user.role)) return res.sendStatus(403)
  await Page.findByIdAndDelete(req.params.id)
  res.end()
})
app.listen(3000)`,
  })
  const [deleted] = route(model, 'DELETE', '/pages/:id').effects.filter(effect => effect.kind === 'query' && effect.does === 'delete')
  return deleted!.guards.some(guard => guard.kind === 'role') ? 'role' : 'no role'
}

test('an account that is made for the caller is the caller’s own', async () => {
  expect(await madeFor('claims.sub')).toBe('role')
  expect(await madeFor('req.body.id')).toBe('no role')
})
