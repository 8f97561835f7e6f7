import { expect, test } from 'vitest'
import { readApp, route } from '../app.fixture.js'

const app = (ask: string) =>
  readApp(
    {
      'app/api/orders/route.js': `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
export async function POST(request) {
  const { email, session, token, host } = await request.json()
  ${ask}
  return Response.json(await prisma.order.findMany({ where: { email } }))
}`,
    },
    { next: '16', '@prisma/client': '6' },
  )
const auth = async (ask: string) => route(await app(ask), 'POST', '/api/orders').auth
const REFUSED = 'if (!answer.ok) return new Response(null, { status: 401 })'

test('another service that knows the session of the caller vouches for them', async () => {
  expect(
    await auth(`const answer = await fetch('https://shop.example.com/api/account', { headers: { 'X-Session': session } })\n${REFUSED}`),
  ).toBe('session')
  expect(
    await auth(
      'const answer = await fetch(`${process.env.API_URL}/users/me`, { headers: { Authorization: `Bearer ${token}` } })\nconst user = await answer.json()\nif (user?.email !== email) return new Response(null, { status: 403 })',
    ),
  ).toBe('owner')
})

test('the address at which Firebase verifies its tokens vouches for the caller, by whatever method; it has to be looked at', async () => {
  const lookup =
    'const answer = await fetch(`https://identitytoolkit.googleapis.com/v1/accounts:lookup?key=${process.env.K}`, { method: "POST", body: JSON.stringify({ idToken: token }) })\n'
  expect(await auth(lookup + REFUSED)).toBe('session')
  expect(await auth(lookup)).toBe('open')
})

test('a captcha, a key of the app, a server of the request’s choice and an answer that nobody looks at prove nothing', async () => {
  for (const ask of [
    `const answer = await fetch('https://captcha.example.com/verify', { method: 'POST', body: JSON.stringify({ token }) })\n${REFUSED}`,
    `const answer = await fetch('https://shop.example.com/api/account', { headers: { Authorization: process.env.KEY } })\n${REFUSED}`,
    'const answer = await fetch(`https://${host}/api/account`, { headers: { Authorization: token } })\n' + REFUSED,
    `const answer = await fetch('https://shop.example.com/api/products', { headers: { Authorization: token } })\n${REFUSED}`,
    "await fetch('https://shop.example.com/api/account', { headers: { Authorization: token } })",
  ])
    expect(await auth(ask), ask).toBe('open')
})
