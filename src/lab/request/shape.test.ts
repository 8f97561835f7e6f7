import { expect, test } from 'vitest'
import { audit } from '#audit'
import { withApp } from '#checks/page.fixture'
import { openDatabase } from '#database/engine/open'
import { probing } from '#probes/ground.fixture'
import { appOf, SIGNED_IN } from '#probes/tenants.fixture'
import { adoptPassword } from '../actors/adopt.js'
import { entrances } from '../actors/entrances.js'
import { routeFields } from './field.js'
import { rowsOf } from './rows.js'
import { schemaFor, valueOf } from './schemas.js'
import { nested, shape } from './shape.js'

const APP = appOf(
  {
    'api/orders/[id]': `
export async function PUT(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const body = await request.json()
  await pool.query('update orders set address = $1 where id = $2 and user_id = $3', [body.address, id, user.id])
  return Response.json({ changed: true })
}`,
    'api/found': `import { z } from 'zod'
const Find = z.object({ q: z.string().min(3), size: z.enum(['small', 'large']), most: z.number().max(5), near: z.string().optional() })
export async function POST(request) {
  const { q, size, most } = Find.parse(await request.json())
  const { rows } = await pool.query('select * from products where name = $1', [q])
  return Response.json({ rows, size, most })
}`,
    'api/joined': `import { join } from '../../../lib/join.js'
export async function POST(request) {
  const body = await request.json()
  return Response.json(await join(body))
}`,
    'api/login': `
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [email])
  if (!rows[0] || rows[0].password_hash !== password) return Response.json({ error: 'No' }, { status: 401 })
  return Response.json({ token: jwt.sign({ id: rows[0].id }, process.env.JWT_SECRET) })
}`,
  },
  {
    'lib/join.js': `import { pool } from './db.js'
import { joining } from './schemas.js'
export async function join(data) {
  const { email, password } = joining.parse(data)
  await pool.query('insert into users (email, name, password_hash) values ($1, $1, $2)', [email, password])
  return { joined: true }
}`,
    'lib/schemas.js': `import { z } from 'zod'
export const joining = z.object({ email: z.string().email(), password: z.string().min(8), confirmPassword: z.string().min(1) })`,
  },
)

test('a request names the actor’s own object, and gives each field what the code asks of it', async () => {
  await probing(APP, async ({ model, shaping, rows, lab, present }) => {
    const route = (path: string) => model.routes.find(one => one.path === path)!
    const own = (await rows!.owned('orders', 'a'))!
    const shaped = await shape(route('/api/orders/:id'), 'b', 'a', shaping, { 'body.note': 'given' })
    expect(shaped.request).toMatchObject({ actor: 'b', method: 'PUT', path: `/api/orders/${String(own['id'])}`, body: { note: 'given' } })
    expect(shaped.object).toEqual({ table: 'orders', row: own })
    expect(routeFields(route('/api/orders/:id')).find(field => field.path[0] === 'address')?.columns).toEqual([
      { table: 'orders', column: 'address', use: 'data' },
    ])

    const found = await shape(route('/api/found'), 'a', 'a', shaping)
    expect(found.request.body).toMatchObject({ size: 'small', most: 5 })
    const schema = schemaFor(route('/api/found'), ['q'], shaping.schemas!.book, shaping.schemas!.source)!
    expect([...schema.fields.keys()]).toEqual(['q', 'size', 'most', 'near'])
    expect(String(valueOf('q', schema.fields.get('q')!, 'seed')).length).toBeGreaterThanOrEqual(3)
    expect(schema.fields.get('near')?.optional).toBe(true)

    // The schema is asked in another file: where the rows are written.
    const joined = await shape(route('/api/joined'), 'a', 'a', shaping)
    expect(Object.keys(joined.request.body as object)).toContain('confirmPassword')

    expect(entrances(model).signIn.map(one => one.path)).toEqual(['/api/login'])
    expect([...present]).toContain('b')
    expect(lab.credentials.get('b')?.headers['authorization']).toMatch(/^Bearer eyJ/)
    expect(await rows!.again('orders', own)).toEqual(own)
    expect(await rows!.count('orders')).toBe((await rows!.some('orders', 5000)).length)
    expect([await rows!.count('no_such_table'), await rows!.owned('no_such_table', 'a', true)]).toEqual([undefined, undefined])
  })
})

test('a row is named by its number, its phone or its name in camel case too', async () => {
  const files = appOf(
    {
      'api/parcels/by/[phone]': `
export async function GET(request, { params }) {
  const { phone } = await params
  const { rows } = await pool.query('select * from parcels where "recipientPhone" = $1', [phone])
  return Response.json(rows)
}`,
    },
    {
      'db/more.sql':
        'create table parcels (id serial primary key, user_id int not null references users(id), "recipientPhone" text not null);',
    },
  )
  await probing(files, async ({ model, shaping, rows }) => {
    const route = model.routes.find(one => one.path === '/api/parcels/by/:phone')!
    const own = (await rows!.owned('parcels', 'a'))!
    const { request, object } = await shape(route, 'nobody', 'a', shaping)
    expect(request.path).toBe(`/api/parcels/by/${encodeURIComponent(String(own['recipientPhone']))}`)
    expect(object).toEqual({ table: 'parcels', row: own })
  })
})

