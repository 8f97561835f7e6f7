import { expect, test } from 'vitest'
import { problemsIn } from '../secrets/problems.fixture.js'
import check from './weak-password-rule.js'

const linesOf = async (files: Record<string, string>) =>
  (await problemsIn(check, files)).map(problem => `${problem.at.file}:${problem.at.line}`)

test('finds every spelling of a short password', async () => {
  const found = await linesOf({
    'a.js': 'const PASS_RE = /^.{1,20}$/',
    'b.ts': "if (password.length < 4) return res.status(400).json({ error: 'too short' })",
    'c.js': "router.post('/signup', body('password').isLength({ min: 3 }), signup)",
    'd.js': 'const schema = Joi.object({ password: Joi.string().min(5).required() })',
    'e.js': 'const User = new Schema({\n  password: { type: String, required: true, minlength: 4 },\n})',
  })
  expect(found.sort()).toEqual(['a.js:1', 'b.ts:1', 'c.js:1', 'd.js:1', 'e.js:2'])
})

test('passes eight characters, a sign-in that asks for any, comments and tests', async () => {
  const found = await linesOf({
    'a.ts':
      'export const login = z.object({ password: z.string().min(1) })\nexport const signup = z.object({ password: z.string().min(8) })',
    'b.ts': '// if (password.length < 4) return\nconst PASSWORD_RE = /^.{8,72}$/',
    'c.test.ts': 'const schema = z.object({ password: z.string().min(2) })',
    'd.ts': 'if (!password.length) return',
  })
  expect(found).toEqual([])
})
