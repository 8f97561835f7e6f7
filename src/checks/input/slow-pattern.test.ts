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

test.each(['/^(a+)+$/', '/^([a-z]+)*!$/', '/^(\\w+\\s?)*$/'])('finds %s', async pattern => {
  expect(await found(pattern)).toBe(1)
})

test.each(['/^[a-z]+$/', '/^(?:\\d{1,3}\\.){3}\\d{1,3}$/', '/^\\S+@\\S+$/'])('passes %s', async pattern => {
  expect(await found(pattern)).toBe(0)
})

test('passes a text of the app', async () => {
  expect(await found('/^(a+)+$/', "'aaaa'")).toBe(0)
})
