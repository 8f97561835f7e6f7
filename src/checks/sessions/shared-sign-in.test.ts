import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (declared: string, set: string, asked: string) =>
  findingsIn('sessions/shared-sign-in', {
    'server.js': `const app = require('express')()
${declared}
app.post('/login', (req, res) => { ${set}; res.end() })
app.get('/me', (req, res) => { if (${asked}) return res.sendStatus(401); res.end() })
app.listen(3000)`,
  })

test.each([
  ['let loggedInUser = null', 'db.one(req.body.name, user => { loggedInUser = user })', '!loggedInUser', 'loggedInUser'],
  ['var isLoggedIn = false', 'isLoggedIn = true', 'isLoggedIn === false', 'isLoggedIn'],
  ['', 'loggedInUser = { id: 1 }', '!loggedInUser', 'loggedInUser'],
  ['let currentUser', 'currentUser = { id: 1 }', '!currentUser', 'currentUser'],
])('finds %s', async (declared, set, asked, name) => {
  expect(await find(declared, set, asked)).toEqual([
    `server.js:3 critical \`${name}\` in \`server.js\` says for all visitors at once who is signed in.`,
  ])
})

test.each([
  ['a variable of the handler', '', 'let currentUser = null; currentUser = { id: 1 }', '!req.user'],
  ['a connection that is opened once', 'let isLoggedIn = false', 'if (!isLoggedIn) { mailbox.login(); isLoggedIn = true }', '!req.user'],
  ['what nothing fills', 'let currentUser = null', 'res.locals.a = 1', '!currentUser'],
  ['what is only taken back', 'let isAuthenticated = null', 'isAuthenticated = false', '!isAuthenticated'],
  ['a cache of something else', 'let products = null', 'products = [1]', '!products'],
])('passes %s', async (_, declared, set, asked) => {
  expect(await find(declared, set, asked)).toEqual([])
})
