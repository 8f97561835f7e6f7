import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (extra: string, answer = "res.render('home')") =>
  findingsIn('headers/missing-security-headers', {
    'server.js': `const express = require('express')
${extra}
const app = express()
app.get('/', (req, res) => ${answer})
app.listen(3000)`,
  })

test('points at the line that was commented out', async () => {
  expect(await find("// const helmet = require('helmet')")).toEqual(['server.js:2 low `GET /` is served without security headers.'])
})

test('passes an API, and headers that are set by hand', async () => {
  expect(await find('', 'res.json({ ok: true })')).toEqual([])
  expect(await find("const secure = (req, res, next) => { res.set('X-Frame-Options', 'DENY'); next() }")).toEqual([])
})
