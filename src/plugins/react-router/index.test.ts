import { expect, test } from 'vitest'
import { deeds, readApp, route } from '../app.fixture.js'

const PACKAGES = { '@react-router/dev': '7', '@react-router/node': '7', 'react-router': '7', '@prisma/client': '6', stripe: '18' }
const SERVER = {
  'app/db.server.ts': `import { PrismaClient } from '@prisma/client'\nimport Stripe from 'stripe'
export const db = new PrismaClient()\nexport const stripe = new Stripe('k')`,
  'app/session.server.ts': `import { createCookieSessionStorage, redirect } from 'react-router'
export const { getSession, commitSession, destroySession } = createCookieSessionStorage({ cookie: { name: 's', secrets: [process.env.SECRET] } })
export async function requireUser(request) {
  const session = await getSession(request.headers.get('Cookie'))
  const userId = session.get('userId')
  if (!userId) throw redirect('/login')
  return userId
}`,
}
const read = (files: Record<string, string>, packages: Record<string, string> = PACKAGES) => readApp({ ...SERVER, ...files }, packages)
const listed = (model: Awaited<ReturnType<typeof read>>) => model.routes.map(one => `${one.method} ${one.path} ${one.kind} ${one.auth}`)

const LIST = `import { db } from '~/db.server'
export async function loader() { return { orders: await db.order.findMany() } }`
const PAGE = '\nexport default function Page() { return <p /> }'

test('addresses by the names of files, and a loader without a page is an endpoint', async () => {
  const ask = `import { db } from '~/db.server'\nexport const loader = async ({ params }) => Response.json(await db.order.findUnique({ where: { id: params.id } }))`
  const model = await read({
    'app/routes/shop.$id.tsx': ask + PAGE,
    'app/routes/_auth.api.orders_.$id.ts': ask,
    'app/routes/files.$.ts': ask,
    'app/routes/report[.]csv.ts': ask,
    'app/routes/($lang).about/route.tsx': ask + PAGE,
    'app/routes/shop.$id.test.ts': ask,
  })
  expect(
    listed(model)
      .map(one => one.split(' ').slice(0, 3).join(' '))
      .sort(),
  ).toEqual(['GET /:lang?/about page', 'GET /api/orders/:id http', 'GET /files/* http', 'GET /report.csv http', 'GET /shop/:id page'])
})

test('addresses by the configuration, nested, and every method that an action names', async () => {
  const model = await read({
    'app/routes.ts': `import { index, layout, prefix, route } from '@react-router/dev/routes'
export default [index('home.tsx'), layout('frame.tsx', [route('orders/:id', './orders/one.tsx')]), ...prefix('api', [route('pay', 'pay.ts')])]`,
    'app/home.tsx': LIST + PAGE,
    'app/frame.tsx': 'export default function Frame() { return <p /> }',
    'app/orders/one.tsx': `import { db } from '~/db.server'
export async function action({ request, params }) {
  if (request.method === 'DELETE') { await db.order.delete({ where: { id: params.id } }); return null }
  if (request.method === 'PUT') await db.order.update({ where: { id: params.id }, data: { note: (await request.formData()).get('note') } })
  return null
}`,
    'app/pay.ts': `import { stripe } from '~/db.server'\nexport async function action({ request }) { const { amount } = await request.json(); await stripe.refunds.create({ amount }); return null }`,
  })
  expect(model.routes.map(one => `${one.method} ${one.path}`)).toEqual(['GET /', 'DELETE /orders/:id', 'PUT /orders/:id', 'POST /api/pay'])
  expect(deeds(model).slice(1)).toEqual(['query delete order', 'query update order', 'send stripe refunds.create {amount: body.amount}'])
})

test('a session that the app keeps says who is calling; a helper that only reads it asks nobody', async () => {
  const model = await read({
    'app/routes/mine.ts': `import { db } from '~/db.server'\nimport { requireUser } from '~/session.server'
export async function action({ request }) { await requireUser(request); await db.order.deleteMany(); return null }`,
    'app/routes/theirs.ts': `import { db } from '~/db.server'\nimport { getSession } from '~/session.server'
export async function action({ request }) { const s = await getSession(request.headers.get('Cookie')); console.log(s.get('userId')); await db.order.deleteMany(); return null }`,
    'app/routes/login.tsx': `import { redirect } from 'react-router'\nimport { commitSession, getSession } from '~/session.server'
export async function action({ request }) { const s = await getSession(request.headers.get('Cookie')); s.set('userId', '1'); return redirect('/', { headers: { 'Set-Cookie': await commitSession(s) } }) }`,
  })
  expect(listed(model)).toEqual(['POST /login http public', 'POST /mine http session', 'POST /theirs http open'])
  expect(model.setups.map(one => `${one.what} ${one.library}`)).toEqual(['session react-router'])
})

test('the loader of a layout guards no other loader; middleware around it does', async () => {
  const layout = (how: string) => `import { requireUser } from '~/session.server'\n${how}\nexport default function Admin() { return <p /> }`
  const authOf = async (how: string) =>
    route(await read({ 'app/routes/admin.tsx': layout(how), 'app/routes/admin.orders.tsx': LIST + PAGE }), 'GET', '/admin/orders').auth
  expect(await authOf('export async function loader({ request }) { await requireUser(request); return null }')).toBe('weak')
  expect(await authOf('export const middleware = [async ({ request }, next) => { await requireUser(request); return next() }]')).toBe(
    'session',
  )
  expect(await authOf('export const middleware = [async ({ request }, next) => { console.log(request.url); return next() }]')).toBe('open')
})

test('what is thrown as an answer ends it, and Remix is read the same way', async () => {
  const model = await read(
    {
      'app/routes/api.orders.ts': `import { json } from '@remix-run/node'\nimport { db } from '~/db.server'\nimport { getSession } from '~/session.server'
export async function action({ request }) {
  const s = await getSession(request.headers.get('Cookie'))
  if (s.get('role') !== 'admin') throw json({}, { status: 403 })
  await db.order.deleteMany()
  return json({ ok: true })
}`,
    },
    { '@remix-run/node': '2', '@remix-run/react': '2', '@prisma/client': '6' },
  )
  expect(model.routes.map(one => `${one.framework} ${one.auth}`)).toEqual(['remix role'])
})

test('React Router in the browser alone has no doors', async () => {
  expect((await read({ 'app/routes/a.tsx': LIST }, { 'react-router': '7', vite: '7' })).routes).toEqual([])
})
