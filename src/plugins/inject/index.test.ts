import { expect, test } from 'vitest'
import { readApp } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'

const ORDERS = `import mongoose from 'mongoose'
const Order = mongoose.model('Order', new mongoose.Schema({ total: Number }))
export class StoredOrders { find(id) { return Order.findById(id) } }`

const read = (container: string, service: string, used: string) =>
  readApp({
    'server.ts': `import express from 'express'\nimport { container } from './container'\nimport { Orders } from './service'
const app = express()\napp.get('/orders/:id', async (req, res) => { ${used} })\napp.listen(1)`,
    'container.ts': container,
    'service.ts': service,
    'orders.ts': ORDERS,
  })

const ASKED = ['read Order one where _id = params.id']
const NAMED = `import { inject, injectable } from 'tsyringe'
@injectable()\nexport class Orders { constructor(@inject('OrderStore') private store: OrderStore) {} one(id) { return this.store.find(id) } }`

test.each([
  ['a class by name', `container.registerSingleton<OrderStore>('OrderStore', StoredOrders)`],
  ['a provider', `container.register('OrderStore', { useClass: StoredOrders })`],
  ['an object', `container.registerInstance('OrderStore', new StoredOrders())`],
  ['a factory', `container.register('OrderStore', { useFactory: () => new StoredOrders() })`],
  ['another token', `container.register('Kept', StoredOrders)\ncontainer.register('OrderStore', { useToken: 'Kept' })`],
])('tsyringe: %s', async (_, bound) => {
  const model = await read(
    `import { container } from 'tsyringe'\nimport { StoredOrders } from './orders'\n${bound}\nexport { container }`,
    NAMED,
    `res.json(await container.resolve(Orders).one(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual(ASKED)
})

test('InversifyJS: symbols, and modules that bind', async () => {
  const model = await read(
    `import { Container, ContainerModule } from 'inversify'\nimport { StoredOrders } from './orders'\nimport { Orders, TYPES } from './service'
const stores = new ContainerModule(bind => { bind(TYPES.Store).to(StoredOrders).inSingletonScope() })
export const container = new Container()\ncontainer.load(stores)\ncontainer.bind<Orders>(TYPES.Orders).to(Orders)`,
    `import { inject, injectable } from 'inversify'\nexport const TYPES = { Store: Symbol.for('Store'), Orders: Symbol('Orders') }
@injectable()\nexport class Orders { @inject(TYPES.Store) private store: OrderStore\n one(id) { return this.store.find(id) } }`,
    `const { TYPES } = await import('./service')\nres.json(await container.get<Orders>(TYPES.Orders).one(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual(ASKED)
})

test('TypeDI: services by their class, and names', async () => {
  const model = await read(
    `import { Container as container } from 'typedi'\nimport { StoredOrders } from './orders'\ncontainer.set('store', new StoredOrders())\nexport { container }`,
    `import { Inject, Service } from 'typedi'\n@Service()\nclass Prices { of(id) { return id } }
@Service()\nexport class Orders { constructor(private prices: Prices, @Inject('store') private store) {} one(id) { return this.store.find(this.prices.of(id)) } }`,
    `res.json(await container.get(Orders).one(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual(ASKED)
})

test.each([`container.resolve('orders')`, `container.cradle.orders`])('Awilix, where one object has everything: %s', async orders => {
  const model = await read(
    `import { asClass, asValue, createContainer } from 'awilix'\nimport { StoredOrders } from './orders'\nimport { Orders } from './service'
export const container = createContainer()\ncontainer.register({ orders: asClass(Orders).singleton(), store: asClass(StoredOrders), currency: asValue('eur') })`,
    `export class Orders { constructor({ store }) { this.store = store } one(id) { return this.store.find(id) } }`,
    `res.json(await ${orders}.one(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual(ASKED)
})

test('what is made for a name is made once, however many ask for it', async () => {
  const layers = Array.from({ length: 16 }, (_, index) => index)
  const model = await read(
    `import { asClass, createContainer } from 'awilix'\nimport { StoredOrders } from './orders'\nimport * as made from './service'
export const container = createContainer()\ncontainer.register({ ${layers.map(index => `layer${index}: asClass(made.Layer${index})`).join(', ')}, layer16: asClass(StoredOrders) })`,
    `export class Orders {}\n${layers.map(index => `export class Layer${index} { constructor(all) { this.one = all.layer${index + 1}; this.other = all.layer${index + 1} } find(id) { return this.other.find(id) } }`).join('\n')}`,
    `res.json(await container.resolve('layer0').find(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual(ASKED)
})

test('what was never bound stays unknown, and tokens that mean each other end', async () => {
  const model = await read(
    `import { container } from 'tsyringe'\ncontainer.register('a', { useToken: 'b' })\ncontainer.register('b', { useToken: 'a' })\nexport { container }`,
    NAMED,
    `container.resolve('a')\nres.json(await container.resolve(Orders).one(req.params.id))`,
  )
  expect(queriesOf(model)).toEqual([])
  expect(model.routes.map(route => `${route.method} ${route.path}`)).toEqual(['GET /orders/:id'])
})
