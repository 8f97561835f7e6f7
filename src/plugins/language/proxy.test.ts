import { expect, test } from 'vitest'
import { deeds, readApp, route } from '../app.fixture.js'
import { queriesOf } from '../queries.fixture.js'

const WEBHOOK = `import { stripe } from '../../../lib/stripe'
import { db } from '../../../lib/db'
export async function POST(request) {
  const event = stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature'), process.env.STRIPE_WEBHOOK_SECRET)
  await db.order.update({ where: { id: event.data.object.id }, data: { paid: true } })
  await stripe.refunds.create({ charge: 'ch_1' })
  return Response.json({})
}`

test('a client that a proxy makes at first use is that client', async () => {
  const model = await readApp(
    {
      'app/api/hook/route.js': WEBHOOK,
      'lib/stripe.js': `import Stripe from 'stripe'
let instance = null
function getStripe() { if (!instance) { instance = new Stripe(process.env.STRIPE_SECRET_KEY) } return instance }
export const stripe = new Proxy({}, { get(_target, prop) { const value = getStripe()[prop]; return typeof value === 'function' ? value.bind(getStripe()) : value } })`,
      'lib/db.js': `import { PrismaClient } from '@prisma/client'
const make = () => new PrismaClient()
export const db = new Proxy({}, { get: (target, prop, receiver) => Reflect.get(make(), prop, receiver) })`,
    },
    { next: '16', stripe: '18', '@prisma/client': '6' },
  )
  expect(route(model, 'POST', '/api/hook').auth).toBe('signature')
  expect(queriesOf(model)).toEqual(['update order returning where id = event(stripe).data.object.id data {paid: true}'])
  expect(deeds(model).some(one => one.startsWith('send stripe refunds.create') && one.endsWith('[signature]'))).toBe(true)
})

test('methods called on the proxy itself are those of the client; without a trap the target answers', async () => {
  const model = await readApp(
    {
      'app/api/list/route.js': `import { supabase } from '../../../lib/supabase'
export async function GET() { const { data } = await supabase.from('orders').select('id'); return Response.json(data) }`,
      'lib/supabase.js': `import { createClient } from '@supabase/supabase-js'
const made = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_SERVICE_ROLE_KEY)
const lazy = new Proxy(made, { set: () => false })
export const supabase = new Proxy({}, { get(_, name) { const value = lazy[name]; if (typeof value === 'function') return value.bind(lazy); return value } })`,
    },
    { next: '16', '@supabase/supabase-js': '2' },
  )
  expect(queriesOf(model)).toEqual(['read orders(id)'])
})
