import { expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

const SETUP =
  "import { DataSource, In, BaseEntity } from 'typeorm'\nclass Order extends BaseEntity {}\nconst source = new DataSource({})\nconst orders = source.getRepository(Order)"

test.each([
  ['orders.findOne({ where: { id: req.body.id }, select: { id: true } })', 'read Order(id) one where id = body.id'],
  ['orders.findBy({ id: In(req.body.ids) })', 'read Order where id in body.ids'],
  [
    'orders.find({ where: [{ userId: req.query.u }, { open: true }], take: 5 })',
    'read Order limited where userId or = query.u & open or = true',
  ],
  ['Order.findOneBy({ id: req.body.id })', 'read Order one where id = body.id'],
  ['orders.findOne(req.body.id)', 'read Order one where id = body.id'],
  ['orders.findOne({ slug: req.query.slug })', 'read Order one where slug = query.slug'],
  ["orders.find({ where: { user: { id: req.query.u } }, relations: ['user'] })", 'read Order with user where user = query.u'],
  ['orders.save(req.body)', 'upsert Order returning data body'],
  ['orders.update({ id: req.query.id }, { total: req.body.total })', 'update Order where id = query.id data {total: body.total}'],
  ['orders.delete(req.query.id)', 'delete Order where id = query.id'],
  ["orders.createQueryBuilder('o').where('o.userId = :u', { u: req.query.u }).getMany()", 'read Order where userId = query.u'],
  ["source.query('SELECT * FROM orders WHERE id = $1', [req.body.id])", 'read orders where id = body.id'],
  [
    'source.transaction(async manager => { await manager.delete(Order, { id: req.body.id }) })',
    'delete Order in transaction where id = body.id',
  ],
  [
    'orders.save({ id: req.params.id, total: req.body.total })',
    'update Order returning where id = params.id data {id: params.id, total: body.total}',
  ],
  ['orders.save({ id: crypto.randomUUID(), total: req.body.total })', 'upsert Order returning data {id: secret-random, total: body.total}'],
])('%s', async (code, expected) => expect(await queriesIn(SETUP, `await ${code}`)).toEqual([expected]))

const IN_TRANSACTION = 'const runner = source.createQueryRunner()\nawait runner.startTransaction()'

test.each([
  [
    'const made = runner.manager.create(Order, { total: req.body.total })\nawait runner.manager.save(made)',
    ['upsert Order returning in transaction data {total: body.total}'],
  ],
  [
    'const order = await runner.manager.findOneBy(Order, { id: req.body.id })\norder.stock--\nawait runner.manager.save(order)',
    ['read Order one in transaction where id = body.id', 'upsert Order returning in transaction data row(Order)'],
  ],
  ['await runner.manager.save(req.body)', []],
])('what a transaction stores says itself what it is: %s', async (code, expected) =>
  expect(await queriesIn(SETUP, `${IN_TRANSACTION}\n${code}`)).toEqual(expected),
)
