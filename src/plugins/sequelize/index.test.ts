import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesIn, queriesOf } from '../queries.fixture.js'

const SETUP = `
import { Sequelize, DataTypes, Op, Model } from 'sequelize'
const sequelize = new Sequelize('x')
const User = sequelize.define('User', { email: DataTypes.STRING }, { hooks: { beforeCreate: user => { user.password = hash(user.password) } } })
class Order extends Model { describe() { return Item.findAll({ where: { orderId: this.id } }) } }
Order.init({ total: DataTypes.INTEGER }, { sequelize, modelName: 'Order' })
const Item = sequelize.define('Item', {})
function hash(text) { return text + 'x' }
`
const of = (body: string) => queriesIn(SETUP, body)

test.each([
  ['await User.findOne({ where: { email: req.body.email }, attributes: ["id"] })', ['read User(id) one where email = body.email']],
  ['await User.findByPk(req.query.id)', ['read User one where id = query.id']],
  [
    'await User.findAll({ where: { email: { [Op.like]: `%${req.query.q}%` }, [Op.or]: [{ a: 1 }, { b: 2 }] }, limit: 5 })',
    ['read User limited where email like template("%", query.q, "%") & a or = 1 & b or = 2'],
  ],
  ['await User.findAll({ where: req.body })', ['read User where * object body']],
  ['await User.findAll({ attributes: { exclude: ["password"] } })', ['read User without password']],
  ['await User.findAll({ order: sequelize.literal(req.query.sort) })', ['read User sql query.sort']],
  [
    'await User.create({ ...req.body, password: req.body.password })',
    ['create User returning data {password: template(body.password, "x"), ...body}'],
  ],
  [
    'await User.update({ email: req.body.email }, { where: { id: req.query.id } })',
    ['update User where id = query.id data {email: body.email}'],
  ],
  ['await User.destroy({ where: { id: req.query.id } })', ['delete User where id = query.id']],
  ['await Order.findAll({ include: [{ model: User, where: { id: req.query.u } }] })', ['read Order with User where User.id = query.u']],
  [
    'const order = await Order.findByPk(req.query.id)\nawait order.describe()',
    ['read Order one where id = query.id', 'read Item where orderId = row(Order).id'],
  ],
  [
    'User.findOne({ where: { id: req.query.id } }).then(user => {\n  user.email = req.body.email\n  return user.save()\n})',
    ['read User one where id = query.id', 'update User returning where id = row(User).id data {email: body.email}'],
  ],
  [
    'const user = new User()\nuser.email = req.body.email\nawait user.save()',
    ['create User returning data {email: body.email, password: template(row(User).password, "x")}'],
  ],
  [
    'await sequelize.query("SELECT name FROM Users WHERE login = \'" + req.body.login + "\'", { model: User })',
    [`read users(name) where login = body.login sql template("SELECT name FROM Users WHERE login = '", body.login, "'")`],
  ],
  ["await sequelize.query('SELECT * FROM Users WHERE id = :id', { replacements: { id: req.body.id } })", ['read users where id = body.id']],
  [
    'await sequelize.transaction(async t => {\n  await User.destroy({ where: { id: req.query.id }, transaction: t })\n})',
    ['delete User in transaction where id = query.id'],
  ],
])('%s', async (code, expected) => expect(await of(code)).toEqual(expected))

test('an object of models filled from the files of a folder', async () => {
  const model = await readApp({
    'server.js': `const express = require('express')\nconst db = require('./models')\nconst app = express()\napp.get('/orders/:id', (req, res) => {\n  db.Order.findOne({ where: { id: req.params.id } }).then(order => res.json(order))\n})\napp.listen(1)`,
    'models/index.js': `var fs = require('fs'), path = require('path'), Sequelize = require('sequelize')
if (process.env.DATABASE_URL) { var sequelize = new Sequelize(process.env.DATABASE_URL) } else { var sequelize = new Sequelize('a', 'b', 'c') }
var db = {}
fs.readdirSync(__dirname).filter(file => file !== 'index.js').forEach(file => {
  var model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes)
  db[model.name] = model
})
Object.keys(db).forEach(name => { if (db[name].associate) db[name].associate(db) })
db.sequelize = sequelize
module.exports = db`,
    'models/order.js': `module.exports = (sequelize, DataTypes) => sequelize.define('Order', {})`,
  })
  expect(queriesOf(model)).toEqual(['read Order one where id = params.id'])
})

test.each(["sequelize.import('./order')", "sequelize.import(path.join(__dirname, 'order'))"])('a model loaded by %s', async load => {
  const model = await readApp({
    'server.js': `const express = require('express')\nconst { Order } = require('./models')\nconst app = express()\napp.get('/orders/:id', (req, res) => {\n  Order.findOne({ where: { id: req.params.id } }).then(order => res.json(order))\n})\napp.listen(1)`,
    'models/index.js': `const path = require('path'), Sequelize = require('sequelize')
const sequelize = new Sequelize('a', 'b', 'c')
module.exports = { Order: ${load} }`,
    'models/order.js': `module.exports = (sequelize, DataTypes) => sequelize.define('Order', {})`,
  })
  expect(queriesOf(model)).toEqual(['read Order one where id = params.id'])
})
