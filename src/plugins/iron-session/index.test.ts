import { expect, test } from 'vitest'
import { deed, readApp, route, spell } from '../app.fixture.js'

test('read, written, thrown away', async () => {
  const head =
    "import { PrismaClient } from '@prisma/client'\nimport { getIronSession } from 'iron-session'\nimport { cookies } from 'next/headers'\nconst prisma = new PrismaClient()\nconst open = async () => getIronSession(await cookies(), { password: process.env.SESSION_PASSWORD, cookieName: 's' })\n"
  const model = await readApp(
    {
      'app/api/a/route.ts': `${head}export async function POST() {\n  const session = await open()\n  if (!session.userId) return new Response(null, { status: 401 })\n  await prisma.order.deleteMany()\n}`,
      'app/api/login/route.ts': `${head}export async function POST(req) {\n  const session = await open()\n  session.userId = (await req.json()).id\n  await session.save()\n}`,
      'app/api/logout/route.ts': `${head}export async function POST() {\n  const session = await open()\n  session.destroy()\n}`,
    },
    { next: '15' },
  )
  expect(route(model, 'POST', '/api/a').auth).toBe('session')
  expect(route(model, 'POST', '/api/login').effects.map(deed)).toEqual(['session'])
  expect(route(model, 'POST', '/api/logout').effects).toMatchObject([{ kind: 'session', does: 'destroy' }])
  expect(spell(model.setups.find(one => one.what === 'session')!.options)).toBe('{password: env(SESSION_PASSWORD), cookieName: "s"}')
})
