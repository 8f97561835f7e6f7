import { expect, test } from 'vitest'
import { deeds, readApp, route } from '../app.fixture.js'
import { addressOfFile, addressOfRoute } from './path.js'

const PACKAGES = { '@tanstack/react-start': '1', '@tanstack/react-router': '1', '@supabase/supabase-js': '2', zod: '3', stripe: '18' }
const HEAD = `import { createMiddleware, createServerFn } from '@tanstack/react-start'
import { getCookie, getRequest, getRequestHeader, setCookie, useSession } from '@tanstack/react-start/server'
import { createClient } from '@supabase/supabase-js'
import Stripe from 'stripe'
import { z } from 'zod'
const stripe = new Stripe('k')
const admin = createClient(process.env.URL, process.env.SUPABASE_SERVICE_ROLE_KEY)
const signedIn = createMiddleware({ type: 'function' }).server(async ({ next }) => {
  const bearer = getRequest().headers.get('authorization')
  if (!bearer) throw new Error('sign in')
  const { data, error } = await admin.auth.getClaims(bearer.replace('Bearer ', ''))
  if (error || !data?.claims) throw new Error('sign in')
  return next({ context: { userId: data.claims.sub } })
})
`
const functions = (body: string, more: Record<string, string> = {}) =>
  readApp({ 'src/lib/parcels.functions.ts': HEAD + body, ...more }, PACKAGES)

