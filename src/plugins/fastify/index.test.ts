import { expect, test } from 'vitest'
import { deed, deeds, readApp } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'

const read = (text: string, more: Record<string, string> = {}): ReturnType<typeof readApp> =>
  readApp(
    {
      'src/server.ts': `import Fastify from 'fastify'\nimport Stripe from 'stripe'\nconst stripe = new Stripe('k')\nconst app = Fastify({ logger: true })\n${text}\napp.listen({ port: 3000 })`,
      ...more,
    },
    { fastify: '5.0.0' },
  )

test('routes, plugins with a prefix, and the value that is returned', async () => {
  const model = await read(
    `import orders from './orders'
     app.get('/', async () => ({ ok: true }))
     app.route({ method: ['PUT', 'PATCH'], url: '/x', handler: async (req, reply) => reply.send({}) })
     app.register(orders, { prefix: '/orders' })`,
    {
      'src/orders.ts': `import Stripe from 'stripe'\nconst stripe = new Stripe('k')\nexport default async function orders(fastify, options) { fastify.post('/:id', async (request, reply) => { await stripe.refunds.create({ id: request.params.id, amount: request.body.amount }); return { id: request.params.id } }) }`,
    },
  )
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework}`)).toEqual([
    'GET / fastify',
    'PUT /x fastify',
    'PATCH /x fastify',
    'POST /orders/:id fastify',
  ])
  expect(deeds(model)).toEqual(['send stripe refunds.create {id: params.id, amount: body.amount}'])
  expect(deed(model.routes[3]!.effects.at(-1)!)).toBe('respond json  {id: params.id}')
})

test('hooks guard their part of the app, wherever they stand in it', async () => {
  const model = await read(`
    const refund = async () => { await stripe.refunds.create({}) }
    app.decorate('authenticate', async (request, reply) => { try { await request.jwtVerify() } catch (error) { return reply.code(401).send(error) } })
    app.register(async inner => {
      inner.post('/in/a', refund)
      inner.addHook('onRequest', async (request, reply) => { if (request.headers['x-key'] !== process.env.KEY) { reply.code(401).send({}); return } })
    })
    app.post('/one', { preHandler: [app.authenticate] }, refund)
    app.post('/role', { onRequest: app.authenticate, preHandler: (request, reply, done) => { if (request.user.role !== 'admin') return reply.code(403).send({}); done() } }, refund)
    app.post('/out', refund)`)
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/in/a signature', '/one session', '/role role', '/out open'])
})

test('schemas are checks; a wrapped plugin is no part of its own', async () => {
  const model = await read(`
    import fp from 'fastify-plugin'
    import limit from '@fastify/rate-limit'
    import cors from '@fastify/cors'
    app.register(cors, { origin: true }); app.register(limit, { max: 10 })
    app.register(fp(async inner => { inner.addHook('preHandler', async request => { await request.jwtVerify() }) }))
    const body = { type: 'object', properties: { amount: { type: 'integer' } }, additionalProperties: false }
    app.post('/a', { schema: { body } }, async request => { await stripe.refunds.create({ amount: request.body.amount }); return {} })
    app.post('/b', async request => { await stripe.refunds.create({ amount: request.body.amount }); return {} })`)
  expect(model.routes.map(one => `${one.path} ${one.auth} ${one.validated} ${one.limiter !== undefined}`)).toEqual([
    '/a session yes true',
    '/b session no true',
  ])
  expect(model.setups.map(setup => `${setup.what} ${setup.library}`)).toEqual(['cors @fastify/cors', 'limiter @fastify/rate-limit'])
})

test('a folder of plugins, its hooks, and addresses that a hook leaves out', async () => {
  const model = await read(
    `import autoload from '@fastify/autoload'
     import path from 'node:path'
     app.register(autoload, { dir: path.join(import.meta.dirname, 'routes'), autoHooks: true, cascadeHooks: true })`,
    {
      'src/routes/api/autohooks.ts': `export default async function (fastify) { fastify.addHook('onRequest', async (request, reply) => { if (request.url.startsWith('/api/login')) return\n if (request.headers['x-key'] !== process.env.KEY) { reply.unauthorized('no') } }) }`,
      'src/routes/api/shops/_shop/orders.ts': `import Stripe from 'stripe'\nconst stripe = new Stripe('k')\nexport default async fastify => { fastify.post('/refund', async request => { await stripe.refunds.create({ shop: request.params.shop }) }) }`,
      'src/routes/api/login/index.ts': `import Stripe from 'stripe'\nconst stripe = new Stripe('k')\nexport default async fastify => { fastify.post('/', async () => { await stripe.customers.create({}) }) }`,
    },
  )
  expect(model.routes.map(one => `${one.method} ${one.path}`)).toEqual(['POST /api/login', 'POST /api/shops/:shop/refund'])
  expect(deeds(model)).toEqual(['send stripe customers.create {}', 'send stripe refunds.create {shop: params.shop} [secret]'])
})

test('a hook that could not be read leaves open what it asks; a package’s guard asks for a role', async () => {
  const model = await read(`
    import { check } from './generated/check'
    import fastifyGuard from 'fastify-guard'
    const refund = async () => { await stripe.refunds.create({}) }
    app.register(fastifyGuard, { roleProperty: 'roles' })
    app.post('/admin', { preHandler: [app.guard.role('admin')] }, refund)
    app.post('/unread', { preHandler: check }, refund)
    app.post('/plain', {}, refund)`)
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/admin role', '/unread unknown', '/plain open'])
})

test('a hook that asks whether another has answered', async () => {
  const model = await read(`
    const refund = async () => { await stripe.refunds.create({}) }
    const requireAuth = async (request, reply) => { try { await request.jwtVerify() } catch { reply.code(401).send({}) } }
    const requireRole = (...roles) => async (request, reply) => {
      await requireAuth(request, reply)
      if (reply.sent) return
      if (!roles.includes(request.user.role)) return reply.status(403).send({ error: 'no' })
    }
    app.post('/staff', { preHandler: [requireRole('admin', 'owner')] }, refund)
    app.post('/all', { preHandler: requireAuth }, refund)`)
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['/staff role', '/all session'])
})

test('what packages put on the app is a database, a cache or a key, and no route', async () => {
  const model = await read(`
    import postgres from '@fastify/postgres'
    import mongo from '@fastify/mongodb'
    import redis from '@fastify/redis'
    app.register(postgres, { connectionString: process.env.DATABASE_URL })
    app.register(mongo, { url: process.env.MONGO_URL })
    app.register(redis)
    app.get('/orders/:id', async (request, reply) => {
      const kept = await app.redis.get(request.params.id)
      if (kept) return kept
      try { request.user = app.jwt.verify(request.headers.authorization) } catch { return reply.code(401).send({}) }
      const { rows } = await app.pg.query('SELECT id FROM orders WHERE id = $1 AND buyer = $2', [request.params.id, request.user.id])
      return rows[0]
    })
    app.get('/notes', async () => app.mongo.db.collection('notes').find({ open: true }).toArray())`)
  expect(model.routes.map(one => one.path)).toEqual(['/orders/:id', '/notes'])
  expect(model.gaps).toEqual([])
  expect(queriesOf(model)).toEqual(['read orders(id) where id = params.id & buyer = session.id', 'read notes where open = true'])
})
