import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (extra: string, answer = "res.render('home')", more: Readonly<Record<string, string>> = {}) =>
  findingsIn('headers/missing-security-headers', {
    'server.js': `const express = require('express')
${extra}
const app = express()
app.get('/', (req, res) => ${answer})
app.listen(3000)`,
    ...more,
  })

test('points at the line that was commented out', async () => {
  expect(await find("// const helmet = require('helmet')")).toEqual(['server.js:2 low `GET /` is served without security headers.'])
})

test('passes headers that the host sets, unless they are commented out', async () => {
  const nginx = (line: string) => find('', undefined, { 'nginx.conf': `server {\n  ${line}\n}` })
  expect(await nginx('add_header X-Frame-Options "DENY";')).toEqual([])
  expect(await nginx('# add_header X-Frame-Options "DENY";')).toHaveLength(1)
  expect(await find('', undefined, { 'public/_headers': '/*\n  X-Frame-Options: DENY\n' })).toEqual([])
  expect(await find('', undefined, { 'netlify.toml': '[[headers]]\nfor = "/*"\n[headers.values]\nX-Frame-Options = "DENY"\n' })).toEqual([])
})

test('passes an API, and headers that are set by hand', async () => {
  expect(await find('', 'res.json({ ok: true })')).toEqual([])
  expect(await find("const secure = (req, res, next) => { res.set('X-Frame-Options', 'DENY'); next() }")).toEqual([])
})
