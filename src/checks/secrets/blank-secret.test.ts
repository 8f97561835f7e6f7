import { expect, test } from 'vitest'
import { withApp } from '../page.fixture.js'
import { audit } from '#audit'

/** What is said of a job behind these lines. */
const said = (lines: string) =>
  withApp(
    new Map([
      [
        'src/server.ts',
        `import express from 'express'\nimport { Pool } from 'pg'\nconst pool = new Pool()\nconst app = express()\napp.post('/jobs/expire', async (req, res) => {\n${lines}\nawait pool.query('delete from carts')\nres.json({ done: true })\n})\napp.listen(3000)`,
      ],
    ]),
    async root =>
      (await audit(root, { cache: false })).report.findings
        .filter(one => one.check === 'secrets/blank-secret')
        .map(one => `${one.at.line} ${one.severity} ${one.message}`),
  )

const REFUSE = "return res.status(401).json({ error: 'Unauthorized' })"

test('finds an empty text that is as good as the secret', async () => {
  expect(
    await said(
      `const secret = process.env.JOB_SECRET || ''\nconst token = (req.headers.authorization || '').replace('Bearer ', '')\nif (token !== secret) ${REFUSE}`,
    ),
  ).toEqual(['8 high `POST /jobs/expire` takes an empty text for `JOB_SECRET` where that is not set.'])
  expect(await said(`if (req.headers['x-job-key'] === (process.env.JOB_KEY ?? '')) {} else ${REFUSE}`)).toHaveLength(1)
})

test('finds one of two keys that are compared in one line', async () => {
  const keys = "const [service, job] = [process.env.SUPABASE_SERVICE_ROLE_KEY ?? '', process.env.JOB_KEY ?? '']"
  const found = await said(`${keys}\nconst token = req.headers['x-job-key']\nif (!(token === service || token === job)) ${REFUSE}`)
  expect(found).toEqual(['8 high `POST /jobs/expire` takes an empty text for `JOB_KEY` where that is not set.'])
})

test.each([
  ['no fallback', `if (req.headers['x-job-key'] !== process.env.JOB_KEY) ${REFUSE}`],
  [
    'a secret that is asked for first',
    `const key = process.env.JOB_KEY ?? ''\nif (!key) ${REFUSE}\nif (req.headers['x-job-key'] !== key) ${REFUSE}`,
  ],
  [
    'a header that must be there',
    `const token = req.headers['x-job-key']\nif (!token) ${REFUSE}\nif (token !== (process.env.JOB_KEY ?? '')) ${REFUSE}`,
  ],
  ['both in one condition', `const key = process.env.JOB_KEY ?? ''\nif (!key || req.headers['x-job-key'] !== key) ${REFUSE}`],
  ['a fallback that is no empty text', `if (req.headers['x-job-key'] !== (process.env.JOB_KEY ?? 'x9')) ${REFUSE}`],
  ['an address that may be empty', `if (req.headers.origin === (process.env.SITE_URL ?? '')) res.set('vary', 'origin')`],
])('passes %s', async (_, lines) => {
  expect(await said(lines)).toEqual([])
})

const STRIPE =
  "const Stripe = require('stripe')\nconst stripe = new Stripe(process.env.STRIPE_KEY)\nconst signature = req.headers['stripe-signature']"
const EVENT = (secret: string, method = 'constructEvent') => `const event = await stripe.webhooks.${method}(req.body, signature, ${secret})`

test('finds events that an empty text signs', async () => {
  expect(await said(`${STRIPE}\nif (!signature) ${REFUSE}\n${EVENT("process.env.HOOK_SECRET || ''")}`)).toEqual([
    '10 high `POST /jobs/expire` believes events that are signed with an empty text where `HOOK_SECRET` is not set.',
  ])
})

test.each([
  ['a signing secret without a fallback', EVENT('process.env.HOOK_SECRET')],
  ['one that is asked for first', `const secret = process.env.HOOK_SECRET ?? ''\nif (!secret) ${REFUSE}\n${EVENT('secret')}`],
  ['a check that refuses an empty key by itself', EVENT("process.env.HOOK_SECRET ?? ''", 'constructEventAsync')],
])('passes %s', async (_, lines) => {
  expect(await said(`${STRIPE}\n${lines}`)).toEqual([])
})
