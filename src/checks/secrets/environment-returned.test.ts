import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (answer: string, before = '') =>
  findingsIn('secrets/environment-returned', {
    'server.ts': `import express from 'express'
const app = express()
app.get('/status', ${before}(req, res) => {
  ${answer}
})
app.listen(3000)`,
  })

test.each([
  ['the whole of it', 'res.json(process.env)', 'every variable of the environment'],
  ['the whole of it, spread', 'res.send({ ok: true, ...process.env })', 'every variable of the environment'],
  ['a secret by name', 'res.json({ key: process.env.STRIPE_SECRET_KEY })', 'the value of `STRIPE_SECRET_KEY`'],
  ['an address with a password in it', 'res.send(`connected to ${process.env.DATABASE_URL}`)', 'the value of `DATABASE_URL`'],
])('finds %s', async (_, answer, what) => {
  expect(await find(answer)).toEqual([expect.stringContaining(`\`GET /status\` answers with ${what}.`)])
})

test.each([
  ['a key for browsers', 'res.json({ key: process.env.STRIPE_PUBLISHABLE_KEY, paypal: process.env.PAYPAL_CLIENT_ID })'],
  ['whether it is set', 'res.json({ stripe: Boolean(process.env.STRIPE_SECRET_KEY), mail: !!process.env.SMTP_PASSWORD })'],
  ['the names', 'res.json(Object.keys(process.env))'],
  ['development', "if (process.env.NODE_ENV !== 'production') res.json(process.env)"],
  ['what was signed with one', 'res.json({ token: jwt.sign({ id: 1 }, process.env.JWT_SECRET) })'],
])('passes %s', async (_, answer) => {
  expect(await find(answer)).toEqual([])
})
