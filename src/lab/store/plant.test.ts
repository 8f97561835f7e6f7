import { afterAll, beforeAll, expect, test } from 'vitest'
import { EJSON } from 'bson'
import { readCatalogue } from '#database/read'
import { sourceOf } from '#database/source.fixture'
import { listen, type MongoStandIn } from '../stand-ins/mongodb/listen.js'
import { mongoStore } from '../mongo/store.js'
import { adminWords, calling, knownPeople, plantOwn, promotion, sellerWords } from './plant.js'
import { rowsOfStore } from './rows.js'

const source = sourceOf(
  {
    'models.js': `const mongoose = require('mongoose')
const user = new mongoose.Schema({ name: String, email: { type: String, unique: true }, password: String, isAdmin: { type: Boolean, default: false } })
const product = new mongoose.Schema({ name: { type: String, required: true }, price: { type: Number, required: true } })
const order = new mongoose.Schema({
  user: { type: mongoose.Schema.Types.ObjectId, ref: 'User', required: true },
  orderItems: [{ name: String, qty: Number, product: { type: mongoose.Schema.Types.ObjectId, ref: 'Product' } }],
  shippingAddress: { address: String, city: String },
  status: { type: String, default: 'open' },
  totalPrice: { type: Number, required: true },
}, { timestamps: true })
module.exports = { User: mongoose.model('User', user), Product: mongoose.model('Product', product), Order: mongoose.model('Order', order) }`,
  },
  { mongoose: '8' },
)

let server: MongoStandIn
/** As the supervisor answers it: over JSON. */
const lab = {
  control: async (_: string, command: string, input?: unknown) => {
    const { database, command: order } = (input ?? {}) as { database: string; command: Record<string, unknown> }
    return JSON.parse(
      JSON.stringify(command === 'documents' ? server.documents() : server.run(database, EJSON.deserialize(order))),
    ) as unknown
  },
}

beforeAll(async () => {
  server = await listen(0)
  const people = ['a', 'b', 'admin'].map(name => ({ name, email: `${name}@example.com`, password: 'hash', isAdmin: false }))
  server.run(
    'shop',
    EJSON.deserialize({
      insert: 'users',
      documents: people.map((one, index) => ({ _id: { $oid: String(index).padStart(24, '0') }, ...one })),
    }),
  )
})
afterAll(() => server.close())

test('actors are found among the accounts, and get documents of their own as the schemas say', async () => {
  const store = mongoStore(lab)
  const emails = new Map([
    ['a', 'A@example.com'],
    ['b', 'b@example.com'],
    ['admin', 'admin@example.com'],
  ] as const)
  const known = await knownPeople(store, emails)
  expect(known).toMatchObject({ table: 'users', people: [{ actor: 'a', id: '0'.repeat(24) }, { actor: 'b' }, { actor: 'admin' }] })
  const { tables } = await readCatalogue(source)
  const planted = await plantOwn(store, known!, tables)
  const rows = rowsOfStore(store, planted, tables)
  const order = await rows.owned('orders', 'a')
  const product = await rows.owned('products', 'a', true)
  expect(order).toMatchObject({
    user: '0'.repeat(24),
    orderItems: [{ product: product!['_id'], qty: 1 }],
    shippingAddress: { city: expect.stringContaining('a0') as string },
    totalPrice: 20,
  })
  expect(order).not.toHaveProperty('status')
  expect(await rows.owned('orders', 'b')).not.toMatchObject({ user: order!['user'] })
  expect(await rows.count('orders')).toBe(4)
  await store.update('orders', { _id: order!['_id'] }, { totalPrice: 1 })
  expect(await rows.again('orders', order!)).toMatchObject({ totalPrice: 1 })
})

test.each([
  [{ isAdmin: false }, { isAdmin: true }],
  [{ role: 'user' }, { role: 'admin' }],
  [{ role: 'ROLE MEMBER' }, { role: 'ROLE ADMIN' }],
  [{ is_admin: 0 }, { is_admin: 1 }],
  [{ roles: ['user'] }, { roles: ['admin'] }],
  [{ type: 3 }, undefined],
  [{ name: 'x' }, undefined],
])('%j becomes an admin’s: %j', (account, rights) => {
  expect(promotion(account, ['admin', 'ROLE ADMIN'])).toEqual(rights)
})

test('the word for an admin is the one that code uses most', () => {
  expect(adminWords(sourceOf({ 'a.js': "role === 'ADMIN'; role === 'ADMIN'; x = 'admin'; y = 'administer'" }))).toEqual(['ADMIN', 'admin'])
})

test('who sells is called what the accounts may be called, and gets no rights of an admin by it', async () => {
  const model = (roles: string): string =>
    `const mongoose = require('mongoose')
module.exports = mongoose.model('User', new mongoose.Schema({ email: String, isAdmin: Boolean, role: { type: String, enum: [${roles}] } }))`
  const words = async (roles: string): Promise<readonly string[]> => {
    const { tables } = await readCatalogue(sourceOf({ 'user.js': model(roles) }, { mongoose: '8' }))
    return sellerWords(tables[0])
  }
  expect(await words("'user', 'owner', 'admin'")).toEqual(['owner'])
  expect(await words("'user', 'admin'")).toEqual([])
  expect(calling({ _id: '1', isAdmin: false, role: 'user' }, ['owner'])).toEqual({ role: 'owner' })
  expect(calling({ _id: '1', role: 'user' }, [])).toBeUndefined()
})
