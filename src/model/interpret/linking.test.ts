import { expect, test } from 'vitest'
import { readApp, route } from '#plugins/app.fixture'

const paths = (model: Awaited<ReturnType<typeof readApp>>) => model.routes.map(one => `${one.method} ${one.path}`).sort()

test('routers are followed through files, mounts, constants and loops', async () => {
  const model = await readApp({
    'server.js': `const express = require('express')\nconst { API } = require('./paths')\nconst app = express()\napp.use(API, require('./routes'))\napp.listen(1)\n`,
    'paths.js': `exports.API = '/api/' + 'v1'\n`,
    'routes/index.js': `const router = require('express').Router()\nconst handlers = { list: (req, res) => res.json([]), add: (req, res) => res.json({}) }\nfor (const [method, path, name] of [['get', '/items', 'list'], ['post', '/items', 'add']]) router[method](path, handlers[name])\nrouter.use('/users/:id', require('./users'))\nmodule.exports = router\n`,
    'routes/users.js': `const { Router } = require('express')\nconst router = Router()\nrouter.route('/cards').get((req, res) => res.json([])).delete((req, res) => res.end())\nmodule.exports = router\n`,
  })
  expect(paths(model)).toEqual(['DELETE /api/v1/users/:id/cards', 'GET /api/v1/items', 'GET /api/v1/users/:id/cards', 'POST /api/v1/items'])
})

test('what nothing loads is not the app; what is loaded and never mounted is unreached', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'\nimport { helper } from './auth.js'\nconst app = express()\nhelper()\napp.get('/', (req, res) => res.end())\n// app.get('/old', (req, res) => res.end())\napp.listen(1)\n`,
    'auth.js': `export const helper = () => 1\nexport function setup(app) { app.get('/login', (req, res) => res.end()) }\n`,
    'dead.js': `import express from 'express'\nexport function routes(app) { app.get('/dead', (req, res) => res.end()) }\n`,
  })
  expect(model.routes.map(one => [one.path, one.unreached])).toEqual([
    ['/', false],
    ['/login', true],
  ])
})

test('a query two calls away carries the request and the session to the route', async () => {
  const model = await readApp(
    {
      'app/api/orders/[id]/route.ts': `import { orders } from '@/lib/orders'\nimport { NextResponse } from 'next/server'\nexport async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) { const { id } = await params; return NextResponse.json(await orders.one(id)) }\n`,
      'lib/orders.ts': `import { OrderRepository } from './repository'\nclass OrderService { constructor(private repository = new OrderRepository()) {} one(id: string) { return this.repository.find({ id }) } }\nexport const orders = new OrderService()\n`,
      'lib/repository.ts': `import { db } from './db'\nexport class OrderRepository { find(where: object) { return db.order.findFirst({ where }) } }\n`,
      'lib/db.ts': `import { PrismaClient } from '@prisma/client'\nconst globalForPrisma = globalThis as any\nexport const db = globalForPrisma.prisma ?? new PrismaClient()\n`,
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
    },
    { next: '16' },
  )
  const [query] = route(model, 'GET', '/api/orders/:id').effects.filter(effect => effect.kind === 'query')
  expect(query).toMatchObject({ table: 'order', filters: [{ column: 'id', value: { kind: 'origin', from: 'params', path: ['id'] } }] })
  expect(query?.trail.map(step => step.label)).toEqual(['calls GET()', 'calls one()', 'calls find()'])
})

test('an app that never ends, or grows without bound, is given up on', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'\nconst app = express()\nconst f = n => f(f(n + 1))\nlet all = {}\napp.get('/', (req, res) => { for (const k of req.body.keys) { all[k] = all[k] || {}; all[k][k] = [all, all[k], ...req.body.list] } f(1); res.json(all) })\napp.listen(1)\n`,
  })
  expect(route(model, 'GET', '/').auth).toBe('public')
})

test('a file that does not parse is a gap, and the rest is read', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'\nimport './broken.js'\nconst app = express()\napp.get('/', (req, res) => res.end())\napp.listen(1)\n`,
    'broken.js': 'export const x = {{{',
  })
  expect(paths(model)).toEqual(['GET /'])
  expect(model.gaps.map(gap => gap.at.file)).toContain('broken.js')
})

test('a statement stands where its text is written, not in the function that hands every text on', async () => {
  const model = await readApp(
    {
      'server.js': `const express = require('express')\nconst { query } = require('./db')\nconst app = express()\napp.get('/', async (req, res) => {\n  const found = await query(\n    'select id from notes where id = $1', [req.query.id])\n  res.json(found.rows)\n})\napp.listen(1)\n`,
      'db.js': `const { Pool } = require('pg')\nconst pool = new Pool()\nexports.query = (text, params) => pool.query(text, params)\n`,
    },
    { express: '4', pg: '8' },
  )
  expect(route(model, 'GET', '/').effects.find(effect => effect.kind === 'query')?.at).toEqual({ file: 'server.js', line: 5 })
})

test('a stand-in for development, and what a listener writes, leave the database what it is', async () => {
  const model = await readApp({
    'server.js': `const express = require('express')\nconst pool = require('./db')\nconst app = express()\napp.get('/things/:id', async (req, res) => res.json((await pool.query('SELECT name FROM things WHERE id = $1', [req.params.id])).rows))\napp.listen(1)\n`,
    'db.js': `const { Pool } = require('pg')
class MockDatabase { async query() { return { rows: [] } } }
let pool
if (process.env.MOCK === 'true') pool = new MockDatabase()
else {
  pool = new Pool()
  pool.on('error', () => { pool = new MockDatabase() })
}
module.exports = pool\n`,
  })
  const found = route(model, 'GET', '/things/:id')
  expect(found.tables).toEqual(['things'])
  expect(found.effects.filter(effect => effect.kind === 'respond').map(effect => JSON.stringify(effect.body).includes('"row"'))).toEqual([
    true,
  ])
})

test('what a module exports is seen as it stands when it is used', async () => {
  const model = await readApp({
    'server.ts': `import express from 'express'\nimport { connect } from './db'\nasync function start() { await connect(); const app = express(); app.get('/', (req, res) => res.end()); app.listen(1) }\nstart()\n`,
    'db.ts': `import { migrate } from './migrate'\nexport let client\nexport const connect = async () => { client = { ready: true }; await migrate() }\n`,
    'migrate.ts': `import { client } from './db'\nexport const migrate = async () => { if (!client) throw new Error('connect first') }\n`,
  })
  expect(paths(model)).toEqual(['GET /'])
})

test('a parent is made with what `super` is given', async () => {
  const model = await readApp(
    {
      'server.ts': `import express from 'express'\nimport { Pool } from 'pg'
abstract class Repository { protected pool: Pool; protected table: string; constructor(pool: Pool, table: string) { this.pool = pool; this.table = table }
  one(id: string) { return this.pool.query(\`SELECT * FROM \${this.table} WHERE id = $1\`, [id]) } }
class Orders extends Repository { constructor(pool: Pool) { super(pool, 'orders') } }
class Plain extends Repository {}
const pool = new Pool()\nconst app = express()
app.get('/:id', async (req, res) => { res.json(await new Orders(pool).one(req.params.id)); res.json(await new Plain(pool, 'plain').one(req.params.id)) })\napp.listen(1)`,
    },
    { pg: '8' },
  )
  expect(route(model, 'GET', '/:id').tables).toEqual(['orders', 'plain'])
})
