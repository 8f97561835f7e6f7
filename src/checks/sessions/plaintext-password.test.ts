import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const find = (body: string, more: Record<string, string> = {}) =>
  findingsIn('sessions/plaintext-password', {
    'server.js': `const express = require('express')\nconst bcrypt = require('bcryptjs')\nconst db = new (require('better-sqlite3'))('a.db')\nconst app = express()\napp.use(express.json())\n${body}\napp.listen(3000)`,
    ...more,
  })

test('finds passwords compared as text, in code and in the query', async () => {
  const found = await find(`app.post('/login', (req, res) => {
  const user = db.prepare('SELECT * FROM users WHERE email = ?').get(req.body.email)
  if (user.password !== req.body.password) return res.sendStatus(401)
  res.json({ ok: true })
})
app.post('/signin', (req, res) => res.json(db.prepare('SELECT id FROM users WHERE email = ? AND password = ?').get(req.body.email, req.body.password)))`)
  expect(found.map(line => line.split(', so')[0])).toEqual([
    'server.js:11 high `POST /signin` looks `password` up in `users` as it was typed',
    'server.js:8 high `POST /login` compares the password with the stored one as text',
  ])
})

test('passes a hash, a library that compares, and two passwords that were typed', async () => {
  const found = await find(`app.post('/signup', async (req, res) => {
  if (req.body.password !== req.body.confirmPassword) return res.sendStatus(400)
  db.prepare('INSERT INTO users (email, password) VALUES (?, ?)').run(req.body.email, await bcrypt.hash(req.body.password, 10))
  res.json({})
})
app.post('/login', async (req, res) => {
  const user = db.prepare('SELECT * FROM users WHERE email = ?').get(req.body.email)
  if (!(await bcrypt.compare(req.body.password, user.password))) return res.sendStatus(401)
  res.json({})
})`)
  expect(found).toEqual([])
})

test('passes a model that hashes by itself', async () => {
  const model = (hook: string) => ({
    'user.js': `const mongoose = require('mongoose')\nconst schema = new mongoose.Schema({ email: String, password: String })\n${hook}\nmodule.exports = mongoose.model('User', schema)`,
  })
  const route =
    "const User = require('./user')\napp.post('/signup', async (req, res) => { await User.create({ email: req.body.email, password: req.body.password }); res.json({}) })"
  const hashing = await find(
    route,
    model("schema.pre('save', async function () { this.password = await require('bcrypt').hash(this.password, 10) })"),
  )
  expect([(await find(route, model(''))).length, hashing]).toEqual([1, []])
})

test('finds a password put into the text of the statement', async () => {
  const found = await find(
    'app.post(\'/login\', (req, res) => res.json(db.prepare("SELECT id FROM users WHERE email = \'" + req.body.email + "\' AND password = \'" + req.body.password + "\'").get()))',
  )
  expect(found.map(line => line.split(', so')[0])).toEqual([
    'server.js:6 high `POST /login` looks `password` up in `users` as it was typed',
  ])
})

test('passes a password that is hashed where there is one', async () => {
  const found = await find(`app.patch('/users/:id', async (req, res) => {
  const { password, name } = req.body
  let stored = password
  if (password) stored = await bcrypt.hash(password, 10)
  db.prepare('UPDATE users SET name = ?, password = ? WHERE id = ?').run(name, stored, req.params.id)
  res.json({})
})`)
  expect(found).toEqual([])
})

test('passes a hash that takes the place of what was spread before it, where there is one', async () => {
  const changed = (more: string) =>
    findingsIn('sessions/plaintext-password', {
      'package.json': '{ "dependencies": { "express": "*", "bcryptjs": "*", "@prisma/client": "*" } }',
      'server.js': `const express = require('express')
const bcrypt = require('bcryptjs')
const { PrismaClient } = require('@prisma/client')
const app = express()
app.use(express.json())
app.patch('/users/:id', async (req, res) => {
  const changes = { name: req.body.name, password: req.body.password }
  await new PrismaClient().user.update({ where: { id: req.params.id }, data: { ...changes${more} } })
  res.json({})
})
app.listen(3000)`,
    })
  expect((await changed('')).length).toBe(1)
  expect(await changed(', ...(changes.password && { password: await bcrypt.hash(changes.password, 10) })')).toEqual([])
})

