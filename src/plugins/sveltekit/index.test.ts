import { expect, test } from 'vitest'
import { deeds, readApp, route } from '../app.fixture.js'
import { addressOfFolder } from './path.js'

const PACKAGES = { '@sveltejs/kit': '2', '@prisma/client': '6', stripe: '18', zod: '3' }
const LIB = {
  'src/lib/server/db.ts': `import { PrismaClient } from '@prisma/client'
import Stripe from 'stripe'
import { STRIPE_KEY } from '$env/static/private'
export const db = new PrismaClient()
export const stripe = new Stripe(STRIPE_KEY)`,
}
const read = (files: Record<string, string>) => readApp({ ...LIB, ...files }, PACKAGES)
const DB = `import { db, stripe } from '$lib/server/db'\n`
const listed = (model: Awaited<ReturnType<typeof read>>) => model.routes.map(one => `${one.method} ${one.path} ${one.kind} ${one.auth}`)

test('endpoints, pages and forms by the place of their files', async () => {
  const model = await read({
    'src/routes/(shop)/api/orders/[id=number]/+server.ts': `${DB}import { json } from '@sveltejs/kit'
export const GET = async ({ params }) => json(await db.order.findUnique({ where: { id: params.id } }))
export async function DELETE({ params }) { await db.order.delete({ where: { id: params.id } }); return new Response(null) }`,
    'src/routes/cart/+page.server.ts': `${DB}
export const load = async () => ({ orders: await db.order.findMany() })
export const actions = {
  default: async ({ request }) => { const form = await request.formData(); await stripe.refunds.create({ amount: form.get('amount') }) },
}`,
    'src/routes/cart/more/+page.server.ts': `${DB}export const actions = { drop: async ({ request }) => { await db.order.deleteMany() } }`,
    'src/lib/+server.ts': 'export const GET = () => new Response("")',
  })
  expect(listed(model)).toEqual([
    'GET /api/orders/:id http open',
    'DELETE /api/orders/:id http open',
    'GET /cart page public',
    'POST /cart http public',
    'POST /cart/more?/drop http open',
  ])
  expect(deeds(model)).toContain('send stripe refunds.create {amount: body.amount:text}')
})

const HOOKS = (asks: string) => `import { sequence } from '@sveltejs/kit/hooks'
import { redirect } from '@sveltejs/kit'
import { db } from '$lib/server/db'
const RULES = [{ prefix: '/staff', role: 'admin' }, { prefix: '/api/staff', role: 'admin' }]
const who = async ({ event, resolve }) => {
  const token = event.cookies.get('session')
  const session = token ? await db.session.findUnique({ where: { id: token }, include: { user: true } }) : null
  event.locals.user = session?.user ?? null
  return resolve(event)
}
const asks = async ({ event, resolve }) => { ${asks}; return resolve(event) }
export const handle = sequence(who, asks)`
const STAFF = {
  'src/routes/api/staff/orders/+server.ts': `${DB}export const POST = async () => { await db.order.deleteMany(); return new Response('') }`,
}

test('hooks stand before every route: what they ask for there, and what they leave on locals', async () => {
  const mine = {
    'src/routes/api/mine/+server.ts': `${DB}import { error } from '@sveltejs/kit'
export const POST = async ({ locals }) => { if (!locals.user) error(401); await db.order.deleteMany(); return new Response('') }`,
    'src/routes/api/any/+server.ts': `${DB}export const POST = async ({ locals }) => { console.log(locals.user); await db.order.deleteMany(); return new Response('') }`,
  }
  const authOf = async (asks: string) =>
    listed(await read({ 'src/hooks.server.ts': HOOKS(asks), ...STAFF, ...mine })).map(one => one.split(' ').slice(1).join(' '))
  expect(await authOf('')).toEqual(['/api/any http open', '/api/mine http session', '/api/staff/orders http open'])
  expect(
    await authOf(
      "const rule = RULES.find(one => event.url.pathname.startsWith(one.prefix)); if (rule && event.locals.user?.role !== rule.role) throw redirect(303, '/')",
    ),
  ).toEqual(['/api/any http open', '/api/mine http session', '/api/staff/orders http role'])
})

test('a layout that turns people away keeps nobody from the data of a page; a page that waits for it is kept', async () => {
  const files = (body: string) => ({
    'src/hooks.server.ts': HOOKS(''),
    'src/routes/staff/+layout.server.ts': `import { redirect } from '@sveltejs/kit'
export const load = async ({ locals }) => { if (!locals.user) redirect(303, '/login'); return { user: locals.user } }`,
    'src/routes/staff/orders/+page.server.ts': `${DB}export const load = async ({ parent }) => { ${body} return { orders: await db.order.findMany() } }`,
  })
  const authOf = async (body: string) => route(await read(files(body)), 'GET', '/staff/orders').auth
  expect(await authOf('')).toBe('weak')
  expect(await authOf('await parent();')).toBe('session')
})

test('`fail` answers, cookies are closed unless the app opens them, forms with a schema are checked', async () => {
  const model = await readApp(
    {
      ...LIB,
      'src/routes/login/+page.server.ts': `import { fail } from '@sveltejs/kit'\nimport { superValidate } from 'sveltekit-superforms'\nimport { zod } from 'sveltekit-superforms/adapters'\nimport { z } from 'zod'\nimport { db, stripe } from '$lib/server/db'
export const actions = { default: async ({ request, cookies }) => {
  const form = await superValidate(request, zod(z.object({ email: z.string().email() })))
  if (!form.valid) return fail(400, { form })
  cookies.set('session', 'x', { path: '/' })
  await db.order.create({ data: { email: form.data.email } })
} }`,
    },
    PACKAGES,
  )
  const [one] = model.routes
  expect(one!.validated).toBe('yes')
  expect(one!.effects.map(effect => (effect.kind === 'respond' ? effect.status : effect.kind))).toEqual([400, 'session', 'query'])
  const cookie = one!.effects.find(effect => effect.kind === 'session')
  expect(JSON.stringify(cookie)).toContain('httpOnly')
})

test('addresses of folders', () => {
  expect(addressOfFolder('(app)/shop/[[lang]]/[...rest]')).toBe('/shop/:lang?/:rest*')
  expect(addressOfFolder('')).toBe('/')
})
