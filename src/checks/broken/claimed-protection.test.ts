import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const app = (path: string, text: string, more: Record<string, string> = {}) => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }',
  [path]: text,
  ...more,
})

const found = async (comment: string, lines = 'await prisma.report.deleteMany({ where: { id } })') =>
  (
    await findingsIn(
      'broken/claimed-protection',
      app(
        'app/api/reports/route.ts',
        `import { PrismaClient } from '@prisma/client'\nconst prisma = new PrismaClient()\n// ${comment}\nexport async function DELETE(request: Request) {\n  const { id } = await request.json()\n  ${lines}\n  return Response.json({ ok: true })\n}`,
      ),
    )
  ).map(one => one.split(' ')[1])

test.each([
  ['Admin only', 'high'],
  ['Requires authentication', 'high'],
  ['Rate limited to 5 requests per minute', 'medium'],
])('finds the claim %s', async (comment, severity) => {
  expect(await found(comment)).toEqual([severity])
})

test.each([
  'TODO: requires authentication',
  'Deletes a report',
  'Not rate limited',
  'Public: no authentication required',
  'Admin only or self',
  '@query includeHidden (admin only)',
])('passes %s', async comment => {
  expect(await found(comment)).toEqual([])
})

test('finds a function that accepts everything, and passes one that compares', async () => {
  const file = (body: string) => ({
    'package.json': '{ "name": "shop", "dependencies": { "next": "*" } }',
    'lib/csrf.ts': `/** Rejects requests that come from another site. */\nexport function verifyCsrf(request: Request): boolean {\n${body}\n}`,
  })
  expect(
    (
      await findingsIn(
        'broken/claimed-protection',
        file('  const token = request.headers.get("x-csrf")\n  if (!token) {\n    return true\n  }\n  return token.length > 0'),
      )
    ).length,
  ).toBe(1)
  expect(
    await findingsIn('broken/claimed-protection', file('  return request.headers.get("x-csrf") === request.headers.get("cookie")')),
  ).toEqual([])
})