test('a field of the body that was given another value is that value', async () => {
  const body = (lines: string) =>
    find(`app.post('/signup', async (req, res) => {
  const user = req.body
${lines}
  db.prepare('INSERT INTO users (email, password) VALUES (?, ?)').run(user.email, user.password)
  res.json({})
})`)
  expect(await body('  user.password = await bcrypt.hash(user.password, 10)')).toEqual([])
  expect(await body("  user.password = require('md5')(user.password)")).toEqual([
    'server.js:9 high `POST /signup` stores `password` in `users` as MD5, which is made to be fast.',
  ])
  expect(await body('  req.body.password = await bcrypt.hash(req.body.password, 10)\n  user.password = req.body.password')).toEqual([])
})

test('finds a password that is looked up as a fast hash', async () => {
  expect(
    await find(`app.post('/login', (req, res) => {
  const hash = require('md5')(req.body.password)
  res.json(db.prepare('SELECT id FROM users WHERE email = ? AND password = ?').get(req.body.email, hash))
})`),
  ).toEqual(['server.js:7 medium `POST /login` looks `password` up in `users` as MD5, which is made to be fast.'])
})

test('a hook of the model hashes nothing of what the driver writes', async () => {
  const found = await findingsIn('sessions/plaintext-password', {
    'ticket.js': `const mongoose = require('mongoose')
const bcrypt = require('bcryptjs')
const schema = new mongoose.Schema({ text: String, password: String })
schema.pre('save', async function () { this.password = await bcrypt.hash(this.password, 12) })
module.exports = mongoose.model('Ticket', schema)`,
    'server.js': `const express = require('express')
const { MongoClient } = require('mongodb')
const Ticket = require('./ticket')
const app = express()
const db = new MongoClient(process.env.URL).db('desk')
app.use(express.json())
app.post('/saved', async (req, res) => res.json(await Ticket.create({ text: req.body.text, password: req.body.password })))
app.post('/tickets', async (req, res) => {
  await db.collection('tickets').insertOne({ text: req.body.text, password: req.body.password })
  res.json({})
})
app.listen(3000)`,
  })
  expect(found).toEqual(['server.js:9 high `POST /tickets` stores `password` in `tickets` as it was typed.'])
})

const joining = (body: string, hook = '') =>
  findingsIn('sessions/plaintext-password', {
    'server.js': `const express = require('express')\nconst bcrypt = require('bcryptjs')\nconst User = require('./user')\nconst app = express()\napp.use(express.json())\napp.post('/people', async (req, res) => { ${body}; res.json({ made: true }) })\napp.listen(3000)`,
    'user.js': `const mongoose = require('mongoose')\nconst schema = new mongoose.Schema({ email: String, password: String })\n${hook}\nmodule.exports = mongoose.model('User', schema)`,
    'package.json': '{ "name": "a", "dependencies": { "express": "5.1.0", "mongoose": "8.0.0", "bcryptjs": "3.0.0" } }',
  })

test.each(['await User.create(req.body)', 'await new User(req.body).save()', 'await User.create({ ...req.body, joined: new Date() })'])(
  'finds the password in a body that is stored whole: %s',
  async body => {
    expect(await joining(body)).toEqual(['server.js:6 critical `POST /people` stores `password` in `users` as it was typed.'])
  },
)

test.each([
  ['a hash in its place', 'await User.create({ ...req.body, password: await bcrypt.hash(req.body.password, 12) })'],
  ['a hash that is put into the body', 'req.body.password = await bcrypt.hash(req.body.password, 12); await User.create(req.body)'],
  ['a body without it', 'const { password, ...rest } = req.body; await User.create(rest)'],
])('passes %s', async (_, body) => {
  expect(await joining(body)).toEqual([])
})

test('passes a body that is stored whole by a model that hashes', async () => {
  const hook = `schema.pre('save', async function () { this.password = await require('bcryptjs').hash(this.password, 12) })`
  expect(await joining('await User.create(req.body)', hook)).toEqual([])
})
