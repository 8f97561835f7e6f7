import { expect, test } from 'vitest'
import { deed, readApp, route } from '../app.fixture.js'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"

test('sessions, its own routes, what it does as the caller', async () => {
  const model = await readApp(
    {
      'lib/auth.ts': "import { betterAuth } from 'better-auth'\nexport const auth = betterAuth({ emailAndPassword: { enabled: true } })",
      'app/api/auth/[...all]/route.ts':
        "import { auth } from '../../../../lib/auth'\nimport { toNextJsHandler } from 'better-auth/next-js'\nexport const { GET, POST } = toNextJsHandler(auth)",
      'app/api/a/route.ts': `${PRISMA}import { auth } from '../../../lib/auth'\nimport { headers } from 'next/headers'\nexport async function POST() {\n  const session = await auth.api.getSession({ headers: await headers() })\n  if (!session) return new Response(null, { status: 401 })\n  await prisma.order.deleteMany()\n}`,
      'app/api/b/route.ts': `${PRISMA}import { getSessionCookie } from 'better-auth/cookies'\nexport async function POST(req) {\n  if (!getSessionCookie(req)) return new Response(null, { status: 401 })\n  await prisma.order.deleteMany()\n}`,
      'app/actions.ts':
        "'use server'\nimport { auth } from '../lib/auth'\nimport { headers } from 'next/headers'\nexport async function login(formData: FormData) { await auth.api.signInEmail({ body: { email: formData.get('email') } }) }\nexport async function change(formData: FormData) { await auth.api.changePassword({ headers: await headers(), body: {} }) }",
    },
    { next: '15' },
  )
  expect(
    [
      route(model, 'GET', '/api/auth/:all*'),
      route(model, 'POST', '/api/auth/:all*'),
      route(model, 'POST', '/api/a'),
      route(model, 'POST', '/api/b'),
      route(model, 'ACTION', 'login'),
      route(model, 'ACTION', 'change'),
    ].map(one => one.auth),
  ).toEqual(['public', 'public', 'session', 'weak', 'public', 'session'])
  expect(route(model, 'ACTION', 'login').effects.map(deed)).toEqual(['session'])
  expect(model.setups).toMatchObject([{ what: 'auth', library: 'better-auth' }])
})