test('paths become objects and lists', () => {
  expect(
    nested([
      [['items', '*', 'id'], 3],
      [['items', '*', 'count'], 2],
      [['note'], 'x'],
    ]),
  ).toEqual({ items: [{ id: 3, count: 2 }], note: 'x' })
  // `lines[0].id` beside `lines.map(line => line.count)`; a year is a name.
  expect(
    nested([
      [['lines', '0', 'id'], 3],
      [['lines', '*', 'count'], 2],
      [['totals', '2026'], 5],
    ]),
  ).toEqual({ lines: [{ id: 3, count: 2 }], totals: { 2026: 5 } })
})

test('planted people take over the password of a new account, and nothing else of it', async () => {
  const database = await openDatabase('pglite')
  try {
    await database.run(`
      create table users (id serial primary key, email text, name text, password_hash text, verified boolean, blocked boolean default false);
      insert into users (email, name, password_hash, verified, blocked) values ('a@example.test', 'Alice', null, false, true), ('other@example.test', 'Otto', 'kept', false, false), ('new@lab.example', 'New', 'stored-form', false, false)`)
    const person = { actor: 'a', id: 1, email: 'A@example.test', role: undefined } as const
    expect(await adoptPassword(database, [person], 'new@lab.example')).toBe(true)
    const rows = rowsOf(database, undefined, [])
    expect((await rows.some('users', 9)).toSorted((x, y) => Number(x['id']) - Number(y['id']))).toEqual([
      { id: 1, email: 'a@example.test', name: 'Alice', password_hash: 'stored-form', verified: true, blocked: false },
      { id: 2, email: 'other@example.test', name: 'Otto', password_hash: 'kept', verified: false, blocked: false },
      { id: 3, email: 'new@lab.example', name: 'New', password_hash: 'stored-form', verified: false, blocked: false },
    ])
    expect(await adoptPassword(database, [person], 'nobody@lab.example')).toBe(false)
  } finally {
    await database.close()
  }
})

test('what is asked for before it is written is new: an address that nobody has yet', async () => {
  const app = appOf({
    'api/register': `
export async function POST(request) {
  const { email, password } = await request.json()
  const { rows } = await pool.query('select * from users where email = $1', [email])
  if (rows[0]) return Response.json({ error: 'Taken' }, { status: 409 })
  await pool.query('insert into users (email, password_hash) values ($1, $2)', [email, password])
  return Response.json({ made: true })
}`,
  })
  await probing(app, async ({ model, shaping, lab }) => {
    const { request } = await shape(
      model.routes.find(one => one.path === '/api/register')!,
      'nobody',
      'a',
      shaping,
    )
    expect((request.body as { email: string }).email).toMatch(/@/)
    expect(lab.planted!.people.map(one => one.email)).not.toContain((request.body as { email: string }).email)
  })
})

test('a document in a document is an object', async () => {
  const files = {
    'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Order = mongoose.model('Order', new mongoose.Schema({
  items: [{ name: { type: String }, qty: { type: Number } }],
  address: { street: { type: String }, floor: { type: Number } },
}))
const app = express()
app.use(express.json())
app.post('/orders', async (req, res) => {
  const { items, address } = req.body
  res.json(await Order.create({ items, address }))
})
app.listen(3000)`,
  }
  const { model } = await withApp(new Map(Object.entries(files)), root => audit(root, { cache: false }))
  const { request } = await shape(model.routes[0]!, 'a', 'a', { model, rows: undefined, seed: 'x' })
  expect(request.body).toMatchObject({ address: { street: expect.any(String), floor: expect.any(Number) } })
})

test('one of a list is called like the list', async () => {
  const files = {
    'server.js': `const express = require('express')
const app = express()
app.use(express.json())
app.post('/posts', (req, res) => {
  const { tagList, categories, photos } = req.body
  res.json({ tags: tagList.map(tag => ({ name: tag })), categories: categories.map(one => one), photos: photos.map(one => one) })
})
app.listen(3000)`,
  }
  const { model } = await withApp(new Map(Object.entries(files)), root => audit(root, { cache: false }))
  const { request } = await shape(model.routes[0]!, 'a', 'a', { model, rows: undefined, seed: 'x' })
  expect(request.body).toEqual({ tagList: ['Lab tag'], categories: ['Lab category'], photos: ['https://example.com/x.png'] })
})
