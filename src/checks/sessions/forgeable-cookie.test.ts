import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const inRoute = (set: string, more: Record<string, string> = {}) =>
  findingsIn('sessions/forgeable-cookie', {
    'package.json': '{ "name": "shop", "dependencies": { "next": "*", "@prisma/client": "*", "bcryptjs": "*", "jsonwebtoken": "*" } }',
    'app/api/enter/route.ts': `import { cookies } from 'next/headers'
import { NextResponse } from 'next/server'
import bcrypt from 'bcryptjs'
import jwt from 'jsonwebtoken'
import { prisma } from '../../../lib/db'
export async function POST(request) {
  const body = await request.json()
  const person = await prisma.person.findUnique({ where: { email: body.email } })
  if (!person || !(await bcrypt.compare(body.password, person.password))) return NextResponse.json({}, { status: 401 })
  ${set}
  return NextResponse.json({})
}`,
    'lib/db.ts': "import { PrismaClient } from '@prisma/client'\nexport const prisma = new PrismaClient()",
    ...more,
  })

const READS = (test: string) => ({
  'app/api/orders/route.ts': `import { cookies } from 'next/headers'
import { prisma } from '../../../lib/db'
export async function GET() {
  const jar = await cookies()
  ${test}
}`,
})

test('finds a word that stands for being signed in', async () => {
  expect(await inRoute("const jar = await cookies()\n  jar.set('is-admin', 'true', { httpOnly: true })")).toEqual([
    'app/api/enter/route.ts:11 critical `POST /api/enter` signs people in with the cookie `is-admin`, which holds the word `true`: anyone can set it by hand.',
  ])
  expect(
    await inRoute("const answer = NextResponse.json({})\n  answer.cookies.set({ name: 'loggedIn', value: '1' })\n  return answer"),
  ).toEqual([
    'app/api/enter/route.ts:11 high `POST /api/enter` signs people in with the cookie `loggedIn`, which holds the word `1`: anyone can set it by hand.',
  ])
})

test('finds the plain number of an account that other routes go by', async () => {
  const found = await inRoute(
    "const jar = await cookies()\n  jar.set('user_id', person.id, { httpOnly: true })",
    READS("return Response.json(await prisma.order.findMany({ where: { personId: jar.get('user_id')?.value } }))"),
  )
  expect(found).toEqual([
    'app/api/enter/route.ts:11 high `POST /api/enter` signs people in with the cookie `user_id`, which holds the plain `id`: anyone can set it by hand.',
  ])
})

test.each([
  ['a signed token', "const jar = await cookies()\n  jar.set('session', jwt.sign({ id: person.id }, process.env.KEY))"],
  ['a number that nothing goes by', "const jar = await cookies()\n  jar.set('user_id', person.id)"],
  ['what a page looks like', "const jar = await cookies()\n  jar.set('admin-sidebar', 'true')\n  jar.set('theme', 'on')"],
  ['a cookie that is taken back', "const jar = await cookies()\n  jar.set('admin', 'true', { maxAge: 0 })"],
  [
    'a mark for the page beside the token',
    "const jar = await cookies()\n  jar.set('access_token', jwt.sign({ id: person.id }, process.env.KEY))\n  jar.set('logged_in', 'true')",
  ],
  ['a random number', "const jar = await cookies()\n  jar.set('session', crypto.randomUUID())"],
  ['the answer to a question', "const jar = await cookies()\n  jar.set('auth_mode', 'email')"],
])('says nothing of %s', async (_name, set) => {
  expect(await inRoute(set)).toEqual([])
})

test('says nothing of a cookie that Express signs', async () => {
  const app = (options: string) =>
    findingsIn('sessions/forgeable-cookie', {
      'server.js': `const express = require('express')
const app = express()
app.use(require('cookie-parser')(process.env.KEY))
app.post('/login', (req, res) => {
  if (req.body.password !== process.env.DOOR) return res.sendStatus(401)
  res.cookie('auth', 'yes', ${options})
  res.json({})
})
app.listen(3000)`,
    })
  expect(await app('{ signed: true }')).toEqual([])
  expect(await app('{ httpOnly: true }')).toHaveLength(1)
})
