import { expect, test } from 'vitest'
import { findingsIn } from '#checks/findings.fixture'

const find = (body: string, path = 'server.js') =>
  findingsIn('errors/thrown-in-callback', {
    [path]: `const bcrypt = require('bcrypt'), fs = require('fs'), jwt = require('jsonwebtoken'), db = require('./db')\n${body}`,
    'package.json': '{ "name": "a", "dependencies": { "express": "^4.18.0", "bcrypt": "5.0.0" } }',
  })

const SAYS = 'server.js:2 medium `server.js` throws the error that a callback is handed: nothing can catch it, and the process ends.'

test.each([
  ['a model of its own', 'class Room { static all(done) { db.query("select 1", (err, rows) => { if (err) throw err; done(rows) }) } }'],
  [
    'a hash',
    'exports.join = (req, res) => bcrypt.hash(req.body.password, 10, (hashError, hash) => { if (hashError) { throw hashError } res.send(hash) })',
  ],
  ['a transaction taken back', 'exports.pay = (req, res) => { db.beginTransaction(err => { db.rollback(() => { throw err }) }) }'],
  [
    'a callback that is async',
    'exports.read = (req, res) => fs.readFile("a", async (error, data) => { if (error) throw error; res.send(data) })',
  ],
])('finds %s', async (_, body) => {
  expect(await find(body)).toEqual([SAYS])
})

test.each([
  ['the start', 'db.connect(err => { if (err) throw err; console.log("connected") })'],
  ['a function that connects', 'function connectToDatabase() { db.query("select 1", err => { if (err) throw err }) }'],
  ['a promise', 'exports.a = (req, res) => db.find().catch(err => { throw err })'],
  [
    'what calls back at once',
    'exports.a = (req, res) => jwt.verify(req.token, "k", (err, user) => { if (err) throw err; res.send(user) })',
  ],
  [
    'what is caught',
    'exports.a = (req, res) => fs.readFile("a", (err, data) => { try { if (err) throw err } catch (e) { res.sendStatus(500) } })',
  ],
  ['an error handler', 'exports.a = app => app.mount((err, req, res, next) => { throw err })'],
])('passes %s', async (_, body) => {
  expect(await find(body)).toEqual([])
})

test('passes a script', async () => {
  expect(await find('exports.a = (req, res) => fs.readFile("a", (err, data) => { if (err) throw err })', 'scripts/fill.js')).toEqual([])
})
