import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (condition: string, deed = "await prisma.user.update({ where: { id: body.id }, data: { plan: 'pro' } })") =>
  (
    await findingsIn(
      'broken/dev-mode-grant',
      app(
        'app/api/upgrade/route.ts',
        `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const DEV_MODE = true
export async function POST(request: Request) {
  const body = await request.json()
  if (${condition}) {
    ${deed}
    return Response.json({ success: true })
  }
  return Response.json({ url: process.env.CHECKOUT_URL })
}`,
      ),
    )
  ).map(one => one.split(' ').slice(0, 2).join(' '))

test.each([
  "process.env.DEV_MODE !== 'false'",
  "process.env.APP_ENV !== 'production'",
  '!process.env.STRIPE_SECRET_KEY',
  'body.testMode',
  'DEV_MODE',
])('finds a grant under %s', async condition => {
  expect(await found(condition)).toEqual(['app/api/upgrade/route.ts:6 critical'])
})

test.each(["process.env.NODE_ENV !== 'production'", "process.env.DEV_MODE === 'true'", "process.env.VERCEL_ENV !== 'production'"])(
  'passes %s, which is off on a live site',
  async condition => {
    expect(await found(condition)).toEqual([])
  },
)

test('passes a branch that gives nothing', async () => {
  expect(await found("process.env.DEV_MODE !== 'false'", "await prisma.note.create({ data: { text: 'hello' } })")).toEqual([])
})
