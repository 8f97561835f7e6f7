import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { foreignObject } from './foreign-object.js'

const reads = (filter: string, values: string, otherwise = `{ error: 'Not found' }, { status: 404 }`): string => `
export async function GET(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const { rows } = await pool.query('select * from orders where ${filter}', [${values}])
  return rows[0] ? Response.json(rows[0]) : Response.json(${otherwise})
}`
const answers = (answer: string): string => `
export async function GET(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const { rows } = await pool.query('select * from orders where id = $1', [id])
  ${answer}
}`

test('reads: only what is A’s alone, and reaches B, is proved', async () => {
  const found = await verdicts(
    foreignObject,
    appOf({
      'api/anybodys/[id]': reads('id = $1', 'id'),
      'api/own/[id]': reads('id = $1 and user_id = $2', 'id, user.id'),
      'api/soft/[id]': reads('id = $1 and user_id = $2', 'id, user.id', `{ error: 'Forbidden' }`),
      'api/broken/[id]': answers(`throw new Error('broken')`),
      'api/gone/[id]': answers(`return Response.json({ error: 'gone' }, { status: 404 })`),
      'api/hangs/[id]': answers(`await new Promise(() => {})`),
      'api/same/[id]': answers(`return Response.json({ terms: 'the same for everyone who asks' })`),
      'api/echo/[id]': answers(`return Response.json({ asked: id, url: request.url })`),
      'api/letters/[id]': `
export async function GET(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const { rows } = await pool.query('select * from messages where id = $1 and (sender_id = $2 or recipient_id = $2)', [id, user.id])
  return rows[0] ? Response.json(rows[0]) : Response.json({ error: 'Not found' }, { status: 404 })
}`,
      'api/catalogue': `export async function GET() { const { rows } = await pool.query('select * from products'); return Response.json(rows) }`,
      'api/reviews': `export async function GET() {
  const { rows } = await pool.query('select reviews.body, users.name from reviews join users on users.id = reviews.user_id')
  return Response.json(rows)
}`,
      'api/mine': `export async function GET(request) {
  ${SIGNED_IN}
  const { rows } = await pool.query('select * from orders where user_id = $1', [user.id])
  return Response.json(rows)
}`,
    }),
    ['own', 'soft', 'broken', 'gone', 'hangs', 'same', 'echo'].map(name => ['access/unscoped-query', `GET /api/${name}/:id`] as const),
  )
  expect(found).toEqual([
    'inconclusive GET /api/broken/:id as customer B',
    'inconclusive GET /api/echo/:id as customer B',
    'inconclusive GET /api/gone/:id as customer B',
    'inconclusive GET /api/hangs/:id as customer B',
    'inconclusive GET /api/same/:id as customer B',
    'proved GET /api/anybodys/:id as customer B',
    'refuted GET /api/own/:id as customer B',
    'refuted GET /api/soft/:id as customer B',
  ])
})

const changes = (check: string, statement: string, values: string): string => `
export async function PUT(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const body = await request.json()
  ${check}
  const { rowCount } = await pool.query('${statement}', [${values}])
  return rowCount > 0 ? Response.json({ changed: true }) : Response.json({ error: 'Not found' }, { status: 404 })
}`

test('writes: a row of A’s that changed is proved, whatever the answer says; a refusal and a counter are not', async () => {
  const found = await verdicts(
    foreignObject,
    appOf({
      'api/anybodys/[id]': changes('', 'update orders set address = $1 where id = $2', 'body.address, id'),
      'api/own/[id]': changes('', 'update orders set address = $1 where id = $2 and user_id = $3', 'body.address, id, user.id'),
      'api/counted/[id]': changes('', 'update orders set total = total + 1 where id = $1', 'id'),
      'api/ended/[id]': `
export async function DELETE(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  await pool.query('delete from orders where id = $1', [id])
  return Response.json({ deleted: true })
}`,
      'api/open/[id]': `
export async function DELETE(request, { params }) {
  const { id } = await params
  await pool.query('delete from orders where id = $1', [id])
  return Response.json({ deleted: true })
}`,
      'api/late/[id]': `
export async function PUT(request, { params }) {
  const user = userOf(request)
  const { id } = await params
  const body = await request.json()
  await pool.query('update orders set address = $1 where id = $2', [body.address, id])
  return user ? Response.json({ changed: true }) : Response.json({ error: 'Unauthorized' }, { status: 401 })
}`,
      'api/staff': `
export async function GET(request) {
  ${SIGNED_IN}
  if (user.role !== 'admin') return Response.json({ error: 'Forbidden' }, { status: 403 })
  const { rows } = await pool.query('select id, email, name from users')
  return Response.json(rows)
}`,
    }),
    [
      ['access/unscoped-query', 'PUT /api/own/:id'],
      ['access/unscoped-query', 'PUT /api/counted/:id'],
      ['access/open-endpoint', 'PUT /api/late/:id'],
      ['access/admin-without-role', 'GET /api/staff'],
    ],
  )
  expect(found.filter(line => !/late.*customer B/.test(line))).toEqual([
    'discovered access/unscoped-query DELETE /api/open/:id as customer B',
    'inconclusive PUT /api/counted/:id as customer B',
    'proved DELETE /api/ended/:id as customer B',
    'proved DELETE /api/open/:id as a stranger',
    'proved PUT /api/anybodys/:id as customer B',
    'proved PUT /api/late/:id as a stranger',
    'refuted GET /api/staff as customer B',
    'refuted PUT /api/own/:id as customer B',
  ])
})

