import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (next: string, more: Readonly<Record<string, string>> = { 'app/page.tsx': 'export default () => <h1>Shop</h1>' }) =>
  findingsIn('access/outdated-next', { 'package.json': `{\n  "name": "shop",\n  "dependencies": { "next": "${next}" }\n}`, ...more })

test.each(['15.0.4', '15.1.0', '15.2.5', '15.3.0', '15.4.0-canary.47', '15.5.6', '16.0.0'])(
  'Next.js %s runs what a request says',
  async version =>
    expect(await app(version)).toEqual([
      `package.json:3 critical \`next@${version}\` has CVE-2025-55182: one request of a stranger runs code on the server.`,
    ]),
)

test.each(['15.0.5', '15.1.11', '15.2.6', '15.5.18', '16.0.10', '16.2.6', '14.2.35', '^15.1.0', '~15.1.0', 'latest', 'canary', '15.x'])(
  'passes Next.js %s',
  async version => expect(await app(version)).toEqual([]),
)

test('passes the pages router, which has no server components', async () => {
  expect(await app('15.1.0', { 'pages/index.tsx': 'export default () => <h1>Shop</h1>' })).toEqual([])
})

const guarded = (version: string, handler: string) =>
  findingsIn('access/outdated-next', {
    'package.json': `{\n  "name": "shop",\n  "dependencies": { "next": "${version}", "next-auth": "4.24.7", "@prisma/client": "5.0.0" }\n}`,
    'middleware.ts': `import { getToken } from 'next-auth/jwt'
import { NextResponse } from 'next/server'
export async function middleware(request) {
  if (!(await getToken({ req: request }))) return NextResponse.json({}, { status: 401 })
  return NextResponse.next()
}
export const config = { matcher: ['/api/orders/:path*'] }`,
    'pages/api/orders.ts': `import { PrismaClient } from '@prisma/client'
import { getServerSession } from 'next-auth'
const prisma = new PrismaClient()
export default async function handler(req, res) {
  ${handler}
}`,
    'prisma/schema.prisma': 'model Order {\n  id String @id\n  email String\n}',
  })

test('names what only the middleware guards', async () => {
  expect(await guarded('14.1.0', 'res.json(await prisma.order.findMany({ take: 9 }))')).toEqual([
    'package.json:3 high `next@14.1.0` has CVE-2025-29927: one header skips the middleware, and nothing else guards `ALL /api/orders`.',
  ])
})

test('passes what is guarded where the rows are read, what holds no rows, and later versions', async () => {
  const asks = 'if (!(await getServerSession(req, res))) return res.status(401).end()\n'
  expect(await guarded('14.1.0', `${asks}res.json(await prisma.order.findMany({ take: 9 }))`)).toEqual([])
  expect(await guarded('14.1.0', 'res.json({ ok: true })')).toEqual([])
  expect(await guarded('14.2.25', 'res.json(await prisma.order.findMany({ take: 9 }))')).toEqual([])
})
