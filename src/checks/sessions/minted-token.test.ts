import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const PACKAGE = '{ "name": "shop", "dependencies": { "next": "*", "jsonwebtoken": "*", "bcryptjs": "*", "@prisma/client": "*" } }'
const HEAD = `import jwt from 'jsonwebtoken'
import bcrypt from 'bcryptjs'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
`

const inRoute = (lines: string) =>
  findingsIn('sessions/minted-token', {
    'package.json': PACKAGE,
    'app/api/login/route.ts': `${HEAD}export async function POST(request) {
  const body = await request.json()
  ${lines}
}`,
  })

const answer = (payload: string) => `return Response.json({ token: jwt.sign(${payload}, process.env.JWT_SECRET) })`

test('finds a login that believes whoever is named', async () => {
  expect(await inRoute(answer('{ userId: body.userId, role: body.role }'))).toEqual([
    'app/api/login/route.ts:7 critical `POST /api/login` signs a token for the `userId` that the request names, and asks for no proof of who that is.',
  ])
})

test.each([
  [
    'a login',
    `const user = await prisma.user.findUnique({ where: { email: body.email } })
  if (!user || !(await bcrypt.compare(body.password, user.password))) return Response.json({}, { status: 401 })
  ${answer('{ userId: user.id, email: body.email }')}`,
  ],
  [
    'one password for all',
    `if (body.password !== process.env.DOOR) return Response.json({}, { status: 401 })\n  ${answer('{ sub: body.name }')}`,
  ],
  ['a visitor who is given a number', answer('{ sub: crypto.randomUUID(), language: body.language }')],
])('says nothing of %s', async (_name, lines) => {
  expect(await inRoute(lines)).toEqual([])
})

const library = (first: string, lines: string) =>
  findingsIn('sessions/minted-token', { 'package.json': PACKAGE, 'lib/auth.ts': `${first}\n${HEAD}${lines}` })

const SIGNS = 'export async function issue(payload) { return jwt.sign(payload, process.env.JWT_SECRET) }'

test('finds a helper that `use server` makes an endpoint', async () => {
  const found = await library("'use server'", SIGNS)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain('lib/auth.ts:6 high `ACTION issue` signs a token for the `payload` that it is handed')
})

test('says nothing of a helper that no browser reaches, or that renews the own token', async () => {
  expect(await library('', SIGNS)).toEqual([])
  expect(
    await library(
      "'use server'",
      'export async function renew(token) { return jwt.sign(jwt.verify(token, process.env.JWT_SECRET), process.env.JWT_SECRET) }',
    ),
  ).toEqual([])
})
