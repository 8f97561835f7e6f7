import { expect, test } from 'vitest'
import { queriesIn } from '../queries.fixture.js'

test.each([
  ['db.$queryRaw`SELECT * FROM orders WHERE id = ${req.body.id}`', 'read orders where id = body.id'],
  [
    'db.$queryRawUnsafe(`SELECT * FROM orders WHERE id = ${req.body.id}`)',
    'read orders where id = body.id sql template("SELECT * FROM orders WHERE id = ", body.id)',
  ],
  ["db.$queryRawUnsafe('SELECT * FROM orders WHERE id = $1', req.body.id)", 'read orders where id = body.id'],
  [
    'db.$executeRaw`UPDATE orders SET total = ${req.body.total} WHERE id = ${req.query.id}`',
    'update orders where id = query.id data {total: body.total}',
  ],
  [
    'db.$queryRaw(Prisma.sql`SELECT * FROM orders ORDER BY ${Prisma.raw(req.query.sort)}`)',
    'read orders sql template("SELECT * FROM orders ORDER BY ", query.sort)',
  ],
  ['db.$queryRaw`SELECT * FROM orders WHERE id IN (${Prisma.join(req.body.ids)}) ${Prisma.empty}`', 'read orders where id in body.ids'],
])('%s', async (code, expected) =>
  expect(await queriesIn("import { PrismaClient, Prisma } from '@prisma/client'\nconst db = new PrismaClient()", `await ${code}`)).toEqual([
    expected,
  ]),
)

test.each([
  ['no constructor', 'class Store extends PrismaClient { async begin() { await this.$connect() } }'],
  ['a constructor', 'class Store extends PrismaClient { constructor() { super({ log: [] }) } }'],
  ['a class between', 'class Base extends PrismaClient {}\nclass Store extends Base { constructor(name) { super(); this.name = name } }'],
])('a service that extends the client asks the database: %s', async (_, code) =>
  expect(
    await queriesIn(
      `import { PrismaClient } from '@prisma/client'\n${code}\nconst db = new Store()`,
      'await db.order.findMany({ where: { id: req.body.id } })',
    ),
  ).toEqual(['read order returning where id = body.id']),
)
