import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (files: Record<string, string>) => findingsIn('access/weak-guard', files)
const server = (routes: string, head = '') => ({
  'prisma/schema.prisma': 'model Order {\nid String @id\n userId String\n total Int\n}\nmodel Product {\nid String @id\n name String\n}',
  'src/server.ts': `import express from 'express'\nimport { PrismaClient } from '@prisma/client'\n${head}\nconst app = express()\nconst prisma = new PrismaClient()\n${routes}\napp.listen(3000)`,
})

test('finds an identity that the address names', async () => {
  const found = await find(
    server(`app.get('/api/orders', async (req, res) => {
  if (!req.query.user) return res.status(401).json({ error: 'Sign in' })
  res.json(await prisma.order.findMany({ where: { userId: String(req.query.user) } }))
})`),
  )
  expect(found).toEqual([
    'src/server.ts:7 high What keeps `GET /api/orders` from everyone is this alone: `query.user` only has to be there; it answers with rows of `Order`.',
  ])
})

test('tells one guard that covers several routes once', async () => {
  const found = await find(
    server(
      `app.delete('/api/products/:id', guard, async (req, res) => { await prisma.product.delete({ where: { id: req.params.id } }); res.json({}) })
app.put('/api/products/:id', guard, async (req, res) => { await prisma.product.update({ where: { id: req.params.id }, data: { name: req.body.name } }); res.json({}) })`,
      "function guard(req, res, next) { if (req.headers['x-admin'] !== 'yes') return res.sendStatus(403); next() }",
    ),
  )
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/^src\/server\.ts:3 critical What keeps `DELETE \/api\/products\/:id` and 1 more /)
})

test('reports where the library should have been mounted', async () => {
  const found = await find(
    server(`// setupAuth(app)
app.delete('/api/products/:id', (req, res, next) => (req.isAuthenticated() ? next() : res.sendStatus(401)), async (req, res) => { await prisma.product.delete({ where: { id: req.params.id } }); res.json({}) })`),
  )
  expect(found).toEqual([
    'src/server.ts:6 high `DELETE /api/products/:id` relies on `req.isAuthenticated()`, which nothing provides: the set-up of the library is never called.',
  ])
})

test('passes a secret of the server, and a header that guards nothing', async () => {
  const found = await find(
    server(`app.post('/api/jobs/clean', async (req, res) => {
  if (!process.env.JOB_SECRET || req.headers['x-job-secret'] !== process.env.JOB_SECRET) return res.sendStatus(403)
  await prisma.order.deleteMany({ where: { total: 0 } })
  res.json({ ok: true })
})
app.get('/api/products', async (req, res) => {
  const products = await prisma.product.findMany()
  if (req.headers['x-format'] === 'short') return res.json(products.length)
  res.json(products)
})`),
  )
  expect(found).toEqual([])
})

test('reads in the migrations what a function of the database does with the token it is handed', async () => {
  const files = (body: string) => ({
    'package.json': JSON.stringify({ dependencies: { '@supabase/supabase-js': '2.0.0' } }),
    'supabase/migrations/20250101000000_staff.sql': `create table public.staff_sessions (session_token text primary key, staff_id uuid not null, expires_at timestamptz not null);
create table public.members (id uuid primary key, email text not null);
create function public.validate_staff_session(p_token text) returns table (staff_id uuid, is_valid boolean) language plpgsql security definer set search_path = public as $$
begin ${body} end $$;`,
    'supabase/config.toml': '[functions.members]\nverify_jwt = false\n',
    'supabase/functions/members/index.ts': `import { createClient } from 'https://esm.sh/@supabase/supabase-js@2'
Deno.serve(async req => {
  const db = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  const header = req.headers.get('Authorization')
  if (!header) return new Response('no', { status: 401 })
  const { data, error } = await db.rpc('validate_staff_session', { p_token: header.replace('Bearer ', '') })
  if (error || !data?.[0]?.is_valid) return new Response('no', { status: 401 })
  const { id } = await req.json()
  await db.from('members').delete().eq('id', id)
  return new Response('gone')
})`,
  })
  expect(
    await find(
      files('return query select s.staff_id, true from public.staff_sessions s where s.session_token = p_token and s.expires_at > now();'),
    ),
  ).toEqual([])
  // It never looks at what it was handed.
  expect(await find(files('return query select s.staff_id, true from public.staff_sessions s limit 1;'))).toEqual([
    expect.stringContaining('What keeps `POST /functions/v1/members` from everyone is this alone'),
  ])
})

test('passes what the server keeps under the token of a cookie', async () => {
  const kept = `const signedIn = { byToken: {}, of(token) { return token ? this.byToken[token] : undefined } }
app.post('/login', async (req, res) => { signedIn.byToken[req.body.token] = await prisma.user.findFirst({ where: { password: req.body.password } }); res.json({}) })`
  const found = await find(
    server(`${kept}
app.delete('/api/orders', async (req, res) => {
  const user = signedIn.of(req.cookies.token)
  if (!user) return res.sendStatus(401)
  await prisma.order.deleteMany()
  res.json({})
})`),
  )
  expect(found).toEqual([])
})

test('says less of a function that refuses strangers for some of what it does', async () => {
  const found = await find({
    'supabase/config.toml': '[functions.sellers]\nverify_jwt = true\n',
    'supabase/functions/sellers/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
import Stripe from 'npm:stripe@17'
Deno.serve(async req => {
  const db = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY')!)
  const { action, payload } = await req.json()
  const isPublic = ['checkout'].includes(action)
  const token = req.headers.get('Authorization')
  if (!token && !isPublic) return new Response('Sign in', { status: 401 })
  let user = null
  if (token) {
    const { data, error } = await db.auth.getUser(token.replace('Bearer ', ''))
    if (error || !data.user) {
      if (!isPublic) return new Response('Sign in', { status: 401 })
    } else {
      user = data.user
      await db.from('profiles').update({ seen_at: new Date() }).eq('id', user.id)
    }
  }
  if (action === 'payout') await stripe.payouts.create({ amount: payload.amount, currency: 'eur' }, { stripeAccount: payload.account })
  return new Response('ok')
})`,
  })
  expect(found).toEqual([
    'supabase/functions/sellers/index.ts:3 medium `POST /functions/v1/sellers` asks who is calling, and as far as could be read not on every way: with the public key alone it calls `payouts.create` at Stripe.',
  ])
})
