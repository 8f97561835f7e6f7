import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const GUARD = "const staff = (req, res, next) => {\n  if (!req.user || req.user.role !== 'staff') return res.status(403).end()\n  next()\n}"
const found = (lines: string, imports = '') =>
  findingsIn('broken/closed-route', {
    'server.js': `import express from 'express'\n${imports}\nconst app = express()\n${GUARD}\n${lines}\napp.get('/reports', staff, (req, res) => res.json([]))\napp.delete('/reports/:id', staff, (req, res) => res.json([]))\napp.listen(3000)`,
  })

test('finds a guard that asks for a user whom nothing sets', async () => {
  expect(await found('')).toEqual([
    'server.js:4 high `GET /reports` and 1 more can be reached by nobody: this guard asks for what nothing before it sets.',
  ])
})

test.each([
  [
    'one behind a sign-in',
    'app.use((req, res, next) => { req.user = jwt.verify(req.headers.authorization, process.env.KEY); next() })',
    "import jwt from 'jsonwebtoken'",
  ],
  ['one behind what could not be read', 'app.use(identify())', "import { identify } from 'company-identity'"],
  ['a user that a library sets', 'app.use(passport.initialize())', "import passport from 'passport'"],
])('passes %s', async (_, lines, imports) => {
  expect(await found(lines, imports)).toEqual([])
})

test('passes a door that is meant to be shut', async () => {
  const app =
    "import express from 'express'\nconst app = express()\napp.use('/old', (req, res) => res.status(403).end())\napp.get('/old/reports', (req, res) => res.json([]))\napp.listen(3000)"
  expect(await findingsIn('broken/closed-route', { 'server.js': app })).toEqual([])
})
