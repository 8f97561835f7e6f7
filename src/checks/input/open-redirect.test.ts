import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string) =>
  (
    await findingsIn('input/open-redirect', {
      'server.js': `const express = require('express')
const Stripe = require('stripe')
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
const app = express()
app.use(express.json())
app.get('/go', async (req, res) => {
${lines}
})
app.listen(3000)`,
    })
  ).map(one => one.split(' ')[1])

test('finds an address of the request, whole or at the beginning', async () => {
  expect(await found('res.redirect(req.query.next)')).toEqual(['medium'])
  expect(await found("res.redirect(req.query.next || '/')")).toEqual(['medium'])
})

test('weighs the Origin header little', async () => {
  expect(
    await found(
      "const s = await stripe.checkout.sessions.create({ mode: 'payment', success_url: `${req.headers.origin}/done` })\nres.json({ url: s.url })",
    ),
  ).toEqual(['low'])
})

test('passes the name by which the browser called the app', async () => {
  expect(
    await found(
      "const s = await stripe.checkout.sessions.create({ mode: 'payment', success_url: `https://${req.headers.host}/done` })\nres.json({ url: s.url })",
    ),
  ).toEqual([])
})

test('tells the return address at its own line', async () => {
  const findings = await findingsIn('input/open-redirect', {
    'server.js': `const app = require('express')()
const stripe = require('stripe')(process.env.KEY)
app.post('/pay', async (req, res) => {
  const origin = req.headers.origin
  const s = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: \`\${origin}/done\`,
  })
  res.json({ url: s.url })
})
app.listen(3000)`,
  })
  expect(findings.map(one => one.split(' ')[0])).toEqual(['server.js:7'])
})

test.each([
  "res.redirect('/login?next=' + req.query.next)",
  'res.redirect(`/users/${req.query.id}`)',
  "if (!['/a', '/b'].includes(req.query.next)) return res.status(400).end()\nres.redirect(req.query.next)",
])('passes %s', async lines => {
  expect(await found(lines)).toEqual([])
})

test('finds an address that only has to hold a part, and passes one of a list', async () => {
  expect(await found("if (!req.query.next.includes('shop.example.com')) return res.sendStatus(400)\nres.redirect(req.query.next)")).toEqual(
    ['medium'],
  )
  expect(
    await found("if (!['/cart', '/orders'].includes(req.query.next)) return res.sendStatus(400)\nres.redirect(req.query.next)"),
  ).toEqual([])
})
