import { expect, test } from 'vitest'
import { deeds, readApp } from '../app.fixture.js'

const PACKAGES = { astro: '5', '@prisma/client': '6', stripe: '18', zod: '3' }
const LIB = {
  'src/lib/db.ts': `import { PrismaClient } from '@prisma/client'
import Stripe from 'stripe'
export const db = new PrismaClient()
export const stripe = new Stripe(import.meta.env.STRIPE_KEY)`,
}
const DB = `import { db, stripe } from '../../lib/db'\n`
const read = (files: Record<string, string>, packages: Record<string, string> = PACKAGES) => readApp({ ...LIB, ...files }, packages)
const listed = (model: Awaited<ReturnType<typeof read>>) => model.routes.map(one => `${one.method} ${one.path} ${one.kind} ${one.auth}`)

test('endpoints by the place of their files, and nothing else below the pages', async () => {
  const model = await read({
    'src/pages/api/orders/[id].ts': `import { db, stripe } from '../../../lib/db'
export const DELETE = async ({ params }) => { await db.order.delete({ where: { id: params.id } }); return new Response(null) }
export async function POST({ request, params }) { const { amount } = await request.json(); await stripe.refunds.create({ amount, id: params.id }); return Response.json({}) }`,
    'src/pages/api/_shared.ts': `export const GET = () => new Response('')`,
    'src/pages/robots.txt.ts': `export const GET = () => new Response('')`,
    'src/lib/x.ts': `export const GET = () => new Response('')`,
  })
  expect(listed(model)).toEqual(['POST /api/orders/:id http public', 'DELETE /api/orders/:id http open', 'GET /robots.txt http public'])
  expect(deeds(model)[0]).toBe('send stripe refunds.create {amount: body.amount, id: params.id}')
})

const MIDDLEWARE = `import { defineMiddleware, sequence } from 'astro:middleware'
import { db } from './lib/db'
const who = defineMiddleware(async (context, next) => {
  const token = context.cookies.get('session_token')?.value
  context.locals.user = token ? (await db.session.findUnique({ where: { token }, include: { user: true } }))?.user : null
  return next()
})
const gate = defineMiddleware((context, next) => {
  if (context.url.pathname.startsWith('/api/staff') && context.locals.user?.role !== 'admin') return new Response('no', { status: 403 })
  return next()
})
export const onRequest = sequence(who, gate)`

test('middleware guards the addresses that it names, and leaves what it found on locals', async () => {
  const wipe = (how = '') =>
    `${DB}export const POST = async ({ locals }) => { ${how} await db.order.deleteMany(); return new Response('') }`
  const model = await read({
    'src/middleware.ts': MIDDLEWARE,
    'src/pages/api/staff.ts': wipe(),
    'src/pages/api/mine.ts': wipe("if (!locals.user) return new Response('no', { status: 401 });"),
    'src/pages/api/any.ts': wipe('console.log(locals.user);'),
  })
  expect(listed(model)).toEqual(['POST /api/any http open', 'POST /api/mine http session', 'POST /api/staff http role'])
})

test('actions are doors, with what they accept checked', async () => {
  const model = await read({
    'src/actions/index.ts': `import { ActionError, defineAction } from 'astro:actions'
import { z } from 'astro:schema'
import { z as plain } from 'zod'
import { db } from '../lib/db'
export const server = {
  cart: { drop: defineAction({ input: plain.object({ id: plain.string() }), handler: async (input, context) => {
    if (!context.locals.user) throw new ActionError({ code: 'UNAUTHORIZED' })
    await db.order.delete({ where: { id: input.id } })
  } }) },
  wipe: defineAction({ handler: async () => { await db.order.deleteMany() } }),
}`,
    'src/middleware.ts': MIDDLEWARE,
  })
  expect(listed(model)).toEqual(['ACTION cart.drop action session', 'ACTION wipe action open'])
})

test('without Astro these are files like any other', async () => {
  expect((await read({ 'src/pages/api/a.ts': `export const GET = () => new Response('')` }, { vite: '7' })).routes).toEqual([])
})
