import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const LIB = `import { createServerClient } from '@supabase/ssr'
import { createClient } from '@supabase/supabase-js'
import { cookies } from 'next/headers'
export const own = async () => createServerClient(process.env.URL, process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY, { cookies: await cookies() })
export const admin = createClient(process.env.URL, process.env.SUPABASE_SERVICE_ROLE_KEY)
`
const find = (body: string) =>
  findingsIn('sessions/unverified-session', {
    'package.json':
      '{ "name": "shop", "dependencies": { "next": "16.0.0", "@supabase/ssr": "0.7.0", "@supabase/supabase-js": "2.58.0", "@prisma/client": "6.8.0" } }',
    'lib/supabase.ts': LIB,
    'app/api/it/route.ts': `import { PrismaClient } from '@prisma/client'
import { own, admin } from '../../../lib/supabase'
const prisma = new PrismaClient()
export async function POST(request) {
  const supabase = await own()
  const body = await request.json()
${body}
  return Response.json({})
}`,
  })

test('finds rows changed with rights of the server for a user that only a cookie names', async () => {
  expect(
    await find(`  const { data: { session } } = await supabase.auth.getSession()
  if (!session) return new Response(null, { status: 401 })
  await prisma.order.create({ data: { userId: session.user.id, note: body.note } })`),
  ).toEqual(['app/api/it/route.ts:7 high `POST /api/it` knows the caller only from `getSession()`, which does not verify the cookie.'])
})

test('finds a role that is read from the cookie', async () => {
  expect(
    await find(`  const session = await supabase.auth.getSession()
  if (!session.data.session.user.app_metadata.isAdmin) return new Response(null, { status: 403 })
  await admin.auth.admin.updateUserById(body.userId, { app_metadata: { isAdmin: true } })`),
  ).toEqual([
    'app/api/it/route.ts:8 critical `POST /api/it` knows the caller only from `getSession()`, which does not verify the cookie, and asks it for a role.',
  ])
})

test('passes a user whom the auth server verified, also where a session is read besides', async () => {
  expect(
    await find(`  const { data: { user }, error } = await supabase.auth.getUser()
  if (error || !user) return new Response(null, { status: 401 })
  const { data: { session } } = await supabase.auth.getSession()
  if (!session) return new Response(null, { status: 401 })
  await prisma.order.create({ data: { userId: user.id, note: body.note } })`),
  ).toEqual([])
})

test('passes queries with the token of the caller, which the database verifies, and what anybody may see', async () => {
  expect(
    await find(`  const { data: { session } } = await supabase.auth.getSession()
  if (!session) return new Response(null, { status: 401 })
  await supabase.from('orders').insert({ user_id: session.user.id, note: body.note })
  return Response.json(await prisma.product.findMany({ take: 20 }))`),
  ).toEqual([])
})
