import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const linesOf = async (files: Record<string, string>) =>
  (
    await findingsIn('sessions/weak-password-rule', { 'package.json': '{ "name": "shop", "dependencies": { "express": "*" } }', ...files })
  ).map(finding => finding.split(' ')[0])

test('finds every spelling of a short password', async () => {
  const found = await linesOf({
    'a.js': 'const PASS_RE = /^.{1,20}$/',
    'b.ts': "if (password.length < 4) return res.status(400).json({ error: 'too short' })",
    'c.js': "router.post('/signup', body('password').isLength({ min: 3 }), signup)",
    'd.js': 'const schema = Joi.object({ password: Joi.string().min(5).required() })',
    'e.js': 'const User = new Schema({\n  password: { type: String, required: true, minlength: 4 },\n})',
    'f.js': 'const User = new Schema({\n  password: {\n    type: String,\n    minlength: 6,\n  },\n})',
  })
  expect(found.sort()).toEqual(['a.js:1', 'b.ts:1', 'c.js:1', 'd.js:1', 'e.js:2', 'f.js:2'])
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

const chain = (name: string, min: number) =>
  `import { z } from 'zod'\nexport const ${name} = z.object({\n  password: z\n    .string({ error: 'Missing' })\n    .min(${min}, { error: 'Too short' }),\n})`
const dto = (name: string, rule: string) =>
  `import { IsString, Matches, MinLength } from 'class-validator'\nexport class ${name} {\n  @IsString()\n  ${rule}\n  password: string;\n}`

test('finds a rule that stands on a line of its own, below the field or above it', async () => {
  const found = await linesOf({
    'a.ts': chain('newAccount', 6),
    'b.ts': chain('newAccount', 10),
    'c.ts': chain('loginForm', 6),
    'd.ts': dto('NewAccount', '@MinLength(6)'),
    'e.ts': dto('NewAccount', '@Length(4, 30)'),
    'f.ts': dto('NewAccount', '@MinLength(12)'),
    'g.ts': dto('LoginInput', '@MinLength(6)'),
    'h.ts': dto('NewAccount', '@MinLength(6)\n  @Matches(/^.{10,}$/)'),
    'i.ts': 'export const form = z.object({\n  password: z.string().min(9),\n  name: z\n    .string()\n    .min(2),\n})',
    'j.ts': 'export const form = z.object({\n  password: z\n    .string()\n    .min(6)\n    .regex(/^.{10,}$/),\n})',
  })
  expect(found.sort()).toEqual(['a.ts:3', 'd.ts:5', 'e.ts:5'])
})

const signUp = (rule: string) =>
  linesOf({
    'server.js': `const express = require('express')
const bcrypt = require('bcrypt')
const { PrismaClient } = require('@prisma/client')
const prisma = new PrismaClient()
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  const { email, password } = req.body
  ${rule}
  await prisma.user.create({ data: { email, passwordHash: await bcrypt.hash(password, 10) } })
  res.json({ ok: true })
})
app.listen(3000)`,
  })

test('finds a sign-up that asks nothing of a password but that there is one', async () => {
  expect(await signUp('if (!email || !password) return res.status(400).end()')).toEqual(['server.js:10'])
  expect(await signUp('if (password.length < 10) return res.status(400).end()')).toEqual([])
  expect(
    await signUp('if (!isStrong(password)) return res.status(400).end()\n  function isStrong(text) { return /.{8}/.test(text) }'),
  ).toEqual([])
})
