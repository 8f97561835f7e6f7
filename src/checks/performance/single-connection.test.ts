import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (files: Record<string, string>) =>
  findingsIn('performance/single-connection', {
    'server.js':
      "const app = require('express')()\nconst db = require('./db')\napp.get('/a', (req, res) => db.query('select id from a limit 5', (e, rows) => res.json(rows)))\napp.listen(3000)",
    'package.json': '{ "name": "a", "dependencies": { "express": "^4.18.0", "mysql2": "3.0.0" } }',
    ...files,
  })

test('finds a connection that a module exports', async () => {
  expect(
    await find({ 'db.js': "const mysql = require('mysql2')\nconst db = mysql.createConnection({ host: 'h' })\nmodule.exports = db" }),
  ).toEqual(['db.js:2 medium `db.js` opens one connection to MySQL, which every request uses and nothing opens again.'])
})

test('passes a pool, a connection that is opened again, and one for each request', async () => {
  expect(await find({ 'db.js': "const mysql = require('mysql2')\nmodule.exports = mysql.createPool({ host: 'h' })" })).toEqual([])
  expect(
    await find({
      'db.js':
        "const mysql = require('mysql2')\nlet db = mysql.createConnection({})\ndb.on('error', () => { db = mysql.createConnection({}) })\nmodule.exports = db",
    }),
  ).toEqual([])
  expect(
    await find({
      'db.js':
        "const mysql = require('mysql2')\nexports.query = (sql, done) => {\n  const db = mysql.createConnection({})\n  db.query(sql, done)\n}",
    }),
  ).toEqual([])
})
