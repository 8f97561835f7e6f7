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
