import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (
  condition: string,
  rest = 'try { ctx.user = jwt.verify(ctx.headers.authorization, KEY); return next() } catch { ctx.status = 401 }',
) =>
  findingsIn('access/skippable-guard', {
    'src/guard.ts': `import jwt from 'jsonwebtoken'
export const guard = async (ctx, next) => {
  if (${condition}) return next()
  ${rest}
}`,
  })

const says = (text: string) => [
  `src/guard.ts:3 critical A guard in \`src/guard.ts\` is skipped by every address that holds \`${text}\`, also behind a question mark.`,
]

test.each([
  ['ctx.url.match(/\\/login/)', '/login'],
  ["ctx.request.url.indexOf('/public') !== -1", '/public'],
  ["ctx.originalUrl.indexOf('login') > -1", 'login'],
  ["ctx?.originalUrl?.includes('/login') || ctx.originalUrl?.includes('/logout')", '/login'],
  ['/health|login/.test(ctx.url)', 'health|login'],
  ["ctx.method === 'OPTIONS' || ctx.url.includes('/auth')", '/auth'],
])('finds %s', async (condition, text) => {
  expect(await find(condition)).toEqual(says(text))
})

test.each([
  "ctx.url.startsWith('/login')",
  "ctx.url === '/login'",
  'ctx.url.match(/^\\/login/)',
  "!ctx.url.includes('/admin')",
  "ctx.path.includes('/login')",
  "ctx.url.indexOf('/login') === 0",
  "ctx.method === 'GET' && ctx.url.includes('/login')",
  "window.location.href.includes('/login')",
  "location.href.indexOf('login') > -1",
])('passes %s', async condition => {
  expect(await find(condition)).toEqual([])
})

test('finds a guard that refuses in words', async () => {
  const refused =
    "try { ctx.user = jwt.verify(ctx.headers.authorization, KEY); return next() } catch { ctx.body = { message: 'Authentication failed' } }"
  expect(await find('ctx.url.match(/\\/login/)', refused)).toEqual(says('/login'))
})

test('passes what guards nothing', async () => {
  expect(await find("ctx.url.includes('/images')", 'console.log(ctx.url); return next()')).toEqual([])
  expect(await find("ctx.url.includes('/health')", 'log(ctx.session.user, ctx.headers.authorization); return next()')).toEqual([])
})
