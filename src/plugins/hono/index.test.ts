import { expect, test } from 'vitest'
import { deed, deeds, readApp, route } from '../app.fixture.js'

const read = (text: string, more: Record<string, string> = {}): ReturnType<typeof readApp> =>
  readApp(
    {
      'src/index.ts': `import { Hono } from 'hono'\nimport Stripe from 'stripe'\nconst stripe = new Stripe('k')\n${text}\nexport default app`,
      ...more,
    },
    { hono: '4.0.0', zod: '3.0.0' },
  )

test('routes, nested apps, base paths and chains', async () => {
  const model = await read(
    `import users from './users'
     const app = new Hono().basePath('/api')
     app.get('/', c => c.text('ok')).post('/orders/:id', async c => { await stripe.refunds.create({ a: c.req.param('id'), b: c.req.query('q'), c: (await c.req.json()).amount }); return c.json({}, 201) })
     app.on(['PUT', 'PATCH'], '/x', c => c.json({}))
     app.route('/users', users)`,
    {
      'src/users.ts': `import { Hono } from 'hono'\nconst users = new Hono()\nusers.get('/:id', c => c.json({ id: c.req.param('id') }))\nexport default users`,
    },
  )
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.framework}`)).toEqual([
    'GET /api hono',
    'POST /api/orders/:id hono',
    'PUT /api/x hono',
    'PATCH /api/x hono',
    'GET /api/users/:id hono',
  ])
  expect(deeds(model)).toEqual(['send stripe refunds.create {a: params.id, b: query.q, c: body.amount}'])
})

test('middleware guards what its path covers, and what it sets is found', async () => {
  const model = await read(`import { jwt } from 'hono/jwt'
    const app = new Hono()
    const admin = async (c, next) => { if (c.get('user').role !== 'admin') return c.json({}, 403); await next() }
    app.post('/open', async c => { await stripe.refunds.create({}); return c.json({}) })
    app.use('/account/*', jwt({ secret: process.env.S }))
    app.use('/account/*', async (c, next) => { c.set('user', c.get('jwtPayload')); await next() })
    app.post('/account/refund', async c => { await stripe.refunds.create({ by: c.var.user.id }); return c.json({}) })
    app.post('/account/all', admin, async c => { await stripe.refunds.create({}); return c.json({}) })
    app.use('/only', jwt({ secret: 'x' }))
    app.post('/only/below', async c => { await stripe.refunds.create({}); return c.json({}) })`)
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual([
    '/open open',
    '/account/refund session',
    '/account/all role',
    '/only/below open',
  ])
  expect(deed(route(model, 'POST', '/account/refund').effects[0]!)).toBe('send stripe refunds.create {by: session.id} [session]')
})

test('validators: what c.req.valid gives is checked', async () => {
  const model = await read(`import { zValidator } from '@hono/zod-validator'\nimport { z } from 'zod'
    const app = new Hono()
    app.post('/a', zValidator('json', z.object({ amount: z.number() })), async c => { const { amount } = c.req.valid('json'); await stripe.refunds.create({ amount }); return c.json({}) })
    app.post('/b', async c => { const { amount } = await c.req.json(); await stripe.refunds.create({ amount }); return c.json({}) })`)
  expect(model.routes.map(one => one.validated)).toEqual(['yes', 'no'])
})

test('answers, cors and errors', async () => {
  const model = await read(`import { cors } from 'hono/cors'
    const app = new Hono(); app.use('*', cors({ origin: '*' }))
    app.onError((error, c) => c.json({ message: error.message }, 500))
    app.get('/', c => { c.header('Access-Control-Allow-Origin', '*'); return c.html('<p>' + c.req.query('name')) })`)
  expect(model.setups.map(setup => `${setup.what} ${setup.library} ${setup.effects.map(deed).join()}`)).toEqual([
    'cors hono/cors ',
    'error-handler hono respond json 500 {message: error.message}',
    'cors header ',
  ])
  expect(deed(model.routes[0]!.effects[0]!)).toBe('respond html  template("<p>", query.name)')
})

test('roles by a list, and what nobody has set', async () => {
  const model =
    await read(`import { createMiddleware } from 'hono/factory'\nimport { HTTPException } from 'hono/http-exception'\nimport { jwt } from 'hono/jwt'\nimport { logger } from 'hono/logger'\nimport { session } from 'unheard-of'
    const signIn = [jwt({ secret: process.env.S }), async (c, next) => { c.set('user', c.get('jwtPayload')); await next() }]
    const among = roles => createMiddleware(async (c, next) => {
      const user = c.get('user')
      if (!user || (Array.isArray(roles) && !roles.includes(user.role))) throw new HTTPException(403)
      await next()
    })
    const staff = async (c, next) => { if (!c.get('user')) throw new HTTPException(403); await next() }
    const refund = async c => { await stripe.refunds.create({}); return c.json({}) }
    const app = new Hono(); app.use(logger())
    app.post('/listed', ...signIn, among(['admin', 'owner']), refund)
    app.post('/nobody', staff, refund)
    app.post('/strange', session(), staff, refund)
    app.post('/signed-in', ...signIn, staff, refund)`)
  expect(model.routes.map(one => `${one.path} ${one.auth} ${one.how}`)).toEqual([
    '/listed role `includes` of the signed-in user',
    '/nobody role it lets nobody through',
    '/strange session `unheard-of.session`, by its name: its code could not be followed',
    '/signed-in session `jwt()`',
  ])
})
