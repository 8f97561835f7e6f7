import { expect, test } from 'vitest'
import { findingsIn } from '../findings.fixture.js'

const shop = (lines: string, more: Record<string, string> = {}): Promise<string[]> =>
  findingsIn('secrets/known-account', {
    'package.json':
      '{ "name": "shop", "type": "module", "dependencies": { "express": "5.0.0", "mongoose": "8.0.0", "bcryptjs": "2.4.3" } }',
    'server.js': `import express from 'express'
import mongoose from 'mongoose'
import bcrypt from 'bcryptjs'
import people from './people.json'
const User = mongoose.model('User', new mongoose.Schema({ email: String, password: String, role: String }))
const app = express()
app.post('/register', async (req, res) => { await User.create({ email: String(req.body.email), password: await bcrypt.hash(String(req.body.password), 10), role: 'customer' }); res.end() })
${lines}
app.listen(3000)`,
    'people.json': '[{ "email": "ann@shop.example", "password": "Spring#24", "role": "admin" }]',
    ...more,
  })

const STAFF = 'critical Each start of the app makes an administrator in `users` with a password that is written out in the code.'

test('finds an administrator that each start makes', async () => {
  expect(await shop("await User.create({ email: 'a@shop.example', password: bcrypt.hashSync('Spring#24', 10), role: 'admin' })")).toEqual([
    `server.js:8 ${STAFF}`,
  ])
  expect(
    await shop(
      "const init = async () => {\n  if (await User.countDocuments()) return\n  await User.create({ email: 'a@shop.example', password: 'Spring#24', role: 'admin' })\n}\nmongoose.connect(process.env.DB).then(init)",
    ),
  ).toEqual([`server.js:10 ${STAFF}`])
  expect(await shop('for (const one of people) await User.create({ ...one, password: await bcrypt.hash(one.password, 10) })')).toEqual([
    `server.js:8 ${STAFF}`,
  ])
})

test('finds a route that makes one, and an account that is nobody in particular', async () => {
  expect(
    await shop(
      "app.get('/setup', async (req, res) => { await User.create({ email: 'a@shop.example', password: 'Spring#24', role: 'admin' }); res.end() })",
    ),
  ).toEqual(['server.js:8 critical `GET /setup` makes an administrator in `users` with a password that is written out in the code.'])
  expect((await shop("await User.create({ email: 'demo@shop.example', password: 'Spring#24' })")).map(one => one.split(' ')[1])).toEqual([
    'medium',
  ])
})

test.each([
  [
    'a password out of a setting',
    "await User.create({ email: 'a@shop.example', password: await bcrypt.hash(process.env.FIRST_PASSWORD, 10), role: 'admin' })",
  ],
  [
    'what is for development only',
    "if (process.env.NODE_ENV !== 'production') await User.create({ email: 'a@shop.example', password: 'Spring#24', role: 'admin' })",
  ],
  ['a password that is made', "await User.create({ email: 'a@shop.example', password: crypto.randomUUID(), role: 'admin' })"],
  ['a function that nobody calls', "const seed = () => User.create({ email: 'a@shop.example', password: 'Spring#24', role: 'admin' })"],
])('passes %s', async (_, lines) => expect(await shop(lines)).toEqual([]))

const seed = (lines: string, path = 'scripts/seed.js') =>
  shop('', { [path]: `import mongoose from 'mongoose'\nconst User = mongoose.model('User', new mongoose.Schema({}))\n${lines}` })

test.each([
  ["await User.create({ password: 'Spring#24', role: 'admin' })", 'scripts/seed.js', 3],
  ["const hash = await bcrypt.hash('Spring#24', 10)\nawait User.create({ password: hash, isAdmin: true })", 'src/create-admin.ts', 3],
  [
    "const password = process.env.ADMIN_PASSWORD || 'Spring#24'\nawait User.create({ email: 'admin@a.b', password })",
    'db/seeds/people.js',
    3,
  ],
])('tells of a script that makes an administrator: %s', async (lines, path, line) => {
  expect(await seed(lines, path)).toEqual([
    `${path}:${line} medium \`${path}\` makes an administrator with a password that is written out in it.`,
  ])
})

test.each([
  ['what erases everybody first', "await User.deleteMany({})\nawait User.create({ password: 'Spring#24', role: 'admin' })"],
  ['customers to look at', "await User.create({ password: 'Spring#24', role: 'customer' })"],
  ['a password of the environment', "await User.create({ password: process.env.ADMIN_PASSWORD, role: 'admin' })"],
  ['a hash', "await User.create({ password: '$2b$10$abcdefghijklmnopqrstuv', role: 'admin' })"],
])('passes a script with %s', async (_, lines) => expect(await seed(lines)).toEqual([]))
