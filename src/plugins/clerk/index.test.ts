import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const PRISMA = "import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n"
const WORK = 'await prisma.order.deleteMany({ where: { id: 1 } })\n  return Response.json({})'
const handler = (head: string, imports = "import { auth, currentUser } from '@clerk/nextjs/server'"): string =>
  `${PRISMA}${imports}\nexport async function POST(req) {\n  ${head}\n  ${WORK}\n}`

test('what asks for a user, and what does not', async () => {
  const model = await readApp(
    {
      'app/api/a/route.ts': handler('const { userId } = await auth()\n  if (!userId) return new Response(null, { status: 401 })'),
      'app/api/b/route.ts': handler('await auth.protect()'),
      'app/api/c/route.ts': handler('const user = await currentUser()\n  if (!user) return new Response(null, { status: 401 })'),
      'app/api/d/route.ts': handler(
        "const { has } = await auth()\n  if (!has({ role: 'org:admin' })) return new Response(null, { status: 403 })",
      ),
      'app/api/e/route.ts': handler('const { userId } = await auth()'),
      'app/api/f/route.ts': handler('const { userId, redirectToSignIn } = await auth()\n  if (!userId) return redirectToSignIn()'),
    },
    { next: '15' },
  )
  expect(['a', 'b', 'c', 'd', 'e', 'f'].map(name => route(model, 'POST', `/api/${name}`).auth)).toEqual([
    'session',
    'session',
    'session',
    'role',
    'open',
    'session',
  ])
})

const routed = async (middleware: string): Promise<string[]> => {
  const model = await readApp(
    { 'middleware.ts': middleware, 'app/api/private/route.ts': handler(''), 'app/api/open/route.ts': handler('') },
    { next: '15' },
  )
  return ['/api/private', '/api/open'].map(path => route(model, 'POST', path).auth)
}
const MATCHER = "export const config = { matcher: ['/((?!_next|[^?]*\\\\.(?:html?|css|js)).*)', '/(api|trpc)(.*)'] }"

test.each([
  [
    "import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'\nconst isPrivate = createRouteMatcher(['/api/private(.*)'])\nexport default clerkMiddleware(async (auth, req) => { if (isPrivate(req)) await auth.protect() })",
  ],
  [
    "import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'\nconst isPublic = createRouteMatcher(['/', '/api/open(.*)'])\nexport default clerkMiddleware((auth, req) => { if (!isPublic(req)) auth().protect() })",
  ],
  ["import { authMiddleware } from '@clerk/nextjs'\nexport default authMiddleware({ publicRoutes: ['/api/open'] })"],
])('middleware covers what it names: %s', async middleware => {
  expect(await routed(`${middleware}\n${MATCHER}`)).toEqual(['session', 'open'])
})

test('middleware without a rule asks for nothing', async () => {
  expect(await routed(`import { clerkMiddleware } from '@clerk/nextjs/server'\nexport default clerkMiddleware()\n${MATCHER}`)).toEqual([
    'open',
    'open',
  ])
})

test('Express', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'\nimport { clerkMiddleware, requireAuth, getAuth } from '@clerk/express'\n${PRISMA}const app = express()\napp.use(clerkMiddleware())
app.post('/a', requireAuth(), (req, res) => prisma.order.deleteMany())
app.post('/b', (req, res) => { const { userId } = getAuth(req); if (!userId) return res.status(401).end(); prisma.order.deleteMany() })
app.post('/c', (req, res) => { if (!req.auth.userId) return res.status(401).end(); prisma.order.deleteMany() })
app.post('/d', (req, res) => { prisma.order.deleteMany() })
app.listen(3000)`,
  })
  expect(['a', 'b', 'c', 'd'].map(name => route(model, 'POST', `/${name}`).auth)).toEqual(['session', 'session', 'session', 'open'])
})