test('a server function is a door, exported or not, and stands where it is declared', async () => {
  const model = await functions(`
export const listParcels = createServerFn().handler(async () => (await admin.from('orders').select('*')).data)
const dropParcel = createServerFn({ method: 'POST' })
  .handler(async ({ data }) => { await admin.from('orders').delete().eq('id', data.id) })`)
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.kind} ${one.framework} ${one.at.line} ${one.auth}`)).toEqual([
    'ACTION listParcels action tanstack-start 16 open',
    'ACTION dropParcel action tanstack-start 17 open',
  ])
})

test('middleware guards what it stands before, and hands its context on; one that only looks does not', async () => {
  const model = await functions(`
const looks = createMiddleware().server(async ({ next }) => {
  const { data } = await admin.auth.getUser(getCookie('token'))
  return next({ context: { user: data.user } })
})
const isStaff = createMiddleware().middleware([looks]).server(async ({ next, context }) => {
  if (context.user?.role !== 'admin') throw new Response('no', { status: 403 })
  return next()
})
export const mine = createServerFn().middleware([signedIn])
  .handler(async ({ context }) => (await admin.from('orders').select('*').eq('user_id', context.userId)).data)
export const all = createServerFn().middleware([isStaff]).handler(async () => (await admin.from('orders').select('*')).data)
export const anyone = createServerFn().middleware([looks]).handler(async () => (await admin.from('orders').select('*')).data)
export const asked = createServerFn().middleware([looks]).handler(async ({ context }) => {
  if (!context.user) throw new Error('sign in')
  return (await admin.from('orders').select('*')).data
})`)
  expect(model.routes.map(one => `${one.path} ${one.auth}`)).toEqual(['mine session', 'all role', 'anyone open', 'asked session'])
})

test('what was sent is the body, checked where a validator looked at it', async () => {
  const model = await functions(`
const shape = z.object({ id: z.string(), amount: z.number() })
export const a = createServerFn({ method: 'POST' }).inputValidator(shape).handler(async ({ data }) => { await stripe.refunds.create({ amount: data.amount }) })
export const b = createServerFn({ method: 'POST' }).validator(d => shape.parse(d)).handler(async ({ data }) => { await stripe.refunds.create({ amount: data.amount }) })
export const c = createServerFn({ method: 'POST' }).inputValidator((d: { amount: number }) => d).handler(async ({ data }) => { await stripe.refunds.create({ amount: data.amount }) })
export const d = createServerFn({ method: 'POST' }).inputValidator((d: FormData) => ({ amount: d.get('amount') })).handler(async ({ data }) => { await stripe.refunds.create({ amount: data.amount }) })`)
  expect(model.routes.map(one => `${one.path} ${one.validated}`)).toEqual(['a yes', 'b yes', 'c no', 'd no'])
  expect(deeds(model)[3]).toBe('send stripe refunds.create {amount: body.amount:text}')
})

test('one server function that asks another is guarded by it; a component that calls one does nothing by itself', async () => {
  const model = await functions(
    `
export const whoami = createServerFn().handler(async () => (await admin.auth.getUser(getRequestHeader('authorization'))).data.user)
export const wipe = createServerFn({ method: 'POST' }).handler(async () => {
  const user = await whoami()
  if (!user) throw new Error('sign in')
  await admin.from('orders').delete().eq('user_id', user.id)
})`,
    {
      'src/routes/parcels.tsx': `import { createFileRoute } from '@tanstack/react-router'
import { supabase } from '../client'
import { wipe } from '../lib/parcels.functions'
export const Route = createFileRoute('/parcels')({ component: Parcels })
function Parcels() { const go = () => wipe(); return <button onClick={go}>x</button> }
export async function load() { await wipe() }`,
    },
  )
  expect(route(model, 'ACTION', 'wipe').auth).toBe('session')
  expect(model.browser).toEqual([])
})

test('routes with handlers: the three ways to write them, guards of their own, and what stands before every request', async () => {
  const model = await readApp(
    {
      'src/start.ts': `import { createMiddleware, createStart } from '@tanstack/react-start'
const gate = createMiddleware().server(async ({ request, next }) => {
  if (request.headers.get('x-key') !== process.env.GATE_KEY) return new Response('no', { status: 401 })
  return next()
})
export const startInstance = createStart(() => ({ requestMiddleware: [gate] }))`,
      'src/routes/api/parcels.$id.ts': `import { createFileRoute } from '@tanstack/react-router'
import Stripe from 'stripe'
const stripe = new Stripe('k')
export const Route = createFileRoute('/api/parcels/$id')({ server: { handlers: {
  GET: async ({ params }) => Response.json({ id: params.id }),
  POST: async ({ request, params }) => { await stripe.refunds.create({ id: params.id, amount: (await request.json()).amount }); return Response.json({}) },
} } })`,
      'src/routes/api/labels.ts': `import { createFileRoute } from '@tanstack/react-router'
export const Route = createFileRoute('/api/labels')({ server: { handlers: ({ createHandlers }) => createHandlers({ DELETE: { middleware: [], handler: () => new Response('') } }) } })`,
      'src/routes/api/older.ts': `import { createServerFileRoute } from '@tanstack/react-start/server'
export const ServerRoute = createServerFileRoute().methods(api => ({ PUT: api.middleware([]).handler(() => new Response('')) }))`,
      'src/routes/api/oldest.ts': `import { createAPIFileRoute } from '@tanstack/react-start/api'
export const APIRoute = createAPIFileRoute('/api/oldest')({ GET: ({ request }) => new Response('') })`,
    },
    PACKAGES,
  )
  expect(model.routes.map(one => `${one.method} ${one.path} ${one.auth}`).sort()).toEqual([
    'DELETE /api/labels signature',
    'GET /api/oldest signature',
    'GET /api/parcels/:id signature',
    'POST /api/parcels/:id signature',
    'PUT /api/older signature',
  ])
  expect(deeds(model)).toEqual(['send stripe refunds.create {id: params.id, amount: body.amount} [secret]'])
})

test('a sealed session says who is calling, and signing in fills it', async () => {
  const model = await functions(`
const session = () => useSession({ password: process.env.SESSION_SECRET })
export const enter = createServerFn({ method: 'POST' }).handler(async ({ data }) => { const s = await session(); await s.update({ userId: data.id }) })
export const leave = createServerFn({ method: 'POST' }).handler(async () => { const s = await session(); await s.clear() })
export const mine = createServerFn().handler(async () => {
  const s = await session()
  if (!s.data.userId) throw new Error('sign in')
  return (await admin.from('orders').select('*')).data
})`)
  expect(model.routes.map(one => `${one.path} ${one.auth} ${one.effects.map(effect => effect.kind).join()}`)).toEqual([
    'enter public session',
    'leave public session',
    'mine session query,respond',
  ])
})

test('addresses of routes', () => {
  expect(addressOfRoute('/shop/_auth/(admin)/orders_/$orderId/$')).toBe('/shop/orders/:orderId/*')
  expect(addressOfFile('src/routes/api/users.$id.ts')).toBe('/api/users/:id')
  expect(addressOfFile('src/routes/sitemap[.]xml.ts')).toBe('/sitemap.xml')
  expect(addressOfFile('src/lib/x.ts')).toBeUndefined()
})

test('without TanStack Start nothing of it is a door', async () => {
  const file = { 'src/lib/a.ts': `import { createServerFn } from './own'\nexport const a = createServerFn().handler(() => 1)` }
  expect((await readApp(file, { vite: '7' })).routes).toEqual([])
})

test('a client that is made when first asked for, in a branch or a `try`, is the client from then on', async () => {
  const ask = (name: string) => `export const ${name} = createServerFn().handler(async () => {
  const { lazy } = await import('./client.server')
  try { await lazy.from('orders').delete().eq('id', 1) } catch { return null }
})`
  const names = Array.from({ length: 16 }, (_, index) => `drop${index}`)
  const model = await functions(names.map(ask).join('\n'), {
    'src/lib/client.server.ts': `import { createClient } from '@supabase/supabase-js'
let kept
function client() { kept ??= createClient(process.env.URL, process.env.SUPABASE_SERVICE_ROLE_KEY); return kept }
export const lazy = new Proxy({}, { get(_, name) { return client()[name] } })`,
  })
  expect(model.routes.filter(one => one.tables.includes('orders'))).toHaveLength(16)
})
