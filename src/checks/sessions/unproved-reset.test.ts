import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, path = '/api/reset-password') =>
  findingsIn('sessions/unproved-reset', {
    'server.js': `const express = require('express')
const mysql = require('mysql2')
const bcrypt = require('bcrypt')
const app = express()
app.use(express.json())
const db = mysql.createPool(process.env.URL)
app.put('${path}', async (req, res) => {
${body}
})
app.listen(3000)`,
  })

const says = (line: number, by = 'body.email') => [
  `server.js:${line} critical \`PUT /api/reset-password\` sets a new password for the account that \`${by}\` names, and asks for no proof.`,
]

test('finds an address that is enough, in callbacks and by promises', async () => {
  expect(
    await find(`  const { email, password } = req.body
  bcrypt.hash(password, 10, (err, hash) => db.query('update users set password = ? where email = ?', [hash, email], () => res.json({})))`),
  ).toEqual(says(9))
  expect(
    await find(`  const hash = await bcrypt.hash(req.body.password, 10)
  await db.promise().query('update users set password_hash = ? where username = ?', [hash, req.body.username])
  res.json({})`),
  ).toEqual(says(9, 'body.username'))
})

test.each([
  ['a code', "db.query('update users set password = ? where email = ? and otp = ?', [req.body.password, req.body.email, req.body.otp])"],
  [
    'a token that was looked up',
    "db.query('select email from resets where token = ?', [req.query.token], (e, [row]) => db.query('update users set password = ? where email = ?', [req.body.password, row.email]))",
  ],
  [
    'the old password',
    "db.query('select * from users where email = ?', [req.body.email], async (e, [user]) => { if (await bcrypt.compare(req.body.oldPassword, user.password)) db.query('update users set password = ? where email = ?', [req.body.password, req.body.email]) })",
  ],
  ['another field', "db.query('update users set name = ? where email = ?', [req.body.name, req.body.email])"],
])('passes %s', async (_, body) => {
  expect(await find(`  ${body}\n  res.json({})`)).toEqual([])
})