test('an app in which nobody can be anybody: what a stranger reads and writes is seen all the same', async () => {
  const open = { 'app/api/me/route.js': `export async function GET() { return Response.json({ me: null }) }` }
  const found = await verdicts(
    foreignObject,
    appOf(
      {
        'api/everybody': `export async function GET() { const { rows } = await pool.query('select * from users'); return Response.json(rows) }`,
        'api/orders': `export async function POST() {
  await pool.query("insert into orders (user_id, address, total) select id, 'x', 1 from users limit 1")
  return Response.json({ made: true })
}`,
        'api/prices': `export async function POST() {
  await pool.query('update products set price = price + 1')
  return Response.json({ done: 'all of them were made dearer' })
}`,
        'api/nothing': `export async function POST() {
  await pool.query('update products set price = price')
  return Response.json({ done: 'nothing of it was written' })
}`,
        'api/terms': `export async function GET() { return Response.json({ terms: 'the same for everyone' }) }`,
      },
      open,
    ),
    [
      ['access/open-endpoint', 'GET /api/everybody'],
      ['access/open-endpoint', 'POST /api/orders'],
      ['access/open-endpoint', 'POST /api/prices'],
      ['access/open-endpoint', 'POST /api/nothing'],
      ['access/open-endpoint', 'GET /api/terms'],
    ],
  )
  expect(found).toEqual([
    'inconclusive GET /api/terms as a stranger',
    'inconclusive POST /api/nothing as a stranger',
    'proved GET /api/everybody as a stranger',
    'proved POST /api/orders as a stranger',
    'proved POST /api/prices as a stranger',
  ])
})

const redirecting = (statement: string, values: string): string => `
export async function POST(request, { params }) {
  ${SIGNED_IN}
  const { id } = await params
  const body = await request.json()
  await pool.query('${statement}', [${values}])
  return Response.redirect(new URL('/orders', request.url), 302)
}`

test('an answer that is the same for everybody: the row that only its owner’s request changes tells', async () => {
  const found = await verdicts(
    foreignObject,
    appOf({
      'api/owners/[id]': redirecting('update orders set address = $1 where id = $2 and user_id = $3', 'body.address, id, user.id'),
      'api/everybodys/[id]': redirecting('update orders set address = $1 where id = $2', 'body.address, id'),
      'api/visited/[id]': `
export async function GET(request, { params }) {
  const { id } = await params
  await pool.query('update orders set total = total + 1 where id = $1 and $2', [id, userOf(request) !== null])
  return Response.json({ seen: 'by somebody' })
}`,
      'api/idle/[id]': redirecting('update orders set address = address where id = $1', 'id'),
    }),
    [
      ...['owners', 'everybodys', 'idle'].map(name => ['access/unscoped-query', `POST /api/${name}/:id`] as const),
      ['access/open-endpoint', 'GET /api/visited/:id'],
    ],
  )
  expect(found).toEqual([
    'inconclusive GET /api/visited/:id as a stranger',
    'inconclusive POST /api/idle/:id as customer B',
    'proved POST /api/everybodys/:id as customer B',
    'refuted POST /api/owners/:id as customer B',
  ])
})

const calling = (address: string, guard = ''): string => `
export async function POST(request) {
  ${guard}
  const body = await request.json()
  await fetch('${address}', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ to: body.to, from: 'shop@example.com', subject: 'Hello', text: body.text }) })
  return Response.json({ done: 'whatever was asked for' })
}`

test('what a stranger makes the app spend outside is proved by the call itself', async () => {
  const found = await verdicts(
    foreignObject,
    appOf({
      'api/letters': calling('https://api.resend.com/emails'),
      'api/guarded': calling('https://api.resend.com/emails', SIGNED_IN),
      'api/elsewhere': calling('https://api.weather.example/today'),
    }),
    ['letters', 'guarded', 'elsewhere'].map(name => ['access/open-endpoint', `POST /api/${name}`] as const),
  )
  expect(found).toEqual([
    'inconclusive POST /api/elsewhere as a stranger',
    'proved POST /api/letters as a stranger',
    'refuted POST /api/guarded as a stranger',
  ])
})
