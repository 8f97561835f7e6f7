import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string) =>
  findingsIn('errors/sensitive-logging', {
    'server.ts': `import express from 'express'
import { randomBytes, randomUUID } from 'node:crypto'
const app = express()
app.use(express.json())
app.post('/login', async (req, res) => {
  const { email, password } = req.body
${body}
  await signIn(email, password)
  res.end()
})
app.listen(3000)`,
  })

test.each([
  ['a password', 'console.log(`try ${email} ${password}`)', '`password` of the request'],
  ['all headers', 'console.log(req.headers)', 'all headers of the request, with the session in them'],
  ['the whole request', "console.log('in', req)", 'all headers of the request, with the session in them'],
  [
    'a code',
    'const otp = Math.floor(100000 + Math.random() * 900000).toString()\n  console.log(`Sending OTP ${otp} to ${email}`)',
    'a one-time code, as it was made up,',
  ],
  [
    'a link that resets a password',
    "const made = randomBytes(32).toString('hex')\n  console.log('Reset link:', `${process.env.APP_URL}/reset-password?token=${made}`)",
    'a one-time code, as it was made up,',
  ],
  ['a key', 'console.log({ key: process.env.STRIPE_SECRET_KEY })', 'the variable `STRIPE_SECRET_KEY`'],
])('finds %s', async (_, body, what) => {
  expect(await find(body)).toEqual([expect.stringContaining(`\`POST /login\` writes ${what} into the log.`)])
})

test.each([
  ['an email', 'console.log(email)'],
  ['what a request asks for', 'console.log(req.method, req.path)'],
  ['a number of a request', 'console.log(`request ${Math.random().toString(36)} of ${email}`)'],
  ['a number that finds a request again', 'console.log(`request ${randomUUID()} of ${email}`)'],
  ['a length', 'console.log(password.length, process.env.STRIPE_SECRET_KEY?.length)'],
  ['whether there is one', 'console.log(!!password, Boolean(process.env.STRIPE_SECRET_KEY))'],
  ['a masked value', "console.log(mask(password), password.replace(/./g, '*'))"],
  ['a public key', 'console.log(process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY)'],
  ['development', "if (process.env.NODE_ENV !== 'production') console.log(password)"],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

const tapped = (line: string) =>
  findingsIn('errors/sensitive-logging', {
    'server.ts': `import express from 'express'
const app = express()
app.use((req, res, next) => {
  let answer: unknown
  const json = res.json
  res.json = function (body, ...args) {
    answer = body
    return json.apply(res, [body, ...args])
  }
  res.on('finish', () => {
    let logLine = \`\${req.method} \${req.path}\`
    ${line}
    console.log(logLine)
  })
  next()
})
app.get('/api/orders', (req, res) => res.json([]))
app.listen(3000)`,
  })

test('finds answers that are taken down and logged', async () => {
  expect(await tapped('if (answer) logLine += ` :: ${JSON.stringify(answer)}`')).toEqual([
    'server.ts:12 low `server.ts` writes what every route answers into the log.',
  ])
  expect(await tapped('if (answer) logLine += ` :: ${JSON.stringify(answer).length}`')).toEqual([])
  expect(await tapped('logLine += ` ${res.statusCode}`')).toEqual([])
})
