import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

describe('sessions/weak-password-rule', () => {
  const schema = (text: string, file = 'src/schemas.ts'): Files => ({
    'package.json': '{ "name": "club", "type": "module", "dependencies": { "zod": "*", "react": "*" } }',
    [file]: `import { z } from 'zod'\n${text}\n`,
  })

  test('raises the number, and what is said of it beside and on the page', async () => {
    const [mended] = await after(
      'sessions/weak-password-rule',
      schema(
        `const joinSchema = z.object({ password: z.string().min(6, 'At least 6 characters, please'), zip: z.string().min(6) })
export const Join = () => <input type="password" name="password" minLength={6} placeholder="Min 6 characters" />
export const parse = (value: unknown) => joinSchema.parse(value)`,
        'src/Join.tsx',
      ),
    )
    expect(mended).toContain("z.string().min(8, 'At least 8 characters, please'), zip: z.string().min(6)")
    expect(mended).toContain('minLength={8} placeholder="Min 8 characters"')
  })

  test('keeps what another rule of the file says', async () => {
    const [mended] = await after(
      'sessions/weak-password-rule',
      schema(`export const joinSchema = z.object({ password: z.string().min(6, 'At least 6 characters') })
export const nameSchema = z.object({ nick: z.string().min(6, 'At least 6 characters') })`),
    )
    expect(mended).toContain("password: z.string().min(8, 'At least 8 characters')")
    expect(mended).toContain("nick: z.string().min(6, 'At least 6 characters')")
  })

  test('raises the number of a rule on a line of its own, and what it says', async () => {
    const [chained] = await after(
      'sessions/weak-password-rule',
      schema(
        `export const joinSchema = z.object({\n  password: z\n    .string()\n    .min(6, { error: 'At least 6 characters' }),\n  zip: z.string().min(6),\n})`,
      ),
    )
    expect(chained).toContain(".min(8, { error: 'At least 8 characters' })")
    expect(chained).toContain('zip: z.string().min(6)')
    const [decorated] = await after('sessions/weak-password-rule', {
      'package.json': '{ "name": "club", "type": "module", "dependencies": { "class-validator": "*" } }',
      'src/join.ts': `import { MinLength } from 'class-validator'\nexport class Join {\n  @MinLength(6, { message: 'At least 6 characters' })\n  password: string\n}\n`,
    })
    expect(decorated).toContain("@MinLength(8, { message: 'At least 8 characters' })")
  })

  test.each([
    ['of who signs in', schema('export const loginSchema = z.object({ password: z.string().min(6) })')],
    ['of a page to sign in', schema('export const schema = z.object({ password: z.string().min(6) })', 'src/SignIn.tsx')],
    ['that leaves no length', schema('const PASS_RE = /^.{3,6}$/\nexport const isPassword = (text: string) => PASS_RE.test(text)')],
    [
      'of a model that is given the hash',
      {
        'package.json': '{ "name": "club", "type": "module", "dependencies": { "mongoose": "*" } }',
        'User.js':
          "import mongoose from 'mongoose'\nexport default mongoose.model('User', new mongoose.Schema({\n  password: {\n    type: String,\n    minlength: 6,\n  },\n}))\n",
      },
    ],
  ])('leaves a rule %s', async (_, files) => {
    expect(await after('sessions/weak-password-rule', files)).toEqual([])
  })

  const signUp = (body: string): Files => ({
    'package.json': '{ "name": "club", "type": "module", "dependencies": { "express": "*", "mongoose": "*", "bcryptjs": "*" } }',
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
import bcrypt from 'bcryptjs'
const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String }))
const app = express()
app.use(express.json())
app.post('/signup', async (req, res) => {
  ${body}
  res.status(201).json({})
})
app.listen(3000)
`,
  })

  test('asks where nothing did, behind the question whether there is one', async () => {
    const [mended] = await after(
      'sessions/weak-password-rule',
      signUp(`const { email, password } = req.body
  if (!email || !password) return res.status(400).json({ message: 'All fields are required' })
  await User.create({ email: String(email), password: await bcrypt.hash(password, 10) })`),
    )
    expect(mended).toContain(`'All fields are required' })
  if (typeof password !== 'string' || password.length < 8) {
    return res.status(400).json({ message: 'Password must be at least 8 characters' })
  }
  await User.create`)
  })

  test('asks nothing of a password that has no name', async () => {
    expect(
      await after(
        'sessions/weak-password-rule',
        signUp('await User.create({ email: String(req.body.email), password: await bcrypt.hash(req.body.password, 10) })'),
      ),
    ).toEqual([])
  })
})

describe('errors/forged-log-line', () => {
  const login = (lines: string): Files => ({
    'package.json': '{ "name": "club", "type": "module", "dependencies": { "express": "*", "@prisma/client": "*", "bcrypt": "*" } }',
    'server.js': `import express from 'express'
