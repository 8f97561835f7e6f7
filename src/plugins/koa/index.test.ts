import { expect, test } from 'vitest'
import { deed, readApp } from '../app.fixture.js'

test('routers, prefixes, middleware and answers', async () => {
  const model = await readApp({
    'src/app.js': `const Koa = require('koa'), Router = require('@koa/router'), cors = require('@koa/cors'), Stripe = require('stripe')
      const stripe = Stripe('k'), app = new Koa(), router = new Router({ prefix: '/api' })
      app.use(cors())
      router.get('/open', async ctx => { ctx.body = { q: ctx.query.q } })
      router.use(async (ctx, next) => { if (ctx.get('x-key') !== process.env.KEY) { ctx.status = 401; ctx.body = 'no'; return } await next() })
      router.post('/refund/:id', async ctx => { await stripe.refunds.create({ id: ctx.params.id, amount: ctx.request.body.amount }); ctx.status = 201; ctx.body = {} })
      app.use(router.routes()).use(router.allowedMethods())
      app.listen(3000)`,
  })
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework} ${one.auth}`)).toEqual([
    'GET /api/open koa public',
    'POST /api/refund/:id koa signature',
  ])
  expect(model.routes.map(one => one.effects.map(deed))).toEqual([
    ['respond json  {q: query.q}'],
    ['respond json 401 "no"', 'send stripe refunds.create {id: params.id, amount: body.amount} [secret]', 'respond json 201 {} [secret]'],
  ])
  expect(model.setups.map(setup => setup.what)).toEqual(['cors'])
})

const guarded = (condition: string) =>
  readApp({
    'src/server.ts': `import * as Koa from 'koa'
import * as Router from 'koa-router'
import * as jwt from 'jsonwebtoken'
import { PrismaClient } from '@prisma/client'
const app = new Koa(), db = new PrismaClient()
class Orders {
  public router: Router
  constructor() { this.router = new Router(); this.router.prefix('/api/v1'); this.init() }
  private init() {
    this.router.post('/login', async ctx => { ctx.body = { token: jwt.sign({ id: 1 }, process.env.KEY) } })
    this.router.delete('/orders/:id', async ctx => { await db.order.delete({ where: { id: ctx.params.id } }); ctx.body = {} })
  }
}
app.use(async (ctx, next) => {
  if (${condition}) return next()
  try { ctx.user = jwt.verify(ctx.headers.authorization, process.env.KEY); return next() } catch (err) { ctx.body = { status: 404 } }
})
const orders = new Orders()
app.use(orders.router.routes())
app.listen(3000)`,
  })

test.each([
  'ctx.url.match(/\\/login/)',
  "ctx.path.endsWith('/login')",
  "ctx.url.split('?')[0] === '/api/v1/login'",
  "['/api/v1/login', '/api/v1/register'].includes(ctx.path)",
  "['/api/v1/login', '/api/v1/signup'].some(one => ctx.path.startsWith(one))",
  '/^\\/api\\/v1\\/login$/.test(ctx.path)',
])('a prefix that is set later, and a guard that lets an address pass: %s', async condition => {
  expect((await guarded(condition)).routes.map(one => `${one.method} ${one.path} ${one.auth}`)).toEqual([
    'POST /api/v1/login public',
    'DELETE /api/v1/orders/:id session',
  ])
})

test('a pattern that holds for some ids and not for others says nothing', async () => {
  expect((await guarded('/orders\\/1/.test(ctx.path)')).routes.map(one => one.auth)).toEqual(['public', 'open'])
})

test('what koa-session keeps is known from the cookie alone, and koa-jwt lays its claims into the state', async () => {
  const model = await readApp({
    'app.js': `const Koa = require('koa'), Router = require('koa-router'), session = require('koa-session'), jwt = require('koa-jwt')
      const { PrismaClient } = require('@prisma/client'), bcrypt = require('bcrypt')
      const app = new Koa(), router = new Router(), db = new PrismaClient()
      app.keys = [process.env.KEY]
      app.use(session({}, app))
      router.post('/login', async ctx => {
        const user = await db.user.findUnique({ where: { email: ctx.request.body.email } })
        if (!user || !(await bcrypt.compare(ctx.request.body.password, user.password))) { ctx.status = 401; return }
        ctx.session.userId = user.id
        ctx.body = {}
      })
      router.get('/orders', async ctx => {
        if (!ctx.session.userId) { ctx.status = 401; return }
        ctx.body = await db.order.findMany({ where: { userId: ctx.session.userId } })
      })
      router.get('/cart', jwt({ secret: process.env.JWT }), async ctx => { ctx.body = await db.cart.findMany({ where: { userId: ctx.state.user.id } }) })
      app.use(router.routes())
      app.listen(3000)`,
  })
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.auth}`)).toEqual([
    'POST /login public',
    'GET /orders session',
    'GET /cart session',
  ])
  const filters = model.routes.flatMap(one => one.effects).flatMap(one => (one.kind === 'query' ? one.filters : []))
  expect(filters.slice(1).map(one => JSON.stringify(one.value).includes('"session"'))).toEqual([true, true])
})
