import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (lines: string, head = '') =>
  (
    await findingsIn('input/ssrf', {
      'server.js': `const express = require('express')
const axios = require('axios')
${head}
const app = express()
app.use(express.json())
app.post('/fetch', async (req, res) => {
${lines}
})
app.listen(3000)`,
    })
  ).length

test.each([
  'res.json(await (await fetch(req.body.url)).json())',
  'res.json((await axios.get(req.query.url)).data)',
  'res.json(await (await fetch(`https://${req.body.shop}.example.com/x`)).json())',
  'res.json(await (await fetch(new URL(req.body.url))).json())',
])('finds %s', async lines => {
  expect(await found(lines)).toBe(1)
})

test.each([
  'res.json(await (await fetch(`https://api.example.com/items/${req.body.id}`)).json())',
  'res.json(await (await fetch(`${process.env.API_URL}/items/${req.body.id}`)).json())',
  "if (!['https://a.example', 'https://b.example'].includes(req.body.url)) return res.status(400).end()\nres.json(await (await fetch(req.body.url)).json())",
])('passes %s', async lines => {
  expect(await found(lines)).toBe(0)
})

const FETCHES = 'await assertPublic(req.body.url)\nres.json(await (await fetch(req.body.url)).json())'
const LOOKUP = `const dns = require('node:dns/promises')
async function assertPublic(url) {
  const { address } = await dns.lookup(new URL(url).hostname)`

test('passes an address that is looked up first, and refused where it is private', async () => {
  expect(await found(FETCHES, `${LOOKUP}\n  if (/^(?:10|127|169\\.254|192\\.168)\\./.test(address)) throw new Error('private')\n}`)).toBe(0)
})

test('finds an address that is looked up, and refused nowhere', async () => {
  expect(await found(FETCHES, `${LOOKUP}\n  console.info(address)\n}`)).toBe(1)
})

test('a pattern that is looked for and keeps nobody out is no check', async () => {
  const fetching = (test: string) => `${test}\nres.json(await (await fetch(req.body.url)).json())`
  expect(await found(fetching('if (req.body.url.match(/internal/)) console.log("hm")'))).toBe(1)
  expect(await found(fetching('if (!/^https:\\/\\/api\\.example\\.com\\//.test(req.body.url)) return res.sendStatus(400)'))).toBe(0)
})