import bcrypt from 'bcrypt'
import { PrismaClient } from '@prisma/client'
const app = express()
const db = new PrismaClient()
app.use(express.json())
app.post('/login', async (req, res) => {
  const { name, code } = req.body
  const user = await db.user.findUnique({ where: { name } })
  ${lines}
  if (await bcrypt.compare(req.body.password, user.passwordHash)) return res.json({})
  res.status(401).end()
})
app.listen(3000)
`,
  })

  test('escapes every line of the handler, in texts too, and nothing inside an object', async () => {
    const [mended] = await after(
      'errors/forged-log-line',
      login("console.log('tries:', name)\n  console.log(`again ${name}`)\n  console.log('seen', { name })"),
    )
    expect(mended).toContain("console.log('tries:', { name })")
    expect(mended).toContain("console.log('again', { name })")
    expect(mended).toContain("console.log('seen', { name })")
  })

  test('knows the value by its name, not another that ends alike', async () => {
    const [mended] = await after('errors/forged-log-line', login("console.log('wrong', user.name, name)"))
    expect(mended).toContain("console.log('wrong', user.name, { name })")
  })

  test('leaves a value in the middle of a line', async () => {
    expect(await after('errors/forged-log-line', login('console.log(`no ${name} here`)'))).toEqual([])
  })

  test('leaves values that it cannot tell apart', async () => {
    expect(await after('errors/forged-log-line', login("console.log('wrong', req.body.name, user.name)"))).toEqual([])
  })
})

describe('errors/unread-error', () => {
  const edge = (body: string): Files => ({
    'supabase/functions/join/index.ts': `import { createClient } from 'npm:@supabase/supabase-js@2'
Deno.serve(async req => {
  const { name, phone } = await req.json()
  const supabase = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!)
  ${body}
  return Response.json({ saved: true })
})
`,
  })
  const WRITE = "await supabase.from('members').insert({ name, phone })"
  const ANSWERS = 'catch { return Response.json({ error: "No" }, { status: 500 }) }'

  test('throws where something answers', async () => {
    const [mended] = await after('errors/unread-error', edge(`try { ${WRITE} } ${ANSWERS}`))
    expect(mended).toContain(`${WRITE}.throwOnError()`)
  })

  test.each([
    ['where nothing answers', WRITE],
    ['where what is thrown is only logged', `try { ${WRITE} } catch (error) { console.error(error) }`],
    ['what the author lets fail', `try {\n  // best effort\n  ${WRITE}\n  } ${ANSWERS}`],
    [
      'what comes after a row is there',
      `try {\n  const { error } = await supabase.from('visits').insert({ phone })\n  if (error) throw error\n  ${WRITE}\n  } ${ANSWERS}`,
    ],
  ])('leaves %s', async (_, body) => {
    expect(await after('errors/unread-error', edge(body))).toEqual([])
  })
})

describe('secrets/blank-secret', () => {
  const hook = (made: string, test: string): Files => ({
    'package.json': '{ "name": "club", "type": "module", "dependencies": { "express": "*", "pg": "*" } }',
    'server.js': `import express from 'express'
import pg from 'pg'
const pool = new pg.Pool()
const app = express()
${made}
app.post('/jobs/clean', async (req, res) => {
  ${test}
  await pool.query('delete from carts where stale')
  res.json({ ok: true })
})
app.listen(3000)
`,
  })
  const MADE = "const cronSecret = process.env.CRON_SECRET || ''"

  test('asks for the secret before it is compared', async () => {
    const [refuses] = await after(
      'secrets/blank-secret',
      hook(MADE, "if (req.headers['x-cron'] !== cronSecret) return res.status(401).json({ error: 'No' })"),
    )
    expect(refuses).toContain("if (!cronSecret || req.headers['x-cron'] !== cronSecret)")
  })

  test('leaves a secret that has no name', async () => {
    expect(
      await after(
        'secrets/blank-secret',
        hook('', "if (req.headers['x-cron'] !== (process.env.CRON_SECRET || '')) return res.status(401).json({ error: 'No' })"),
      ),
    ).toEqual([])
  })
})

describe('sessions/endless-token', () => {
  const login = (sign: string, more = ''): Files => ({
    'package.json':
      '{ "name": "club", "type": "module", "dependencies": { "express": "*", "mongoose": "*", "bcryptjs": "*", "jsonwebtoken": "*" } }',
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
import bcrypt from 'bcryptjs'
import jwt from 'jsonwebtoken'
const User = mongoose.model('User', new mongoose.Schema({ email: String, passwordHash: String }))
const app = express()
app.use(express.json())
app.post('/login', async (req, res) => {
  const user = await User.findOne({ email: String(req.body.email) })
  if (!user || !(await bcrypt.compare(String(req.body.password), user.passwordHash))) return res.status(401).end()
  const token = ${sign}
  ${more}
  res.json({ token })
})
app.listen(3000)
`,
  })

  test('lasts as long as the cookie that carries it', async () => {
    const [mended] = await after(
      'sessions/endless-token',
      login(
        'jwt.sign({ id: user.id }, process.env.JWT_SECRET)',
        "res.cookie('token', token, { httpOnly: true, maxAge: 3 * 24 * 60 * 60 * 1000 })",
      ),
    )
    expect(mended).toContain("jwt.sign({ id: user.id }, process.env.JWT_SECRET, { expiresIn: '3d' })")
  })

  test('lasts a week where nothing says how long, beside what it says already', async () => {
    const [mended] = await after(
      'sessions/endless-token',
      login("jwt.sign({ id: user.id }, process.env.JWT_SECRET, { algorithm: 'HS256' })"),
    )
    expect(mended).toContain("{ algorithm: 'HS256', expiresIn: '7d' }")
  })

  test('leaves a number that the author took for something else', async () => {
    expect(
      await after('sessions/endless-token', login('jwt.sign({ id: user.id }, process.env.JWT_SECRET, { expiresIn: 3600000 })')),
    ).toEqual([])
  })
})
