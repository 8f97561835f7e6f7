import { expect, test } from 'vitest'
import check from './fallback-secret.js'
import { placesOf, problemsIn } from './problems.fixture.js'

test('finds every spelling of a fallback', async () => {
  const found = await problemsIn(check, {
    'a.ts': "const s = process.env.JWT_SECRET || 'superSecret'",
    'b.ts': "const { SESSION_SECRET = 'keyboard' } = process.env",
    'c.ts': "const DEFAULT = 'abcdef'\nexport const k = process.env['COOKIE_SECRET'] ?? DEFAULT",
    'd.ts': "const k = Deno.env.get('AUTH_SECRET') || 'x1'",
    'e.ts': "session({ secret: process.env.APP_SECRET || 'shop-' + Date.now() })",
    'f.ts': "const s = process.env.TOKEN_SECRET ? process.env.TOKEN_SECRET : 'x2'",
    'g.ts': "const env = z.object({ ENCRYPTION_KEY: z.string().default('0000') }).parse(process.env)",
    'h.ts': "const s = getEnv('NEXTAUTH_SECRET', 'dev')",
    'server-local.ts': "const s = process.env.SESSION_SECRET || 'local'",
  })
  expect(placesOf(found)).toEqual([
    'a.ts:1 high',
    'b.ts:1 high',
    'c.ts:2 high',
    'd.ts:1 high',
    'e.ts:1 high',
    'f.ts:1 high',
    'g.ts:1 high',
    'h.ts:1 high',
    'server-local.ts:1 medium',
  ])
})

test('passes values that open nothing, random ones, and code that stops without the variable', async () => {
  const found = await problemsIn(check, {
    'a.ts':
      "const a = process.env.OPENAI_API_KEY || ''\nconst d = process.env.STRIPE_SECRET_KEY ?? 'sk_test_placeholder'\nconst b = process.env.RESEND_API_KEY || 'placeholder'\nconst c = process.env.PORT || 3000\nconst e = process.env.CLOUDINARY_API_SECRET || 'api_secret'",
    'b.ts': "const s = process.env.JWT_SECRET || crypto.randomBytes(32).toString('hex')",
    'c.ts':
      "if (process.env.NODE_ENV === 'production' && !process.env.SESSION_SECRET) { throw new Error('unset') }\nconst s = process.env.SESSION_SECRET || 'dev'",
    'd.ts': "const key = process.env.NEXT_PUBLIC_API_KEY || 'abcdefgh1234'\n// process.env.JWT_SECRET || 'in a comment'",
    'e.test.ts': "process.env.JWT_SECRET = process.env.JWT_SECRET || 'for tests'",
  })
  expect(found).toEqual([])
})
