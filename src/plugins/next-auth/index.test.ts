import { expect, test } from 'vitest'
import { deed, readApp, route, spell } from '../app.fixture.js'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"
const WORK = 'await prisma.order.deleteMany({ where: { id: 1 } })\n  return Response.json({})'

const app = (files: Record<string, string>): ReturnType<typeof readApp> => readApp(files, { next: '15', 'next-auth': '5' })

const AUTH = `${PRISMA}
import NextAuth from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import bcrypt from 'bcryptjs'
export const { handlers, auth, signIn, signOut } = NextAuth({
  session: { strategy: 'jwt' },
  providers: [Credentials({ async authorize(credentials) {
    const user = await prisma.user.findUnique({ where: { email: credentials.email } })
    return user && (await bcrypt.compare(credentials.password, user.password)) ? user : null
  } })],
  callbacks: { authorized({ auth, request }) {
    if (request.nextUrl.pathname.startsWith('/api/admin')) return !!auth?.user
    return true
  } },
})`

test('version 5: routes of its own, sessions, wrapped handlers', async () => {
  const model = await app({
    'auth.ts': AUTH,
    'app/api/auth/[...nextauth]/route.ts': "import { handlers } from '../../../../auth'\nexport const { GET, POST } = handlers",
    'app/api/a/route.ts': `${PRISMA}import { auth } from '../../../auth'\nexport async function GET() {\n  const session = await auth()\n  if (!session?.user) return new Response(null, { status: 401 })\n  ${WORK}\n}`,
    'app/api/b/route.ts': `${PRISMA}import { auth } from '../../../auth'\nexport const GET = auth(async req => {\n  if (!req.auth) return new Response(null, { status: 401 })\n  ${WORK}\n})`,
    'app/api/c/route.ts': `${PRISMA}import { auth } from '../../../auth'\nexport async function GET() {\n  await auth()\n  ${WORK}\n}`,
    'app/actions.ts':
      "'use server'\nimport { signIn } from '../auth'\nexport async function login(formData: FormData) {\n  await signIn('credentials', formData)\n}",
  })
  expect(['/api/a', '/api/b', '/api/c', '/api/auth/:nextauth*'].map(path => route(model, 'GET', path).auth)).toEqual([
    'session',
    'session',
    'open',
    'public',
  ])
  const signIn = route(model, 'POST', '/api/auth/:nextauth*')
  expect(signIn.effects.map(deed)).toEqual(['query read user', 'compare', 'session', 'respond empty  null'])
  expect(route(model, 'ACTION', 'login').effects.map(deed)).toEqual(['query read user', 'compare', 'session'])
  expect(spell(model.setups.find(one => one.what === 'auth')!.options)).toContain('session: {strategy: "jwt"}')
})

test('version 5: middleware asks as its callback says', async () => {
  const handler = `${PRISMA}export async function POST() {\n  ${WORK}\n}`
  const model = await app({
    'auth.ts': AUTH,
    'middleware.ts': "export { auth as middleware } from './auth'",
    'app/api/admin/route.ts': handler,
    'app/api/other/route.ts': handler,
  })
  expect(['/api/admin', '/api/other'].map(path => route(model, 'POST', path).auth)).toEqual(['session', 'open'])
})

const V4 = `${PRISMA}
import { getServerSession } from 'next-auth'
import { getToken } from 'next-auth/jwt'
import { authOptions } from '../../../lib/auth'
`
test('version 4: sessions, tokens, middleware', async () => {
  const model = await app({
    'lib/auth.ts': 'export const authOptions = { providers: [] }',
    'app/api/auth/[...nextauth]/route.ts':
      "import NextAuth from 'next-auth'\nimport { authOptions } from '../../../../lib/auth'\nconst handler = NextAuth(authOptions)\nexport { handler as GET, handler as POST }",
    'app/api/a/route.ts': `${V4}export async function GET() {\n  const session = await getServerSession(authOptions)\n  if (!session) return new Response(null, { status: 401 })\n  ${WORK}\n}`,
    'app/api/b/route.ts': `${V4}export async function GET(req) {\n  const token = await getToken({ req })\n  if (token?.role !== 'admin') return new Response(null, { status: 403 })\n  ${WORK}\n}`,
    'app/api/c/route.ts': `${V4}export async function GET() {\n  ${WORK}\n}`,
    'app/api/d/route.ts': `${V4}export async function GET() {\n  ${WORK}\n}`,
    'middleware.ts': "export { default } from 'next-auth/middleware'\nexport const config = { matcher: ['/api/d/:path*'] }",
  })
  expect(['/api/a', '/api/b', '/api/c', '/api/d', '/api/auth/:nextauth*'].map(path => route(model, 'GET', path).auth)).toEqual([
    'session',
    'role',
    'open',
    'session',
    'public',
  ])
})

test('version 4: `withAuth` asks for a role', async () => {
  const model = await app({
    'middleware.ts':
      "import { withAuth } from 'next-auth/middleware'\nexport default withAuth({ callbacks: { authorized: ({ token }) => token?.role === 'admin' } })",
    'app/api/a/route.ts': `${PRISMA}export async function POST() {\n  ${WORK}\n}`,
  })
  expect(route(model, 'POST', '/api/a').auth).toBe('role')
})
