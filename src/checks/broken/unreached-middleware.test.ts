import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const next = (matcher: string, more: Record<string, string> = {}, path = 'middleware.ts') => ({
  'package.json': '{ "name": "shop", "dependencies": { "next": "*" } }',
  'app/page.tsx': 'export default function Page() { return <main /> }',
  [path]: `import { NextResponse, type NextRequest } from 'next/server'
export function middleware(request: NextRequest) {
  if (request.nextUrl.pathname.startsWith('/admin')) return NextResponse.redirect(new URL('/login', request.url))
  return NextResponse.next()
}
export const config = { matcher: ${matcher} }`,
  ...more,
})
const found = async (files: Record<string, string>) =>
  (await findingsIn('broken/unreached-middleware', files)).map(one => one.split(' ')[1])

test.each(["['/account/:path*']", "'/api/:path*'"])('finds a path that %s leaves out', async matcher => {
  expect(await found(next(matcher))).toEqual(['high'])
})

test.each(["['/admin/:path*']", "['/((?!api|_next).*)']", "['/:path*']", "'/admin'"])('passes %s', async matcher => {
  expect(await found(next(matcher))).toEqual([])
})

test('finds a file beside src, where Next.js does not look', async () => {
  const files = next("['/admin/:path*']", { 'src/app/page.tsx': 'export default function Page() { return <main /> }' })
  const { 'app/page.tsx': _, ...moved } = files
  expect(await found(moved)).toEqual(['high'])
})

test('finds a guard below the routes of Express', async () => {
  const server = (lines: string) => ({
    'server.js': `const express = require('express')\nconst app = express()\n${lines}\napp.listen(3000)`,
  })
  const guard = 'app.use((req, res, next) => { if (!req.headers.authorization) return res.status(401).end(); next() })'
  expect(await found(server(`app.get('/a', (req, res) => res.end())\n${guard}`))).toEqual(['high'])
  expect(await found(server(`${guard}\napp.get('/a', (req, res) => res.end())`))).toEqual([])
})

test('says nothing of what a function would mount that nobody calls', async () => {
  const files = (call: string) => ({
    'server.js': `const express = require('express')\nconst { setupAuth } = require('./auth')\nconst app = express()\napp.get('/a', (req, res) => res.json([]))\n${call}\napp.listen(3000)`,
    'auth.js': `const passport = require('passport')
module.exports.setupAuth = function setupAuth(app) {
  app.use(passport.initialize())
  app.use(passport.session())
  app.get('/login', passport.authenticate('local'))
  app.use((req, res, next) => { if (!req.user) return res.status(401).end(); next() })
  app.use((error, req, res, next) => { res.status(500).end() })
}`,
  })
  expect(await found(files('// setupAuth(app)'))).toEqual([])
  expect(await found(files('setupAuth(app)'))).toEqual(['high'])
})
