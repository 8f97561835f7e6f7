import { expect, test } from 'vitest'
import { audit } from '#audit'
import { withApp } from '#checks/page.fixture'

// What is weak is made far from where it is stored: the trail leads to the line that has to change.
test('the trail names the line on which a digest is made, or a number drawn', async () => {
  const files = new Map([
    [
      'secrets.js',
      `const { createHash } = require('crypto')
exports.digest = password => createHash('md5').update(password).digest('hex')
exports.code = () => 'join-' + Math.random().toString(36)`,
    ],
    [
      'server.js',
      `const express = require('express')
const { code, digest } = require('./secrets')
const db = new (require('better-sqlite3'))('a.db')
const app = express()
app.use(express.json())
app.post('/signup', (req, res) => res.json(db.prepare('INSERT INTO users (email, password_hash) VALUES (?, ?)').run(req.body.email, digest(req.body.password))))
app.post('/invite', (req, res) => res.json(db.prepare('INSERT INTO invitations (email, token) VALUES (?, ?)').run(req.body.email, code())))
app.listen(3000)`,
    ],
  ])
  const { report } = await withApp(files, root => audit(root, { cache: false }))
  const stepsOf = (check: string): string[] | undefined =>
    report.findings.find(finding => finding.check === check)?.trail.map(({ at, label }) => `${at.file}:${at.line} ${label}`)
  expect(stepsOf('sessions/plaintext-password')).toContain('secrets.js:2 made into MD5')
  expect(stepsOf('sessions/predictable-token')).toContain('secrets.js:3 `Math.random` is asked')
})
