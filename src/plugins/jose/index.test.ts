import { expect, test } from 'vitest'
import { deeds, readApp, readHandler, route, spell } from '../app.fixture.js'

const SESSION = `
import { jwtVerify, decodeJwt } from 'jose'
import { cookies } from 'next/headers'
const key = new TextEncoder().encode(process.env.AUTH_SECRET)
export async function getUser() {
  const token = (await cookies()).get('session')?.value
  if (!token) return null
  try { const { payload } = await jwtVerify(token, key); return payload } catch { return null }
}
export async function guess() {
  const token = (await cookies()).get('session')?.value
  return token ? decodeJwt(token) : null
}`

test.each([
  ['getUser', 'session'],
  ['guess', 'weak'],
])('%s() makes the route %s', async (name, auth) => {
  const model = await readApp(
    {
      'lib/session.ts': SESSION,
      'app/api/a/route.ts': `import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\nimport { ${name} } from '../../../lib/session'\nexport async function GET() {\n  const user = await ${name}()\n  if (!user) return new Response('no', { status: 401 })\n  await prisma.order.delete({ where: { id: 1 } })\n}`,
    },
    { next: '15' },
  )
  expect(route(model, 'GET', '/api/a').auth).toBe(auth)
})

test('a token is built, with its expiry', async () => {
  const model = await readHandler(
    "import { SignJWT } from 'jose'",
    "const token = await new SignJWT({ id: req.body.id }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('7d').sign(process.env.KEY)\nres.json(token)",
  )
  expect(deeds(model)).toEqual(['session'])
  const [effect] = model.routes[0]!.effects
  expect(effect?.kind === 'session' && effect.options && spell(effect.options)).toBe('{header: {alg: "HS256"}, expiresIn: "7d"}')
})
