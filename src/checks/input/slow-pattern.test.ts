import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const found = async (pattern: string, text = 'req.body.text') =>
  (
    await findingsIn('input/slow-pattern', {
      'server.js': `const express = require('express')
const app = express()
app.use(express.json())
app.post('/check', (req, res) => {
  if (${pattern}.test(${text})) return res.status(400).end()
  res.end()
})
app.listen(3000)`,
    })
  ).length

test.each(['/^([a-z0-9]{2,4})+$/', '/^(?:\\w{1,3})*!/', '/^(a+)+$/', '/^([a-z]+)*!$/', '/^(\\w+\\s?)*$/'])('finds %s', async pattern => {
  expect(await found(pattern)).toBe(1)
})

test.each(['/^([a-z0-9]{2})+$/', '/^([a-z]{2,4}-)+$/', '/^[a-z]+$/', '/^(?:\\d{1,3}\\.){3}\\d{1,3}$/', '/^\\S+@\\S+$/'])(
  'passes %s',
  async pattern => {
    expect(await found(pattern)).toBe(0)
  },
)

test('passes a text of the app', async () => {
  expect(await found('/^(a+)+$/', "'aaaa'")).toBe(0)
})

const search = (filter: string) =>
  findingsIn('input/slow-pattern', {
    'server.js': `const express = require('express')
const mongoose = require('mongoose')
const Product = mongoose.model('Product', new mongoose.Schema({ name: String }))
const app = express()
app.get('/search', async (req, res) => {
  const { q } = req.query
  const found = await Product.find(${filter}).limit(20)
  res.json(found)
})
app.listen(3000)`,
  })

test('finds a pattern of the caller that the database tries, and passes one that was escaped', async () => {
  expect(await search("{ name: { $regex: q, $options: 'i' } }")).toEqual([
    'server.js:7 low `GET /search` lets `query.q` be a pattern that the database tries on every row of `products`.',
  ])
  expect(await search("{ name: { $regex: q.replace(/[.*+?^${}()|[\\]\\\\]/g, '\\\\$&') } }")).toEqual([])
  expect(await search("{ name: { $regex: 'shirt' } }")).toEqual([])
})
