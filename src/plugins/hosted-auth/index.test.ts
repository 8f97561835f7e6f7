import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const guarded = async (imports: string, head: string): Promise<string> => {
  const model = await readApp(
    {
      'app/api/a/route.ts': `import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n${imports}\nexport async function POST(req) {\n  ${head}\n  await prisma.order.deleteMany()\n}`,
    },
    { next: '15' },
  )
  return route(model, 'POST', '/api/a').auth
}
const REFUSE = 'return new Response(null, { status: 401 })'

test.each([
  ["import { getSession } from '@auth0/nextjs-auth0'", `const session = await getSession()\n  if (!session) ${REFUSE}`, 'session'],
  [
    "import { Auth0Client } from '@auth0/nextjs-auth0/server'\nconst auth0 = new Auth0Client()",
    `if (!(await auth0.getSession())) ${REFUSE}`,
    'session',
  ],
  [
    "import { getKindeServerSession } from '@kinde-oss/kinde-auth-nextjs/server'",
    `const { isAuthenticated } = getKindeServerSession()\n  if (!(await isAuthenticated())) ${REFUSE}`,
    'session',
  ],
  [
    "import { getKindeServerSession } from '@kinde-oss/kinde-auth-nextjs/server'",
    `const { getUser } = getKindeServerSession()\n  const user = await getUser()\n  if (!user) ${REFUSE}`,
    'session',
  ],
  [
    "import { StackServerApp } from '@stackframe/stack'\nconst app = new StackServerApp()",
    "await app.getUser({ or: 'redirect' })",
    'session',
  ],
  ["import { StackServerApp } from '@stackframe/stack'\nconst app = new StackServerApp()", 'await app.getUser()', 'open'],
  ["import { withAuth } from '@workos-inc/authkit-nextjs'", 'const { user } = await withAuth({ ensureSignedIn: true })', 'session'],
])('%s %s', async (imports, head, auth) => {
  expect(await guarded(imports, head)).toBe(auth)
})

test('a wrapped handler', async () => {
  const model = await readApp(
    {
      'pages/api/a.ts':
        "import { withApiAuthRequired } from '@auth0/nextjs-auth0'\nimport { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nexport default withApiAuthRequired(async function handler(req, res) { await prisma.order.deleteMany(); res.end() })",
    },
    { next: '14' },
  )
  expect(route(model, 'ALL', '/api/a').auth).toBe('session')
})
