import { expect, test } from 'vitest'
import { deeds, readApp, route } from '../app.fixture.js'
import { addressOfFile } from './path.js'

const PACKAGES = { nuxt: '4', '@prisma/client': '6', stripe: '18', zod: '3' }
const UTILS = {
  'server/utils/db.ts': `import { PrismaClient } from '@prisma/client'
import Stripe from 'stripe'
export const db = new PrismaClient()
export const useStripe = () => new Stripe(useRuntimeConfig().stripeKey)`,
  'server/utils/require-staff.ts': `export default async function (event) {
  const { user } = await requireUserSession(event)
  if (user.role !== 'admin') throw createError({ statusCode: 403 })
  return user
}`,
}
const read = (files: Record<string, string>, packages: Record<string, string> = PACKAGES) => readApp({ ...UTILS, ...files }, packages)
const listed = (model: Awaited<ReturnType<typeof read>>) => model.routes.map(one => `${one.method} ${one.path} ${one.auth}`)

test('addresses by the names of files', () => {
  expect(addressOfFile('api/orders/[id].put.ts')).toEqual({ path: '/api/orders/:id', method: 'PUT' })
  expect(addressOfFile('api/orders/index.get.ts')).toEqual({ path: '/api/orders', method: 'GET' })
  expect(addressOfFile('routes/feed/[...rest].ts')).toEqual({ path: '/feed/:rest*', method: undefined })
  expect(addressOfFile('utils/db.ts')).toBeUndefined()
  expect(addressOfFile('api/orders.test.ts')).toBeUndefined()
})

test('names that nobody imports are found: those of the framework, and the utils of the app', async () => {
  const model = await read({
    'server/api/refund.post.ts': `export default defineEventHandler(async event => {
  const { amount } = await readBody(event)
  await useStripe().refunds.create({ amount, by: getQuery(event).by, id: getRouterParam(event, 'id'), from: getCookie(event, 'c') })
  return { ok: true }
})`,
    'server/api/orders/[id].ts': `export default defineEventHandler(async event => {
  if (event.method === 'DELETE') { await db.order.delete({ where: { id: event.context.params.id } }); return null }
  if (event.method === 'GET') return db.order.findMany()
})`,
  })
  expect(listed(model)).toEqual(['DELETE /api/orders/:id open', 'GET /api/orders/:id open', 'POST /api/refund open'])
  expect(deeds(model).join()).toContain('send stripe refunds.create {amount: body.amount, by: query.by, id: params.id, from: cookies.c')
})

test('a helper that throws guards, the presence of a session alone does not; the body is checked where a schema looked at it', async () => {
  const model = await read({
    'server/api/a.post.ts': `export default defineEventHandler(async event => { await requireStaff(event); await db.order.deleteMany() })`,
    'server/api/b.post.ts': `export default defineEventHandler(async event => { const s = await getUserSession(event); console.log(s.user); await db.order.deleteMany() })`,
    'server/api/c.post.ts': `export default defineEventHandler(async event => { const { user } = await getUserSession(event); if (!user) throw createError({ statusCode: 401 }); await db.order.deleteMany() })`,
    'server/api/d.post.ts': `import { z } from 'zod'
export default defineEventHandler(async event => { await requireUserSession(event); const data = await readValidatedBody(event, z.object({ name: z.string() }).parse); await db.order.create({ data }) })`,
    'server/api/e.post.ts': `export default defineEventHandler(async event => { await requireUserSession(event); await db.order.create({ data: await readBody(event) }) })`,
  })
  expect(model.routes.map(one => `${one.path} ${one.auth} ${one.validated}`)).toEqual([
    '/api/a role none',
    '/api/b open none',
    '/api/c session none',
    '/api/d session yes',
    '/api/e session no',
  ])
})

test('middleware stands before the addresses that it names, and what it leaves on the context is there', async () => {
  const model = await read({
    'server/middleware/1.who.ts': `export default defineEventHandler(async event => {
  const token = getCookie(event, 'session_token')
  event.context.user = token ? (await db.session.findUnique({ where: { token }, include: { user: true } }))?.user : null
})`,
    'server/middleware/2.gate.ts': `export default defineEventHandler(event => {
  if (!event.path.startsWith('/api/staff')) return
  if (event.context.user?.role !== 'admin') throw createError({ statusCode: 403 })
})`,
    'server/api/staff/orders.delete.ts': 'export default defineEventHandler(async () => { await db.order.deleteMany() })',
    'server/api/open.delete.ts': 'export default defineEventHandler(async () => { await db.order.deleteMany() })',
    'server/api/mine.delete.ts':
      'export default defineEventHandler(async event => { if (!event.context.user) throw createError({ statusCode: 401 }); await db.order.deleteMany() })',
  })
  expect(listed(model)).toEqual(['DELETE /api/mine session', 'DELETE /api/open open', 'DELETE /api/staff/orders role'])
})

test('settings of the app are variables, public or not', async () => {
  const model = await read({
    'server/api/config.get.ts':
      'export default defineEventHandler(() => { const c = useRuntimeConfig(); return { a: c.public.siteUrl, b: c.mail.apiKey } })',
  })
  const [one] = route(model, 'GET', '/api/config').effects
  expect(JSON.stringify(one)).toContain('NUXT_PUBLIC_SITE_URL')
})

test('without Nuxt these are files like any other', async () => {
  expect((await read({ 'server/api/a.get.ts': 'export default defineEventHandler(() => 1)' }, { vue: '3' })).routes).toEqual([])
})
