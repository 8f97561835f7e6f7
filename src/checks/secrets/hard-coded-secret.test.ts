import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'
import check from './hard-coded-secret.js'
import { placesOf, problemsIn } from './problems.fixture.js'

const token = (claims: object) =>
  ['{"alg":"HS256","typ":"JWT"}', JSON.stringify(claims), 'not a signature, only bytes']
    .map(part => Buffer.from(part).toString('base64url'))
    .join('.')
const stripe = (prefix: string) => `${prefix}_51Mz7QbLk2EfGh9JtRwYp3Xa`

test('finds secrets where they are used, in every spelling', async () => {
  const found = await problemsIn(check, {
    'session.js': "app.use(session({ secret: 'keyboard cat' }))",
    'rotated.js': "const current = 'first thing'\napp.use(session({ secret: [current, 'second'] }))",
    'token.ts': "import jwt from 'jsonwebtoken'\njwt.sign({ id }, 'shh')\njwt.verify(token, 'shh2' as string)",
    'jose.ts': "await new SignJWT(p).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('my jose key'))",
    'config.js': "module.exports = { cookieSecret: 'cookie_secret_goes_in', cryptoKey: `crypto_key_text` }",
    'cookies.js': "app.use(cookieParser('oatmeal raisin'))",
    'iron.ts': "getIronSession(req, res, { cookieName: 'a', password: 'complex_password_at_least_32_characters_long' })",
    'mail.ts': "nodemailer.createTransport({ host: 'smtp.mail.io', auth: { user: 'a', pass: 'qvb81hdkw' } })",
    'door.ts': "if (req.body.password === 'letmein') grant()",
    'admin.ts': "const DEFAULT_ADMIN_PASSWORD = 'admin123'",
  })
  expect(placesOf(found)).toEqual([
    'admin.ts:1 high',
    'config.js:1 high',
    'config.js:1 high',
    'cookies.js:1 high',
    'door.ts:1 high',
    'iron.ts:1 high',
    'jose.ts:1 high',
    'mail.ts:1 high',
    'rotated.js:1 high',
    'rotated.js:2 high',
    'session.js:1 high',
    'token.ts:2 high',
    'token.ts:3 high',
  ])
})

test('finds keys in headers, and passes headers that hold none', async () => {
  const found = await problemsIn(check, {
    'sms.js': "fetch(url, { method: 'POST', headers: { 'X-TM-Username': 'shop', 'X-TM-Key': 'q8Zk31vugNySw0Lr7PbXe' } })",
    'id.js': "fetch(url, { method: 'POST', headers: { 'X-Idempotency-Key': crypto.randomUUID(), 'X-Sort-Key': 'created_at' } })",
  })
  expect(placesOf(found)).toEqual(['sms.js:1 high'])
})

test('knows keys by their shape in any file, and grades them', async () => {
  const found = await problemsIn(check, {
    'pay.ts': `const stripe = new Stripe('${stripe('sk_live')}') // test: ${stripe('sk_test')}`,
    'admin.ts': `createClient(url, '${token({ role: 'service_role', ref: 'abc' })}')`,
    'calls.ts': `const JWT = '${token({ sub: '1', sc: 'calls.initiate', exp: 1754000000 })}'`,
    'crm.ts': `const JWT = '${token({ sub: '1', scopes: ['contacts'] })}'`,
    'anon.ts': `createClient(url, '${token({ role: 'anon', ref: 'abc' })}')`,
    'db.json': '{ "url": "postgres://app:q8Zk31vugNyS@db.shop-prod.io/shop" }',
    'pay.test.ts': `expect('${stripe('sk_live')}')`,
    'README.md': `STRIPE=${stripe('sk_test')}`,
  })
  expect(placesOf(found)).toEqual([
    'README.md:1 low',
    'admin.ts:1 critical',
    'calls.ts:1 medium',
    'crm.ts:1 high',
    'db.json:1 critical',
    'pay.test.ts:1 medium',
    'pay.ts:1 critical',
    'pay.ts:1 medium',
  ])
})

test('never shows a secret whole', async () => {
  const secrets = [stripe('sk_live'), 'keyboard cat', 'q8Zk31vugNyS']
  const found = await problemsIn(check, {
    'a.ts': `const k = '${secrets[0]}'\nsession({ secret: '${secrets[1]}' })\nconst u = 'postgres://app:${secrets[2]}@db.shop-prod.io/shop'`,
  })
  expect(found).toHaveLength(3)
  for (const secret of secrets) expect(JSON.stringify(found)).not.toContain(secret)
})

test('finds real-looking values in an example, and passes placeholders', async () => {
  const found = await problemsIn(check, {
    'a.ts': '1',
    'server/.env.example': 'A=1\nDATABASE_URL=postgres://app:q8Zk31vugNyS@db.shop-prod.io/shop\nPGPASSWORD=q8Zk31vugNyS',
    '.env.example':
      'DATABASE_URL="postgresql://user:password@localhost:5432/shop"\nJWT_SECRET=change-me-in-production\nSTRIPE_SECRET_KEY=sk_test_your_key\nAPI_KEY=xxxxxxxxxxxxxxxxxxxx\nTOKEN=<your-token>\nAUTH_SECRET=',
  })
  expect(placesOf(found)).toEqual(['server/.env.example:2 high'])
  expect(found[0]?.trail).toHaveLength(1)
})

test('passes keys that are public, names that are no secrets, and code that is not run', async () => {
  const found = await problemsIn(check, {
    'keys.ts': `
      const anon = '${token({ role: 'anon', ref: 'abc' })}'
      const local = '${token({ role: 'service_role', iss: 'supabase-demo' })}'
      const publishable = 'pk_live_51Mz7QbLk2EfGh9JtRwYp3Xa'
      const firebase = { apiKey: 'AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q' }
      const dsn = 'https://0f1e2d3c4b5a69788796a5b4c3d2e1f0@o447951.ingest.sentry.io/5429219'
      const local2 = 'postgres://postgres:postgres@localhost:5432/app'`,
    'names.ts': `
      const CLIENT_SECRET = 'client_secret'
      const fields = { password: 'Password', secret: 'password', tokenSecret: process.env.TOKEN_SECRET, apiKey: 'your-api-key', mail: { password: 'tucontraseña99x' } }
      const SESSION_KEY = 'shop.session'
      // session({ secret: 'commented out' })
      const doc = "session({ secret: 'inside a text' })"
      if (field.type === 'password' || typeof password === 'string') show()
      session({ secret: process.env.SESSION_SECRET })`,
    'login.test.ts': "session({ secret: 'for tests only' })",
    'prisma/seed.ts': "const adminPassword = 'admin123'",
  })
  expect(found).toEqual([])
})

test('finds a key that has no name of one, where it is in use', async () => {
  const found = await findingsIn('secrets/hard-coded-secret', {
    'package.json': '{ "name": "a", "dependencies": { "koa": "2", "koa-jwt": "4", "jsonwebtoken": "9" } }',
    'src/constants.js': "module.exports = { qa: '&*256%119%', shown: process.env.K || 'dev' }",
    'src/app.js': `const Koa = require('koa'), jwt = require('koa-jwt'), { sign } = require('jsonwebtoken'), { qa, shown } = require('./constants')
const app = new Koa()
app.keys = ['some long phrase']
app.use(jwt({ secret: qa }))
app.use(async ctx => { ctx.body = sign({ id: 1 }, shown) })
app.listen(3000)`,
  })
  expect(found.map(line => line.split(' ')[0]).sort()).toEqual(['src/app.js:3', 'src/constants.js:1'])
})
