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

test('tells a server that answers with data, once, where it is made', async () => {
  expect(await find('', 'res.json({ ok: true })')).toEqual([
    'server.js:3 low The one route of this server answers without security headers.',
  ])
  const koa = (extra: string) =>
    findingsIn('headers/missing-security-headers', {
      'app.js': `const Koa = require('koa'), Router = require('@koa/router'), helmet = require('koa-helmet')
const app = new Koa(), router = new Router()
${extra}
router.get('/carts', ctx => { ctx.body = [] })
router.get('/shops', ctx => { ctx.body = [] })
app.use(router.routes())
app.listen(3000)`,
    })
  expect(await koa('')).toEqual(['app.js:2 low The 2 routes of this server answer without security headers.'])
  expect(await koa('app.use(helmet())')).toEqual([])
})

test('passes functions that a host serves', async () => {
  expect(
    await findingsIn('headers/missing-security-headers', {
      'package.json': '{ "name": "shop", "dependencies": { "next": "16" } }',
      'app/api/carts/route.ts': 'export const GET = () => Response.json([])',
    }),
  ).toEqual([])
  expect(
    await findingsIn('headers/missing-security-headers', {
      'supabase/functions/api/index.ts': `import { Hono } from 'npm:hono'
const app = new Hono()
app.get('/api/carts', c => c.json([]))
Deno.serve(app.fetch)`,
    }),
  ).toEqual([])
})

test('passes headers that are set by hand', async () => {
  expect(await find("const secure = (req, res, next) => { res.set('X-Frame-Options', 'DENY'); next() }")).toEqual([])
})
